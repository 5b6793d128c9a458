import { tied } from "../shared/tied.ts";
import type { DigestView } from "./digest-view.ts";

const WIDTH = 72;

/** The digest for a client that shows no HTML: the same figures, laid out in a fixed-width font. */
export function digestText(view: DigestView): string {
  const { words } = view;
  const blocks: (string | null)[] = [
    view.generated ? wrap(words.generated) : null,
    hip(view),
    `${wrap(view.headline)}\n${view.period}`,
    wrap(view.lead),
    ...view.missed.map((line) => wrap(line)),
    view.comparison.length === 0 ? null : comparison(view),
    ...view.notes.map((note) => wrap(note)),
    chart(view),
    view.hasFindings
      ? section(
          words.findings,
          view.raised.length === 0 ? [wrap(words.nothingRaised)] : raised(view),
        )
      : null,
    view.clear === null ? null : wrap(`${words.clear}: ${view.clear}`),
    ...view.unjudged.map(({ answer, names, why }) => wrap(`${answer}: ${names}. ${why}`)),
    section(words.ceilings, [
      ...(view.caution === null ? [] : [wrap(view.caution)]),
      ...ceilings(view),
      wrap(view.ceilingsWhy),
    ]),
    view.shoes.length === 0 ? null : section(words.shoes, shoes(view)),
    routine(view),
    view.tips.length === 0
      ? null
      : section(
          words.tips,
          view.tips.map(({ title, text, label }) => `${wrap(title)}\n${wrap(text)}\n[${label}]`),
        ),
    view.hip === null ? checkIn(view) : null,
    "-".repeat(24),
    wrap(words.notDiagnosis),
    wrap(view.why),
    ...view.credits.map((credit) => wrap(credit)),
    [
      `${view.extra.today}: ${view.urls.today}`,
      `${words.settings}: ${view.urls.settings}`,
      `${words.unsubscribe}: ${view.urls.unsubscribe}`,
    ].join("\n"),
  ];
  return `${blocks.filter((block) => block !== null).join("\n\n")}\n`;
}

function hip({ hip: told, extra, urls }: DigestView): string | null {
  if (told === null) return null;
  const { flag } = told;
  const lines =
    flag === null
      ? []
      : [flag.title, flag.whenAndWhom, flag.until, ...flag.signs.map((sign) => `- ${sign}`)];
  const parts = [...lines, told.light, ...told.asks, told.from, told.note].map((line) =>
    wrap(line),
  );
  return section(told.title, [`${parts.join("\n")}\n${extra.checkIn.again}: ${urls.checkIn}`]);
}

function checkIn({ extra: { checkIn: words }, urls }: DigestView): string {
  return section(words.title, [`${wrap(words.text)}\n${words.link}: ${urls.checkIn}`]);
}

function routine({ routine: week, extra, urls }: DigestView): string | null {
  if (week === null) return null;
  if (week.none !== null) return section(extra.routine, [wrap(week.none)]);
  return section(extra.routine, [
    wrap(extra.routineIntro),
    ...(week.streak === null ? [] : [wrap(week.streak)]),
    ...week.aroundRuns.map((line) => wrap(line)),
    ...week.sessions.map(
      ({ title, exercises, doneUrl }) =>
        `${wrap(title)}\n${wrap(exercises)}\n${extra.done}: ${doneUrl}`,
    ),
    `${extra.moreRoutine}: ${urls.routine}`,
  ]);
}

function section(title: string, parts: readonly string[]): string {
  return [title.toUpperCase(), ...parts].join("\n\n");
}

function comparison({ words, extra, comparison: rows }: DigestView): string {
  return [
    row(["", words.thisWeek, words.lastWeek, extra.mean]),
    ...rows.map(({ name, now, before, mean, note }) =>
      row(
        mean === null
          ? [name, now, note === null ? before : `${before} (${note})`]
          : [name, now, before, mean],
      ),
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
  return [
    ...pairs,
    ...(view.unassignedShoes === null ? [] : [wrap(view.unassignedShoes)]),
    `${view.moreShoes}: ${view.urls.shoes}`,
  ];
}

function chart({ chart: drawn }: DigestView): string | null {
  if (drawn === null) return null;
  const most = Math.max(1, ...drawn.bars.map(({ amount }) => amount));
  const widest = Math.max(...drawn.bars.map(({ value }) => value.length));
  const lines = drawn.bars.map(({ weekOf, value, amount }) => {
    const bar = "#".repeat(amount === 0 ? 0 : Math.max(1, Math.round((30 * amount) / most)));
    return `${weekOf.padEnd(10)}${value.padStart(widest)}  ${bar}`.trimEnd();
  });
  const ceiling = drawn.ceiling === null ? [] : [drawn.ceiling.label];
  return section(drawn.title, [[...lines, ...ceiling].join("\n")]);
}

/** Cells in columns of 16 characters; the last cell may be longer. */
function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => (index < cells.length - 1 ? cell.padEnd(16) : cell))
    .join("")
    .trimEnd();
}

export function wrap(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of tied(text).split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join("\n").replaceAll("\u00a0", " ");
}
