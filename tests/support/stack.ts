import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { readSettings } from "../../infra/settings.ts";
import { StridewellStack } from "../../infra/stacks/stridewell-stack.ts";

/** Of this process alone: two that write other settings into one folder read each other's. */
const outdir = mkdtempSync(join(tmpdir(), "stridewell-template-"));
process.once("exit", () => rmSync(outdir, { recursive: true, force: true }));

/** The stack's template for the settings given, its functions not bundled: what they contain is not looked at here. */
export function synthesize(settings: Record<string, unknown> = {}): Template {
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
