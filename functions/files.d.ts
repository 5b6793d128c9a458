// The bundler lays such a file beside the bundle; what is imported is the way to it from there.

declare module "*.wasm" {
  const path: string;
  export default path;
}

declare module "*.ttf" {
  const path: string;
  export default path;
}

/** The text of the file, for the bundler and vitest alike. */
declare module "*.svg?raw" {
  const text: string;
  export default text;
}
