/**
 * Node's own, bundled in place of an `import` of it, which reads all that the module has and loads WebCrypto
 * with it. Who imports what isn't here is told by esbuild. ADR 26.
 */
const crypto = process.getBuiltinModule("node:crypto");

export const {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  randomInt,
  randomUUID,
  timingSafeEqual,
} = crypto;

/** What is CommonJS, as the mail composer is, asks for all of it. */
// biome-ignore lint/style/noDefaultExport: Node's own module has one.
export default crypto;
