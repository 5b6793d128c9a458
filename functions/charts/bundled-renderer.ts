import { readFile } from "node:fs/promises";
import fontPath from "@expo-google-fonts/figtree/500Medium/Figtree_500Medium.ttf";
import wasmPath from "@resvg/resvg-wasm/index_bg.wasm";
import { svgToPng, type ToPng } from "./svg-to-png.ts";

/** The renderer with the files that lie beside the bundle. Only a handler can import this. */
export function bundledRenderer(): ToPng {
  return svgToPng({
    wasm: () => readFile(new URL(wasmPath, import.meta.url)),
    font: () => readFile(new URL(fontPath, import.meta.url)),
  });
}
