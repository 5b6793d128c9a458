import type { DigestView } from "./digest-view.ts";

const WIDTH = 72;

/** The digest for a client that shows no HTML: the same figures, laid out for a fixed width. */
export function digestText(view: DigestView): string {
  const { words } = view;
  const blocks: (string | null)[] = [
    view.generated ? wrap(words.generated) : null,
    view.greeting,
    hip(view),
    `${wrap(view.headline)}\n${view.period}`,
    wrap(view.lead),
    comparison(view),
    ...view.notes.map((note) => wrap(note)),
    section(words.findings, view.raised.length === 0 ? [wrap(words.nothingRaised)] : raised(view)),
    view.clear === null ? null : wrap(`${words.clear}: ${view.clear}`),
    ...view.unjudged.map(({ answer, names, why }) => wrap(`${answer}: ${names}. ${why}`)),
    section(words.ceilings, [...ceilings(view), wrap(view.ceilingsWhy)]),
    chart(view),
    view.shoes.length === 0 ? null : section(words.shoes, shoes(view)),
    view.tips.length === 0
      ? null
      : section(
          words.tips,
          view.tips.map(({ title, text, label }) => `${wrap(title)}\n${wrap(text)}\n[${label}]`),
        ),
    "-".repeat(24),
    wrap(words.notDiagnosis),
    wrap(view.why),
    [
      `${words.unsubscribe}: ${view.urls.unsubscribe}`,
      ...(view.urls.settings === null ? [] : [`${words.settings}: ${view.urls.settings}`]),
      `Stridewell: ${view.urls.app}`,
    ].join("\n"),
  ];
  return `${blocks.filter((block) => block !== null).join("\n\n")}\n`;
}

function hip({ hip: told }: DigestView): string | null {
  if (told === null) return null;
  const { flag } = told;
  const lines =
    flag === null
      ? []
      : [flag.title, flag.whenAndWhom, flag.until, ...flag.signs.map((sign) => `- ${sign}`)];
  const parts = [...lines, told.light, ...told.asks, told.from, told.note].map((line) =>
    wrap(line),
  );
  return section(told.title, [parts.join("\n")]);
}

function section(title: string, parts: readonly string[]): string {
  return [title.toUpperCase(), ...parts].join("\n\n");
}

function comparison({ words, comparison: rows }: DigestView): string {
  return [
    row(["", words.thisWeek, words.lastWeek]),
    ...rows.map(({ name, now, before, note }) =>
      row([name, now, note === null ? before : `${before} (${note})`]),
    ),
  ].join("\n");
}

function raised({ raised: findings }: DigestView): string[] {
  return findings.map(({ title, figure, why, label }) =>
    [title, figure, why]
      .filter((part) => part !== null)
      .map((part) => wrap(part))
      .concat(`[${label}]`)
      .join("\n"),
  );
}

function ceilings(view: DigestView): string[] {
  const rows = view.ceilings.map(({ name, value, note }) =>
    row([name, note === null ? value : `${value} (${note})`]),
  );
  return rows.length === 0 ? [] : [rows.join("\n")];
}

function shoes(view: DigestView): string[] {
  const pairs = view.shoes.map(({ name, figure, outlook, usedPct }) => {
    const filled = Math.round(usedPct / 5);
    return `${name}: ${figure}\n${"#".repeat(filled)}${".".repeat(20 - filled)}\n${wrap(outlook)}`;
  });
  return view.unassignedShoes === null ? pairs : [...pairs, wrap(view.unassignedShoes)];
}

function chart({ chart: drawn, words }: DigestView): string | null {
  if (drawn === null) return null;
  const most = Math.max(...drawn.bars.map(({ heightPx }) => heightPx));
  const widest = Math.max(...drawn.bars.map(({ value }) => value.length));
  const lines = drawn.bars.map(({ weekOf, value, heightPx, isThisWeek }) => {
    const bar = value === "0" ? "" : "#".repeat(Math.max(1, Math.round((30 * heightPx) / most)));
    const tail = isThisWeek ? `  ${words.thisWeek}` : "";
    return `${weekOf.padEnd(8)}${value.padStart(widest)}  ${bar}${tail}`.trimEnd();
  });
  return section(drawn.title, [lines.join("\n")]);
}

/** Cells in columns of 16, the last one free. */
function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => (index < cells.length - 1 ? cell.padEnd(16) : cell))
    .join("")
    .trimEnd();
}

/** A figure stays on a line with its unit. */
const BREAKS = / (?!(?:km|mi|min|h)\b)/;

export function wrap(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(BREAKS)) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join("\n");
}
