import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { svgToPng } from "../../../functions/charts/svg-to-png.ts";
import {
  COLOURS,
  WEEKS_CHART_SIZE,
  type WeekBar,
  type WeeksChart,
  weeksChart,
} from "../../../functions/charts/weeks-chart.ts";

const { resolve } = createRequire(import.meta.url);
const toPng = svgToPng({
  wasm: () => readFile(resolve("@resvg/resvg-wasm/index_bg.wasm")),
  font: () => readFile(resolve("@expo-google-fonts/figtree/500Medium/Figtree_500Medium.ttf")),
});

const FLOOR = 210;

function makeBar(overrides: Partial<WeekBar> = {}): WeekBar {
  return { amount: 10_000, value: "10", weekOf: "6 Sept", isThisWeek: false, ...overrides };
}

function makeChart(overrides: Partial<WeeksChart> = {}): WeeksChart {
  const bars = Array.from({ length: 12 }, (_, index) =>
    makeBar({ amount: 1000 * (index + 1), value: String(index + 1), isThisWeek: index === 11 }),
  );
  return { bars, ceiling: null, alt: "Twelve weeks.", ...overrides };
}

function numbers(svg: string, tag: string, name: string): number[] {
  return [...svg.matchAll(new RegExp(`<${tag} [^>]*\\b${name}="([\\d.-]+)"`, "g"))].map(([, it]) =>
    Number(it),
  );
}

/** Heights of the bars, without the background. */
function heights(svg: string): number[] {
  return numbers(svg, "rect", "height").slice(1);
}

describe("the chart of the weeks", () => {
  it("draws bars as long as the weeks were", () => {
    const drawn = heights(weeksChart(makeChart()));
    expect(drawn).toHaveLength(12);
    for (const [index, height] of drawn.entries()) {
      expect(height / (drawn[11] ?? 0)).toBeCloseTo((index + 1) / 12, 2);
    }
  });

  it("makes this week stand out, and no other", () => {
    const svg = weeksChart(makeChart());
    expect(svg.split(`fill="${COLOURS.thisWeek}"`)).toHaveLength(2);
  });

  it("lays the ceiling across at its height, among bars that are lower and higher", () => {
    const bars = [makeBar({ amount: 20_000 }), makeBar({ amount: 5000 })];
    const ceiling = { amount: 10_000, label: "Next week at most 10.0 km" };
    const svg = weeksChart(makeChart({ bars, ceiling }));
    const [line] = numbers(svg, "line", "y1");
    const [tall = 0] = heights(svg);
    expect(FLOOR - (line ?? 0)).toBeCloseTo(tall / 2, 1);
    expect(svg).toContain("Next week at most 10.0 km");
    expect(weeksChart(makeChart({ bars }))).not.toContain("<line");
  });

  it("keeps a ceiling above all weeks inside the picture", () => {
    const ceiling = { amount: 90_000, label: "high" };
    const [line = 0] = numbers(weeksChart(makeChart({ ceiling })), "line", "y1");
    expect(line).toBeGreaterThan(30);
  });

  it("keeps the ceiling's words clear of the figure of a week that was beyond it", () => {
    const bars = [makeBar({ amount: 20_000, value: "20" })];
    const ceiling = { amount: 10_000, label: "Next week at most 10.0 km" };
    const svg = weeksChart(makeChart({ bars, ceiling }));
    const [wordsY = 0, figureY = 0] = numbers(svg, "text", "y");
    const [wordsPx = 0, figurePx = 0] = numbers(svg, "text", "font-size");
    // Figtree's letters reach 0.25 of their size below their line, and its figures 0.7 above.
    expect(wordsY + 0.25 * wordsPx).toBeLessThan(figureY - 0.7 * figurePx);
  });

  it("leaves a mark where a week had no run, and all weeks may have had none", () => {
    const bars = [makeBar({ amount: 0, value: "0" })];
    expect(heights(weeksChart(makeChart({ bars })))).toEqual([1]);
  });

  it("says the date of every fourth week, and of the last", () => {
    const bars = Array.from({ length: 12 }, (_, index) => makeBar({ weekOf: `week ${index}` }));
    const dates = weeksChart(makeChart({ bars })).match(/week \d+/g);
    expect(dates).toEqual(["week 0", "week 4", "week 8", "week 11"]);
  });

  it("states its figures to whoever can't see it, with every text escaped", () => {
    const hostile = `<script>"&'`;
    const bars = [makeBar({ value: hostile, weekOf: hostile })];
    const svg = weeksChart(
      makeChart({ bars, alt: hostile, ceiling: { amount: 1, label: hostile } }),
    );
    expect(svg).not.toContain("<script");
    expect(svg).toContain('aria-label="&lt;script&gt;&quot;&amp;&#39;"');
  });

  it.each(["ink", "soft", "thisWeek", "ceiling"] as const)(
    "sets %s off its background by 4.5 : 1",
    (name) => {
      expect(contrast(COLOURS[name], COLOURS.background)).toBeGreaterThanOrEqual(4.5);
    },
  );
});

describe("its picture", () => {
  const size = (png: Uint8Array) => {
    const view = new DataView(png.buffer, png.byteOffset);
    return [view.getUint32(16), view.getUint32(20)];
  };

  it("is a PNG of the width asked for, small enough for a mail", async () => {
    const png = await toPng(weeksChart(makeChart()), 1040);
    expect([...png.slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(size(png)).toEqual([1040, 2 * WEEKS_CHART_SIZE.height]);
    expect(png.length).toBeLessThan(60_000);
  });

  it("holds its letters: other words make another picture", async () => {
    const [one, other] = await Promise.all(
      ["11", "17"].map((value) =>
        toPng(weeksChart(makeChart({ bars: [makeBar({ value })] })), 520),
      ),
    );
    expect(Buffer.from(one ?? []).equals(Buffer.from(other ?? []))).toBe(false);
  });
});

/** WCAG's contrast ratio of two colours, each `#rrggbb`. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) =>
    [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0);
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
