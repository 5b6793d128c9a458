import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { readSettings } from "../../infra/settings.ts";
import { StridewellStack } from "../../infra/stacks/stridewell-stack.ts";

/** Lets the stack for the settings given be looked at, its functions not bundled: what they contain does not matter here. */
export function withStack<T>(
  settings: Record<string, unknown>,
  look: (stack: StridewellStack) => T,
): T {
  // A folder of its own: test files run side by side, each with its settings.
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

/** The stack's template for the settings given. */
export function synthesize(settings: Record<string, unknown> = {}): Template {
  return withStack(settings, (stack) => Template.fromStack(stack));
}
