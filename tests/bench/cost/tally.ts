import { z } from "zod";
import type { AnsweredCall } from "../../../infra/local/access/front-door.ts";
import type { Meter } from "../../../infra/local/runtime/meter.ts";
import type { FunctionModel, Model } from "../../../infra/local/template/model.ts";

/** The function's folder, which is what it calls itself. */
export function folderOf({ environment, logicalId }: FunctionModel): string {
  return environment["POWERTOOLS_SERVICE_NAME"] ?? logicalId;
}

const COUNTED = [
  /** Events served. */
  "runs",
  "cpuMs",
  "logLines",
  "logBytes",
  "readUnits",
  "writeUnits",
  /** Calls that the function waited for, by service. */
  "dynamodb",
  "sqs",
  "kms",
  "ssm",
  "ses",
  "s3",
  /**
   * Reads and writes of a data key that all processes share; they are also among the units and calls above.
   */
  "keyReads",
  "keyWrites",
  /** Messages that were polled for it and deleted, and in how many batches. */
  "messages",
  "batches",
] as const;

/** What one function did, or what was done on its behalf. */
export type Counts = Record<(typeof COUNTED)[number], number>;

export function sum(...parts: readonly (readonly [counts: Counts, factor: number])[]): Counts {
  const total: Counts = {
    runs: 0,
    cpuMs: 0,
    logLines: 0,
    logBytes: 0,
    readUnits: 0,
    writeUnits: 0,
    dynamodb: 0,
    sqs: 0,
    kms: 0,
    ssm: 0,
    ses: 0,
    s3: 0,
    keyReads: 0,
    keyWrites: 0,
    messages: 0,
    batches: 0,
  };
  for (const [counts, factor] of parts) {
    for (const name of COUNTED) total[name] += counts[name] * factor;
  }
  return total;
}

/** A month or a tick, function by function. */
export interface Tally {
  readonly functions: ReadonlyMap<string, Counts>;
  readonly httpRequests: number;
  /** What the event bus put on queues. */
  readonly busMessages: number;
}

const capacity = z.object({ ConsumedCapacity: z.object({ CapacityUnits: z.number() }) });
const update = z.object({ UpdateExpression: z.string().default("") });
const put = z.object({ Item: z.record(z.string(), z.unknown()) });
const named = z.object({ pk: z.object({ S: z.string() }) }).partial();
const keyed = z.object({ Key: named, Item: named }).partial();
const deletion = z.object({ Entries: z.array(z.unknown()) });

const READS = new Set(["GetItem", "Query", "Scan", "BatchGetItem"]);
/** What Lambda itself calls for a function that a queue starts. */
const POLLING = new Set(["ReceiveMessage", "DeleteMessageBatch", "GetQueueAttributes"]);

/**
 * Units of the index `due`, which the engine here leaves out: one if an entry is added or removed, two if one
 * moves, because its key is deleted and written.
 */
function indexUnits(action: string, body: unknown): number {
  if (action === "PutItem") return "dueShard" in put.parse(body).Item ? 1 : 0;
  if (action !== "UpdateItem") return 0;
  const { UpdateExpression: text } = update.parse(body);
  if (/REMOVE.*\bdueAt\b/.test(text)) return 1;
  if (!/\bdueAt\b|#dueAt\b/.test(text)) return 0;
  return /\bdueShard\b|#dueShard\b/.test(text) ? 1 : 2;
}

function isDataKey(body: unknown): boolean {
  const { Key, Item } = keyed.parse(body);
  return (Key ?? Item)?.pk?.S.startsWith("DATA-KEYS#") === true;
}

/** Counts from when it is created; `take` returns what has been counted since the last time. */
export function tallyMeter() {
  let functions = new Map<string, Counts>();
  let httpRequests = 0;
  let busMessages = 0;
  let labels: ReadonlyMap<string, string> = new Map();

  const of = (label: string): Counts => {
    const found = functions.get(label) ?? sum();
    functions.set(label, found);
    return found;
  };

  const calledBy = (counts: Counts, call: AnsweredCall, action: string): void => {
    const body: unknown = call.body.length === 0 ? {} : JSON.parse(call.body.toString("utf8"));
    if (call.service === "sqs" && POLLING.has(action)) {
      if (action !== "DeleteMessageBatch") return;
      counts.batches += 1;
      counts.messages += deletion.parse(body).Entries.length;
      return;
    }
    counts[call.service] += 1;
    if (call.service !== "dynamodb") return;
    const answer = capacity.safeParse(JSON.parse(call.answer.toString("utf8")));
    // A refused condition costs what the write would have, but the engine then reports no figure.
    const units = answer.data?.ConsumedCapacity.CapacityUnits ?? 1;
    const isRead = READS.has(action);
    if (isRead) counts.readUnits += units;
    else counts.writeUnits += units + (answer.success ? indexUnits(action, body) : 0);
    if (!isDataKey(body)) return;
    if (isRead) counts.keyReads += units;
    else counts.keyWrites += units;
  };

  const meter: Meter = {
    called: (call) => {
      const action = (call.headers["x-amz-target"] ?? "").split(".").at(-1) ?? "";
      const label = labels.get(call.roleArn);
      if (label !== undefined) calledBy(of(label), call, action);
      else if (call.service === "sqs" && action === "SendMessage") busMessages += 1;
    },
    ran: (fn, { cpuMs }) => {
      const counts = of(folderOf(fn));
      counts.runs += 1;
      counts.cpuMs += cpuMs;
    },
    printed: (fn, bytes) => {
      const counts = of(folderOf(fn));
      counts.logLines += 1;
      counts.logBytes += bytes;
    },
    requested: () => {
      httpRequests += 1;
    },
  };

  return {
    meter,
    /** Which key belongs to which function, once the template is read. */
    know: (model: Pick<Model, "functions">) => {
      labels = new Map(
        model.functions.map((fn: FunctionModel) => [fn.roleArn, folderOf(fn)] as const),
      );
    },
    take: (): Tally => {
      const taken = { functions, httpRequests, busMessages };
      functions = new Map();
      httpRequests = 0;
      busMessages = 0;
      return taken;
    },
  };
}
