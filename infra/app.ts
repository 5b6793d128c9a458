import { App } from "aws-cdk-lib";
import { orExit, readContext } from "./cdk-json.ts";
import { readSettings } from "./settings.ts";
import { StridewellStack } from "./stacks/stridewell-stack.ts";

// The CDK CLI passes in the context of cdk.json; without the CLI, as under `npm start`, the file is read
// here.
const app =
  process.env["CDK_CONTEXT_JSON"] === undefined
    ? new App({ context: orExit(readContext) })
    : new App();

new StridewellStack(app, "Stridewell", {
  settings: orExit(() => readSettings(app.node.tryGetContext("stridewell"))),
  description: "Stridewell: keeps runners' hips healthy",
});

app.synth();
