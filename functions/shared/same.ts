/**
 * `node:util`'s, whether two values are the same through and through. Not by an `import`: it reads all that
 * the module has, which loads the network's and the console's modules, some 8 ms of a start.
 */
export const { isDeepStrictEqual } = process.getBuiltinModule("node:util");
