import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const json = z.json();
export type Json = z.infer<typeof json>;

const noConditions = z.undefined({ error: "conditions are not decided locally" }).optional();
const resource = z.object({
  Type: z.string(),
  Condition: noConditions,
  Properties: z.record(z.string(), json).default({}),
});
const template = z.object({
  Transform: z
    .undefined({ error: "macros run in CloudFormation only, so nothing here can expand them" })
    .optional(),
  Conditions: noConditions,
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.object({ Value: json, Condition: noConditions })).default({}),
});
/**
 * The sections of a CloudFormation template that matter here. `Rules` and `Metadata` don't, nor do `Parameters`: CDK's
 * one, the bootstrap's version, is asked for by nothing that is run.
 */
export type Template = z.infer<typeof template>;

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ type: z.string(), environment: z.string().optional(), properties: json.optional() }),
  ),
});
const stackProperties = z.object({ templateFile: z.string(), stackName: z.string().optional() });
const assetProperties = z.object({ file: z.string() });
const assets = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

interface Assembly {
  readonly stackName: string;
  /** Set if the app gave the stack an environment of its own. */
  readonly account: string | null;
  readonly region: string | null;
  readonly template: Template;
  /** From an S3 key to the absolute path of the folder that is zipped for it. */
  readonly folders: ReadonlyMap<string, string>;
}

export type AssemblyReading =
  | { readonly kind: "read"; readonly assembly: Assembly }
  | { readonly kind: "refused"; readonly line: string };

/** Reads the one stack of the cloud assembly that `cdk synth` wrote into `dir`. */
export function readAssembly(dir: string): AssemblyReading {
  const index = readJson(dir, "manifest.json", manifest);
  if (index.kind === "refused") return index;

  const stacks = Object.entries(index.value.artifacts).flatMap(([id, artifact]) => {
    const properties = stackProperties.safeParse(artifact.properties);
    if (artifact.type !== "aws:cloudformation:stack" || !properties.success) return [];
    const name = properties.data.stackName ?? id;
    return [{ name, file: properties.data.templateFile, environment: artifact.environment }];
  });
  const [stack, ...others] = stacks;
  if (stack === undefined || others.length > 0) {
    const found = stacks.map(({ name }) => name).join(", ") || "none";
    return refused(`${dir}: one stack is run locally (found: ${found})`);
  }

  const body = readJson(dir, stack.file, template);
  if (body.kind === "refused") return body;

  const folders = new Map<string, string>();
  for (const artifact of Object.values(index.value.artifacts)) {
    const properties = assetProperties.safeParse(artifact.properties);
    if (artifact.type !== "cdk:asset-manifest" || !properties.success) continue;
    const list = readJson(dir, properties.data.file, assets);
    if (list.kind === "refused") return list;
    for (const { source, destinations } of Object.values(list.value.files)) {
      if (source.packaging !== "zip" || source.path === undefined) continue;
      for (const { objectKey } of Object.values(destinations)) {
        folders.set(objectKey, join(dir, source.path));
      }
    }
  }

  // A stack without an environment of its own has aws://unknown-account/unknown-region.
  const [, account = "", region = ""] =
    /^aws:\/\/([^/]+)\/(.+)$/.exec(stack.environment ?? "") ?? [];
  const known = (value: string) => (value === "" || value.startsWith("unknown-") ? null : value);
  return {
    kind: "read",
    assembly: {
      stackName: stack.name,
      account: known(account),
      region: known(region),
      template: body.value,
      folders,
    },
  };
}

function readJson<T>(
  dir: string,
  file: string,
  schema: z.ZodType<T>,
): { kind: "value"; value: T } | { kind: "refused"; line: string } {
  const path = join(dir, file);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    return refused(`${path} cannot be read: ${error instanceof Error ? error.message : "unknown"}`);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return { kind: "value", value: parsed.data };
  const [issue] = parsed.error.issues;
  return refused(`${path} at ${issue?.path.join(".")}: ${issue?.message}`);
}

function refused(line: string) {
  return { kind: "refused", line } as const;
}
