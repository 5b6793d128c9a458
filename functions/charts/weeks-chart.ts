import { scaleBand, scaleLinear } from "d3-scale";
import { picture, rounded, type Svg, tag, text } from "./svg.ts";

export interface WeekBar {
  /** How long the bar is, in any unit; the ceiling is in the same one. */
  readonly amount: number;
  /** The amount as the bar shows it. */
  readonly value: string;
  readonly weekOf: string;
  readonly isThisWeek: boolean;
}

export interface WeeksChart {
  /** Oldest first. */
  readonly bars: readonly WeekBar[];
  /** A limit; null if none is known, or none may be shown. */
  readonly ceiling: { readonly amount: number; readonly label: string } | null;
  /** The figures as a sentence, for readers who see no picture. */
  readonly alt: string;
}

export const WEEKS_CHART_SIZE = { width: 520, height: 250 };

/**
 * With a background, since the picture is the same in light and in dark mode. The contrast of every text on
 * that background is 4.5 : 1 or more.
 */
export const COLOURS = {
  background: "#eef4f0",
  ink: "#1d2b27",
  soft: "#51605a",
  bar: "#a9c8bc",
  thisWeek: "#1f6f5c",
  ceiling: "#8a4b14",
};
/** Keeps a text readable on what it crosses. */
const HALO = { stroke: COLOURS.background };

const FRAME = { top: 46, right: 16, bottom: 40, left: 16 };
/** A phone shows the picture at two thirds: these become 12 pixels there, and values of four figures 9. */
const VALUE_PX = 18;
const LONG_VALUE_PX = 14;
const AXIS_PX = 17;
const LABEL_EVERY = 4;

/**
 * An email's picture: the weeks as bars with the ceiling across them. The font is the one that the PNG is
 * rendered with.
 *
 * @example
 * weeksChart({ bars, ceiling: null, alt: "Running per week in km, oldest first: 12, 15." })
 * // '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 250" role="img" …'
 */
export function weeksChart({ bars, ceiling, alt }: WeeksChart): Svg {
  const { width, height } = WEEKS_CHART_SIZE;
  const floor = height - FRAME.bottom;
  const most = Math.max(1, ceiling?.amount ?? 0, ...bars.map(({ amount }) => amount));
  const x = scaleBand(
    bars.map((_, index) => index),
    [FRAME.left, width - FRAME.right],
  ).paddingInner(0.3);
  const y = scaleLinear([0, most], [floor, FRAME.top]);
  const font = bars.some(({ value }) => value.length > 3) ? LONG_VALUE_PX : VALUE_PX;

  const places = bars.map((bar, index) => ({
    ...bar,
    left: x(index) ?? 0,
    top: Math.min(y(bar.amount), floor - (bar.amount > 0 ? 3 : 1)),
  }));
  const columns = places.map(({ left, top, isThisWeek }) =>
    tag("rect", {
      x: rounded(left),
      y: rounded(top),
      width: rounded(x.bandwidth()),
      height: rounded(floor - top),
      rx: 3,
      fill: isThisWeek ? COLOURS.thisWeek : COLOURS.bar,
    }),
  );
  const values = places.map(({ left, top, value, isThisWeek }) =>
    text(value, {
      x: rounded(left + x.bandwidth() / 2),
      y: rounded(top - 6),
      "font-size": font,
      "text-anchor": "middle",
      fill: isThisWeek ? COLOURS.ink : COLOURS.soft,
      ...HALO,
    }),
  );
  const line = ceiling === null ? "" : ceilingLine(ceiling, y(ceiling.amount));
  const axis = places.flatMap(({ left, weekOf }, index) => {
    const isLast = index === bars.length - 1;
    if (!isLast && index % LABEL_EVERY !== 0) return [];
    const [anchor, along] = index === 0 ? ["start", 0] : isLast ? ["end", 1] : ["middle", 0.5];
    return text(weekOf, {
      x: rounded(left + along * x.bandwidth()),
      y: floor + 24,
      "font-size": AXIS_PX,
      "text-anchor": anchor,
      fill: COLOURS.soft,
    });
  });
  const back = tag("rect", { width, height, rx: 12, fill: COLOURS.background });
  // The line is above the bars and below their figures, which a halo keeps readable.
  const parts = [back, ...columns, line, ...values, ...axis];
  return picture({ width, height, alt, parts });
}

function ceilingLine(ceiling: { readonly label: string }, y: number): string {
  const { width } = WEEKS_CHART_SIZE;
  return [
    tag("line", {
      x1: FRAME.left,
      x2: width - FRAME.right,
      y1: rounded(y),
      y2: rounded(y),
      stroke: COLOURS.ceiling,
      "stroke-width": 2,
      "stroke-dasharray": "6 5",
    }),
    // Above every bar and figure, since a bar may be taller than the line.
    text(ceiling.label, {
      x: width - FRAME.right,
      y: 20,
      "font-size": AXIS_PX,
      "text-anchor": "end",
      fill: COLOURS.ceiling,
      ...HALO,
    }),
  ].join("");
}
