import type { Reporter } from "vitest/node";

/** The reason in a title such as "each page in a browser (skipped: no Chromium at …)". */
const REASON = /\(skipped: (.*?)\)(?: |$)/;

/** Says at the end of a run what kept tests from running, which vitest's own reporter leaves out. */
export const skipReasons: Reporter = {
  onTestRunEnd(modules) {
    const skipped = modules.flatMap((module) => [...module.children.allTests("skipped")]);
    for (const line of skipLines(skipped.map(({ fullName }) => fullName))) {
      process.stdout.write(`${line}\n`);
    }
  },
};

/**
 * One line for each reason, with how many tests it kept from running.
 *
 *     skipLines(["a page (skipped: no Chromium) > opens"]) // ["Skipped 1 test: no Chromium"]
 */
export function skipLines(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) {
    const reason = REASON.exec(name)?.[1];
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(
    ([reason, count]) => `Skipped ${count} ${count === 1 ? "test" : "tests"}: ${reason}`,
  );
}
