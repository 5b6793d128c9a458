import { readFileSync } from "node:fs";
import { App } from "aws-cdk-lib";
import { readSettings } from "./settings.ts";
import { StridewellStack } from "./stacks/stridewell-stack.ts";

// The CDK CLI passes in the context of cdk.json; without the CLI, as under `npm start`, the file is read
// here.
const file = new URL("../cdk.json", import.meta.url);
const app =
  process.env["CDK_CONTEXT_JSON"] === undefined
    ? new App({ context: JSON.parse(readFileSync(file, "utf8")).context })
    : new App();

new StridewellStack(app, "Stridewell", {
  settings: readSettings(app.node.tryGetContext("stridewell")),
  description: "Stridewell: keeps runners' hips healthy",
});

app.synth();
