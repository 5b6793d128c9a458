/**
 * Node's own, bundled in place of an `import` of it, which reads all that the module has and loads WebCrypto
 * with it. Who imports what isn't here is told by esbuild. ADR 26.
 */
export const {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  randomInt,
  randomUUID,
  timingSafeEqual,
} = process.getBuiltinModule("node:crypto");
