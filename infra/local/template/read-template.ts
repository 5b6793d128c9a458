import { z } from "zod";
import { readAssembly } from "./assembly.ts";
import type { Model } from "./model.ts";
import { readBuckets } from "./parts/buckets.ts";
import { type Declared, firstIssue, type Resource, type Stack } from "./parts/declared.ts";
import { readEventRules, readMailEvents, readQueuePolicies } from "./parts/events.ts";
import { readFunctions, readPermissions } from "./parts/functions.ts";
import { readKeys } from "./parts/keys.ts";
import { readQueueSources, readQueues } from "./parts/queues.ts";
import { readRoles } from "./parts/roles.ts";
import { readRoutes } from "./parts/routes.ts";
import { readSchedules } from "./parts/schedules.ts";
import { readTables } from "./parts/tables.ts";
import { makeResolver, type Resolver } from "./resolve.ts";
import { type Place, partitionOf, resourceType } from "./resource-types.ts";

export interface TemplateInput {
  /** The folder that `cdk synth` wrote, with its manifest.json. */
  readonly assemblyDir: string;
  /** Used if the stack isn't bound to an environment of its own. */
  readonly account: string;
  readonly region: string;
  /** Where the application and its queues can be reached on this machine. */
  readonly urls: { readonly app: string; readonly queue: (queueName: string) => string };
}

export type TemplateReading =
  | { readonly kind: "read"; readonly model: Model }
  /** One line for each reason, naming the logical id, the path in it and what is unknown. */
  | { readonly kind: "refused"; readonly lines: readonly string[] };

/**
 * Reads what a synthesized stack declares, or says why it can't be run here.
 *
 * Nothing is skipped silently: an intrinsic, a resource type or a property that would change what runs, and
 * that nothing here acts on, is refused by name.
 *
 * @example
 * readTemplate({
 *   assemblyDir: "cdk.out",
 *   account: "000000000000",
 *   region: "eu-west-1",
 *   urls: { app: "http://127.0.0.1:3000", queue: (name) => `http://127.0.0.1:3002/0/${name}` },
 * })
 * // { kind: "refused", lines: ["Photos83908E77 Type: AWS::ECR::Repository is not known locally"] }
 */
export function readTemplate(input: TemplateInput): TemplateReading {
  const reading = readAssembly(input.assemblyDir);
  if (reading.kind === "refused") return { kind: "refused", lines: [reading.line] };
  const { template, stackName, account, region: ownRegion, folders } = reading.assembly;

  const lines = new Set<string>();
  const refuse = (at: string, why: string) => void lines.add(`${at}: ${why}`);
  const region = ownRegion ?? input.region;
  const place: Place = {
    ...partitionOf(region),
    region,
    accountId: account ?? input.account,
    stackName,
    urls: { ...input.urls, app: input.urls.app.replace(/\/$/, "") },
  };

  const resolver = makeResolver(template, place, refuse);
  const resources: Resource[] = [];
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    if (resourceType(resource.Type) === undefined) {
      refuse(`${logicalId} Type`, `${resource.Type} is not known locally`);
      continue;
    }
    const properties = resolver.value(resource.Properties, `${logicalId} Properties`);
    resources.push({ logicalId, type: resource.Type, properties });
  }
  const outputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(template.Outputs)) {
    outputs[name] = String(resolver.value(output.Value, `Outputs.${name}.Value`));
  }
  // Reading on with gaps would only bring more refusals, for want of what is missing.
  if (lines.size > 0) return { kind: "refused", lines: [...lines] };

  const stack = makeStack(resources, resolver, place, folders, refuse);
  // The owner's own domain name leads here too, so that links and forms stay on this machine.
  const names = stack.all("AWS::ApiGatewayV2::DomainName", z.object({ DomainName: z.string() }));
  const here = (values: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        names.reduce(
          (text, { properties }) =>
            text.replaceAll(`https://${properties.DomainName}`, place.urls.app),
          value,
        ),
      ]),
    );
  const functions = readFunctions(stack).map((fn) => ({
    ...fn,
    environment: here(fn.environment),
  }));
  const queues = readQueues(stack);
  const roles = readRoles(stack);
  const model: Model = {
    region,
    accountId: place.accountId,
    functions,
    routes: readRoutes(stack, functions),
    queues,
    queueSources: readQueueSources(stack, queues, functions),
    schedules: readSchedules(stack, functions),
    tables: readTables(stack),
    buckets: readBuckets(stack),
    eventRules: readEventRules(stack, queues),
    mailEvents: readMailEvents(stack),
    queuePolicies: readQueuePolicies(stack, queues),
    keyArns: readKeys(stack),
    roles,
    permissions: readPermissions(stack, functions),
    outputs: here(outputs),
  };
  for (const { logicalId, roleArn } of functions) {
    if (!roles.some(({ arn }) => arn === roleArn)) {
      refuse(`${logicalId} Properties.Role`, "is no role of this stack");
    }
  }
  return lines.size > 0 ? { kind: "refused", lines: [...lines] } : { kind: "read", model };
}

function makeStack(
  resources: readonly Resource[],
  resolver: Resolver,
  place: Place,
  folders: ReadonlyMap<string, string>,
  refuse: Stack["refuse"],
): Stack {
  return {
    place,
    folders,
    refuse,
    all: (type, schema) =>
      resources.flatMap(({ logicalId, type: found, properties }) => {
        if (found !== type) return [];
        const parsed = schema.safeParse(properties);
        if (!parsed.success) {
          const { path, message } = firstIssue(parsed.error);
          refuse(`${logicalId} Properties.${path}`, message);
          return [];
        }
        const ref = resolver.ref(logicalId, logicalId);
        const declared: Declared<typeof parsed.data> = {
          logicalId,
          ref,
          properties: parsed.data,
        };
        return [declared];
      }),
    attribute: (logicalId, attribute) => resolver.attribute(logicalId, attribute, logicalId),
  };
}
