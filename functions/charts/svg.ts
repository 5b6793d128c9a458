import { escapeHtml } from "../email/html.ts";

declare const drawn: unique symbol;

/** SVG in which every text was escaped. Only the charts in this folder produce it. */
export type Svg = string & { readonly [drawn]: true };

export type Attributes = Readonly<Record<string, string | number>>;

/**
 * A whole chart. `alt` gives its figures to readers who see no picture; the functions below make the parts.
 */
export function picture(chart: {
  readonly width: number;
  readonly height: number;
  readonly alt: string;
  readonly parts: readonly string[];
  /** Only for pages, whose style sheet reads it: what is rendered to PNG has none. */
  readonly className?: string;
}): Svg {
  const { width, height, alt, parts, className } = chart;
  const open = attributes({
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": alt,
    "font-family": "Figtree, system-ui, sans-serif",
    ...(className !== undefined && { class: className }),
  });
  return `<svg${open}>${parts.join("")}</svg>` as Svg;
}

export function text(content: string, { stroke, ...rest }: Attributes): string {
  const halo = stroke === undefined ? {} : { stroke, "stroke-width": 7, "paint-order": "stroke" };
  return `<text${attributes({ ...rest, ...halo })}>${escapeHtml(content)}</text>`;
}

export function tag(name: string, given: Attributes): string {
  return `<${name}${attributes(given)}/>`;
}

/** Sets attributes once for all of its parts. */
export function group(given: Attributes, parts: readonly string[]): string {
  return `<g${attributes(given)}>${parts.join("")}</g>`;
}

function attributes(given: Attributes): string {
  return Object.entries(given)
    .map(([name, value]) => ` ${name}="${escapeHtml(value)}"`)
    .join("");
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
