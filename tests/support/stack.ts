import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { readSettings } from "../../infra/settings.ts";
import { StridewellStack } from "../../infra/stacks/stridewell-stack.ts";

/**
 * Passes the stack for the given settings to `look`. Its functions aren't bundled: here their contents don't
 * matter.
 */
export function withStack<T>(
  settings: Record<string, unknown>,
  look: (stack: StridewellStack) => T,
): T {
  // A folder of its own, because test files run side by side, each with its settings.
  const outdir = mkdtempSync(join(tmpdir(), "stridewell-template-"));
  try {
    const app = new App({ outdir, context: { "aws:cdk:bundling-stacks": [] } });
    return look(
      new StridewellStack(app, "Stridewell", {
        settings: readSettings({
          sender: "digest@example.com",
          owner: "owner@example.com",
          ...settings,
        }),
      }),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The stack's template for the given settings. */
export function synthesize(settings: Record<string, unknown> = {}): Template {
  return withStack(settings, (stack) => Template.fromStack(stack));
}
