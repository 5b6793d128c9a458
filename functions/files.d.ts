// The bundler puts such a file beside the bundle; an import gives the path to it from there.

declare module "*.wasm" {
  const path: string;
  export default path;
}

declare module "*.ttf" {
  const path: string;
  export default path;
}

/** The text of the file, in the bundle and in vitest alike. */
declare module "*.svg?raw" {
  const text: string;
  export default text;
}
