import { describe, expect, it } from "vitest";
import {
  type BarsChart,
  barsChart,
  linesChart,
  runsChart,
} from "../../../functions/charts/training-charts.ts";

function numbers(svg: string, tag: string, name: string): number[] {
  return [...svg.matchAll(new RegExp(`<${tag} [^>]*\\b${name}="([\\d.-]+)"`, "g"))].map(([, it]) =>
    Number(it),
  );
}

const bar = (amount: number | null, ceiling: number | null = null) => ({
  amount,
  ceiling,
  label: "6 Sept",
});

const draw = (overrides: Partial<BarsChart> = {}) =>
  barsChart({ bars: [bar(10)], axis: String, alt: "Some weeks.", ...overrides });

/** The points of a path, `M` and `L` alike. */
const points = (svg: string) =>
  [...(/ d="([^"]*)"/.exec(svg)?.[1] ?? "").matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);

describe("the bars of the weeks", () => {
  it("are as long as the weeks were, and none where nothing is known or was run", () => {
    const drawn = numbers(draw({ bars: [bar(10), bar(null), bar(0), bar(20)] }), "rect", "height");
    expect(drawn).toHaveLength(2);
    expect((drawn[1] ?? 0) / (drawn[0] ?? 1)).toBeCloseTo(2, 1);
  });

  it("have the line at its height over its own week: through a bar that went beyond", () => {
    const svg = draw({ bars: [bar(20, 10), bar(10, 20)] });
    const [first = 0, second = 0] = numbers(svg, "rect", "y");
    const heights = points(svg).map(([, y = 0]) => y);
    expect(Math.max(...heights)).toBeGreaterThan(first);
    expect(Math.min(...heights)).toBeLessThan(second);
  });

  it("have a line in steps that ends with the last week, and leaves the picture nowhere", () => {
    const svg = draw({ bars: [bar(1, 2), bar(1, 40)] });
    const line = points(svg);
    for (const [index, [x, y]] of line.slice(1).entries()) {
      expect([line[index]?.[0] === x, line[index]?.[1] === y]).toContain(true);
    }
    const right = (numbers(svg, "rect", "x")[1] ?? 0) + (numbers(svg, "rect", "width")[1] ?? 0);
    expect(line.at(-1)?.[0]).toBeGreaterThanOrEqual(right);
    for (const [, y] of line) expect(y).toBeGreaterThanOrEqual(0);
  });

  it("have no line where none is known", () => {
    expect(draw()).not.toContain("<path");
  });

  it("say at most four dates, the last week's among them, whatever their number", () => {
    for (const count of [1, 5, 12, 52]) {
      const bars = Array.from({ length: count }, (_, week) => ({
        ...bar(week),
        label: `week ${week}`,
      }));
      const labels = draw({ bars }).match(/week \d+/g) ?? [];
      expect(labels.length).toBeLessThanOrEqual(4);
      expect(labels).toContain(`week ${count - 1}`);
    }
  });
});

describe("each run", () => {
  it("stands on its day, in the other colour where it went beyond the line", () => {
    const run = { amount: 5, ceiling: 5.5, isOver: false };
    const svg = runsChart({
      days: 10,
      runs: [
        { ...run, at: 0 },
        { ...run, at: 9, amount: 10, isOver: true },
      ],
      labels: [],
      axis: String,
      alt: "Two runs.",
    });
    const [first = 0, last = 0, ...others] = numbers(svg, "rect", "x");
    expect(others).toEqual([]);
    expect(last - first).toBeCloseTo((9 / 10) * (480 - 54 - 8), 1);
    expect(svg).toMatch(/<g fill="var\(--accent\)"><rect[^>]*\/><\/g>/);
  });
});

describe("the line over the runs", () => {
  const year = (ceiling: number) =>
    runsChart({
      days: 365,
      runs: [0, 364].map((at) => ({ at, amount: 5, ceiling, isOver: false })),
      labels: [],
      axis: String,
      alt: "A year.",
    });

  it("ends with the last run's day, and leaves the picture nowhere", () => {
    const line = points(year(200));
    expect(line.at(-1)?.[0]).toBeCloseTo(480 - 8, 1);
    for (const [, y] of line) expect(y).toBeGreaterThanOrEqual(0);
  });

  it("stands over bars that can be seen, however many days there are", () => {
    for (const width of numbers(year(6), "rect", "width")) expect(width).toBeGreaterThan(1);
  });
});

describe("lines over days", () => {
  it("are told apart by their dashes, and reach below nothing", () => {
    const lines = ["Fitness", "Fatigue", "Form"].map((name, index) => ({
      name,
      amounts: [10, 20 - 40 * Math.min(index, 1)],
    }));
    const svg = linesChart({ lines, labels: [], axis: String, alt: "Lines." });
    const dashes = [...svg.matchAll(/<path[^>]*stroke-dasharray="([^"]+)"/g)].map(([, it]) => it);
    expect(new Set(dashes).size).toBe(3);
    expect(svg).toContain(">-20<");
  });
});

describe("every chart", () => {
  it("tells its figures to whoever sees none, and escapes what it is given", () => {
    const svg = draw({ alt: `<b>"&`, bars: [{ ...bar(1), label: "<script>" }] });
    expect(svg).toContain('role="img" aria-label="&lt;b&gt;&quot;&amp;"');
    expect(svg).not.toContain("<script");
  });

  it("holds only real numbers, even when there is nothing to draw", () => {
    const nothing = { labels: [], axis: String, alt: "Nothing." };
    for (const svg of [
      draw({ bars: [] }),
      draw({ bars: [bar(0, 0)] }),
      runsChart({ ...nothing, days: 0, runs: [] }),
      linesChart({ ...nothing, lines: [{ name: "None", amounts: [] }] }),
    ]) {
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  it("has its axis in the reader's units, and no date cut off at its end", () => {
    const svg = runsChart({
      days: 365,
      runs: [],
      labels: [{ at: 364, label: "today" }],
      axis: (amount) => `${amount} mi`,
      alt: "A year.",
    });
    expect(svg).toContain(">0 mi</text>");
    expect(svg).toMatch(/<text x="472" y="212" text-anchor="end">today</);
  });

  it("carries no style that a strict policy refuses", () => {
    expect(draw({ bars: [bar(1, 2), bar(2, 1)] })).not.toMatch(/style=|<style/);
  });
});
