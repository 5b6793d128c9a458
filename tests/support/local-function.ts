import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionModel } from "../../infra/local/template/model.ts";

/** Writes a handler into a folder of its own, as a bundle would be. */
export function handlerFolder(
  source: string,
  file = "index.mjs",
): { codeDir: string; remove(): void } {
  const codeDir = mkdtempSync(join(tmpdir(), "stridewell-handler-"));
  writeFileSync(join(codeDir, file), source);
  return { codeDir, remove: () => rmSync(codeDir, { recursive: true }) };
}

export function functionModel(overrides: Partial<FunctionModel> = {}): FunctionModel {
  const name = overrides.name ?? "worker";
  return {
    logicalId: name,
    name,
    arn: `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
    handler: "index.handler",
    codeDir: "/nowhere",
    timeoutS: 5,
    memoryMb: 256,
    environment: {},
    roleArn: "arn:aws:iam::000000000000:role/worker",
    ...overrides,
  };
}
