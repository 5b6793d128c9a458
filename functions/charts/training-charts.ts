import { type ScaleLinear, scaleBand, scaleLinear } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import { group, picture, rounded, type Svg, tag, text } from "./svg.ts";

/** The page's own variables, which follow light and dark. */
const COLOURS = {
  ink: "var(--ink)",
  soft: "var(--quiet)",
  bar: "var(--bar)",
  thisWeek: "var(--accent)",
  ceiling: "var(--warn)",
};

interface Chart {
  /** An amount on the axis, in the reader's units. */
  readonly axis: (amount: number) => string;
  /** The figures as a sentence, for readers who see no picture. */
  readonly alt: string;
}

export interface BarsChart extends Chart {
  /** Oldest first; the last one is still under way. An amount of null is unknown. */
  readonly bars: readonly {
    readonly amount: number | null;
    /** The limit, in the unit of the amount. */
    readonly ceiling: number | null;
    readonly label: string;
  }[];
}

export interface RunsChart extends Chart {
  readonly days: number;
  readonly runs: readonly {
    /** Days since the chart's first day. */
    readonly at: number;
    readonly amount: number;
    readonly ceiling: number | null;
    readonly isOver: boolean;
  }[];
  readonly labels: readonly DayLabel[];
}

export interface LinesChart extends Chart {
  /** One amount a day, oldest first. */
  readonly lines: readonly { readonly name: string; readonly amounts: readonly number[] }[];
  readonly labels: readonly DayLabel[];
}

interface DayLabel {
  readonly at: number;
  readonly label: string;
}

const WIDTH = 480;
const HEIGHT = 220;
/** A phone shows a picture 480 wide at three quarters: 13 pixels. */
const FONT_PX = 17;
const FRAME = { top: 28, right: 8, bottom: 32, left: 54 };
const FLOOR = HEIGHT - FRAME.bottom;
const LABELS = 4;
/** So that lines can be told apart without colours too. */
const DASHES = ["none", "7 4", "2 4"];

/** Bars, each with its limit as a step above it. */
export function barsChart({ bars, axis, alt }: BarsChart): Svg {
  const most = Math.max(0, ...bars.flatMap((bar) => [bar.amount ?? 0, bar.ceiling ?? 0]));
  const y = heights(0, most);
  const x = scaleBand(
    bars.map((_, index) => index),
    [FRAME.left, WIDTH - FRAME.right],
  ).padding(bars.length > 20 ? 0.15 : 0.3);
  const rects = bars.map(({ amount }, index) =>
    amount === null || amount === 0
      ? ""
      : tag("rect", {
          x: rounded(x(index) ?? 0),
          y: rounded(y(amount)),
          width: rounded(x.bandwidth()),
          height: rounded(FLOOR - y(amount)),
          ...(index === bars.length - 1 && { fill: COLOURS.thisWeek }),
        }),
  );
  const left = (index: number) => (x(index) ?? 0) - (x.step() - x.bandwidth()) / 2;
  const steps = bars.map(({ ceiling }, index) => ({ left: left(index), ceiling }));
  const end = { left: left(bars.length - 1) + x.step(), ceiling: steps.at(-1)?.ceiling ?? null };
  const every = Math.ceil(bars.length / LABELS);
  const marks = bars.flatMap(({ label }, index) =>
    (bars.length - 1 - index) % every === 0
      ? [{ x: (x(index) ?? 0) + x.bandwidth() / 2, label }]
      : [],
  );
  return drawn(alt, [
    grid(y, axis),
    group({ fill: COLOURS.bar }, rects),
    ceilingPath([...steps, end], y),
    axisLabels(marks),
  ]);
}

/** Each run as a thin bar on its day, with the limit that it should have stayed under. */
export function runsChart(chart: RunsChart): Svg {
  const { days, runs, labels, axis, alt } = chart;
  const most = Math.max(0, ...runs.flatMap((run) => [run.amount, run.ceiling ?? 0]));
  const y = heights(0, most);
  const step = (WIDTH - FRAME.left - FRAME.right) / days;
  const x = (at: number) => FRAME.left + (at + 0.5) * step;
  const width = Math.max(1.5, Math.min(6, step * 0.6));
  const bars = (some: RunsChart["runs"], fill: string) =>
    group(
      { fill },
      some.map(({ at, amount }) =>
        tag("rect", {
          x: rounded(x(at) - width / 2),
          y: rounded(y(amount)),
          width: rounded(width),
          height: rounded(FLOOR - y(amount)),
        }),
      ),
    );
  // Two runs on a day have the same limit, since no run counts for its own day.
  const steps = runs.map(({ at, ceiling }) => ({ left: x(at) - step / 2, ceiling }));
  const last = steps.at(-1);
  const end = last === undefined ? [] : [{ left: last.left + step, ceiling: last.ceiling }];
  return drawn(alt, [
    grid(y, axis),
    bars(
      runs.filter(({ isOver }) => !isOver),
      COLOURS.bar,
    ),
    bars(
      runs.filter(({ isOver }) => isOver),
      COLOURS.thisWeek,
    ),
    ceilingPath([...steps, ...end], y),
    axisLabels(labels.map(({ at, label }) => ({ x: x(at), label }))),
  ]);
}

/** Lines over days, told apart by their dashes and named in that order above. */
export function linesChart({ lines, labels, axis, alt }: LinesChart): Svg {
  const all = lines.flatMap(({ amounts }) => amounts);
  const y = heights(Math.min(0, ...all), Math.max(0, ...all));
  const days = Math.max(1, ...lines.map(({ amounts }) => amounts.length));
  const step = (WIDTH - FRAME.left - FRAME.right) / days;
  const x = (at: number) => FRAME.left + (at + 0.5) * step;
  const strokes = [COLOURS.thisWeek, COLOURS.ceiling, COLOURS.ink];
  const path = line<number>(
    (_, at) => rounded(x(at)),
    (amount) => rounded(y(amount)),
  );
  const drawnLines = lines.map(({ amounts }, index) =>
    tag("path", {
      d: path(amounts) ?? "",
      stroke: strokes[index] ?? COLOURS.ink,
      "stroke-dasharray": DASHES[index] ?? "none",
    }),
  );
  const names = lines.map(({ name }, index) => {
    const left = FRAME.left + (index * (WIDTH - FRAME.left)) / lines.length;
    const stroke = strokes[index] ?? COLOURS.ink;
    const sample = tag("line", {
      x1: left,
      x2: left + 26,
      y1: 11,
      y2: 11,
      stroke,
      "stroke-width": 2.5,
      "stroke-dasharray": DASHES[index] ?? "none",
    });
    return (
      sample + text(name, { x: rounded(left + 32), y: 16, "font-size": FONT_PX, fill: COLOURS.ink })
    );
  });
  return drawn(alt, [
    grid(y, axis),
    group({ fill: "none", "stroke-width": 2.5, "stroke-linejoin": "round" }, drawnLines),
    ...names,
    axisLabels(labels.map(({ at, label }) => ({ x: x(at), label }))),
  ]);
}

function drawn(alt: string, parts: readonly string[]): Svg {
  return picture({ width: WIDTH, height: HEIGHT, alt, parts, className: "chart" });
}

function heights(least: number, most: number): ScaleLinear<number, number> {
  return scaleLinear([least, most > least ? most : least + 1], [FLOOR, FRAME.top]).nice(3);
}

function grid(y: ScaleLinear<number, number>, axis: (amount: number) => string): string {
  const ticks = y.ticks(3);
  const lines = ticks.map((tick) =>
    tag("line", {
      x1: FRAME.left,
      x2: WIDTH - FRAME.right,
      y1: rounded(y(tick)),
      y2: rounded(y(tick)),
    }),
  );
  const labels = ticks.map((tick) =>
    text(axis(tick), { x: FRAME.left - 6, y: rounded(y(tick) + 5) }),
  );
  return (
    group({ stroke: COLOURS.soft, "stroke-width": 0.5, opacity: 0.5 }, lines) +
    group({ "font-size": FONT_PX, "text-anchor": "end", fill: COLOURS.soft }, labels)
  );
}

/** Broken where no limit is known. */
function ceilingPath(
  steps: readonly { readonly left: number; readonly ceiling: number | null }[],
  y: ScaleLinear<number, number>,
): string {
  const path = line<(typeof steps)[number]>(
    ({ left }) => rounded(left),
    ({ ceiling }) => rounded(y(ceiling ?? 0)),
  )
    .defined(({ ceiling }) => ceiling !== null)
    .curve(curveStepAfter)(steps);
  if (path === null) return "";
  return tag("path", {
    d: path,
    fill: "none",
    stroke: COLOURS.ceiling,
    "stroke-width": 2,
    "stroke-dasharray": "6 3",
  });
}

function axisLabels(marks: readonly { readonly x: number; readonly label: string }[]): string {
  const labels = marks.map(({ x, label }) => {
    const isAtEnd = x > WIDTH - 40;
    return text(label, {
      x: rounded(isAtEnd ? WIDTH - FRAME.right : x),
      y: HEIGHT - 8,
      ...(isAtEnd && { "text-anchor": "end" }),
    });
  });
  return group({ "font-size": FONT_PX, "text-anchor": "middle", fill: COLOURS.soft }, labels);
}
