/**
 * `isDeepStrictEqual` of `node:util`: whether two values are equal at every level. It isn't imported, as an
 * `import` reads everything the module has and so loads the network's and the console's modules: some 8 ms
 * of a start.
 */
export const { isDeepStrictEqual } = process.getBuiltinModule("node:util");
