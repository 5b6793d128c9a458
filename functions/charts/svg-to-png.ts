import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { once } from "../shared/once.ts";
import type { Svg } from "./svg.ts";

/** Renders a chart `widthPx` wide. Rejects if the picture can't be made. */
export type ToPng = (svg: Svg, widthPx: number) => Promise<Uint8Array>;

/** The renderer and its font, read when first needed. */
export interface RendererFiles {
  readonly wasm: () => Promise<Uint8Array>;
  /**
   * TTF. The renderer sees none of the machine's fonts, so that a picture is the same wherever it is made.
   */
  readonly font: () => Promise<Uint8Array>;
}

// The module keeps one instance, and refuses to be given its code a second time.
let started: Promise<void> | null = null;

export function svgToPng(files: RendererFiles): ToPng {
  const font = once(files.font);
  return async (svg, widthPx) => {
    started ??= files.wasm().then((code) => initWasm(code));
    const [letters] = await Promise.all([font(), started]);
    const picture = new Resvg(svg, {
      fitTo: { mode: "width", value: widthPx },
      font: { fontBuffers: [letters], loadSystemFonts: false },
    });
    try {
      const image = picture.render();
      try {
        return image.asPng();
      } finally {
        image.free();
      }
    } finally {
      picture.free();
    }
  };
}
