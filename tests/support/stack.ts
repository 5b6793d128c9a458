import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { readSettings } from "../../infra/settings.ts";
import { StridewellStack } from "../../infra/stacks/stridewell-stack.ts";

/** The stack's template for the settings given, its functions not bundled: what they contain is not looked at here. */
export function synthesize(settings: Record<string, unknown> = {}): Template {
  // A folder of its own: test files run side by side, each with its settings.
  const outdir = mkdtempSync(join(tmpdir(), "stridewell-template-"));
  const app = new App({ outdir, context: { "aws:cdk:bundling-stacks": [] } });
  const stack = new StridewellStack(app, "Stridewell", {
    settings: readSettings({
      sender: "digest@example.com",
      owner: "owner@example.com",
      ...settings,
    }),
  });
  try {
    return Template.fromStack(stack);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
