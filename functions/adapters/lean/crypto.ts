/**
 * Node's own crypto, bundled in place of an `import` of it, which reads everything the module has and so
 * loads WebCrypto too. If a module imports a name that is missing here, esbuild reports it. ADR 26.
 */
const crypto = process.getBuiltinModule("node:crypto");

export const {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hash,
  randomBytes,
  randomInt,
  randomUUID,
} = crypto;

/** CommonJS modules, such as the mail composer, ask for all of it. */
// biome-ignore lint/style/noDefaultExport: Node's own module has one.
export default crypto;
