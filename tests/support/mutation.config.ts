import { defineConfig } from "vitest/config";

/**
 * The suites that `npm run mutation` runs against the domain: its own, without the property tests. Those
 * would run a hundred histories for each of two thousand mutants, and kill few that the rest don't.
 */
// biome-ignore lint/style/noDefaultExport: vitest asks for it.
export default defineConfig({
  test: {
    include: ["tests/domain/**/*.test.ts"],
    exclude: ["**/*laws.test.ts"],
    testTimeout: 30_000,
  },
});
