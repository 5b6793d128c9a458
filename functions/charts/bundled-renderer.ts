import fontPath from "@expo-google-fonts/figtree/500Medium/Figtree_500Medium.ttf";
import wasmPath from "@resvg/resvg-wasm/index_bg.wasm";
import { svgToPng, type ToPng } from "./svg-to-png.ts";

/** Node has `fs` loaded by then; `fs/promises` would be loaded for these two files alone. */
const read = async (path: string) =>
  process.getBuiltinModule("node:fs").readFileSync(new URL(path, import.meta.url));

/** The renderer with the files that lie beside the bundle. Only a handler can import this. */
export function bundledRenderer(): ToPng {
  return svgToPng({ wasm: () => read(wasmPath), font: () => read(fontPath) });
}
