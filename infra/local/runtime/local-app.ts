import { createServer } from "node:http";
import { formCheck } from "../access/form-check.ts";
import { type Denial, type Service, startFrontDoor, type Use } from "../access/front-door.ts";
import { type Credentials, makeKeys } from "../access/keys.ts";
import { startBuckets } from "../engines/bucket.ts";
import { type Clock, systemClock } from "../engines/clock.ts";
import { startKms } from "../engines/kms.ts";
import { listen } from "../engines/listen.ts";
import { startMail } from "../engines/mail.ts";
import { startParameters } from "../engines/parameters.ts";
import { startPostOffice } from "../engines/post-office.ts";
import { startQueue } from "../engines/queue.ts";
import { startTable } from "../engines/table.ts";
import type { FunctionModel, Model } from "../template/model.ts";
import { readTemplate } from "../template/read-template.ts";
import { type Beside, portLine } from "./beside.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { eventBus } from "./event-bus.ts";
import {
  type Endpoints,
  type FunctionHost,
  type InvokeResult,
  startFunctionHost,
} from "./function-host.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import type { Log } from "./log.ts";
import type { Meter } from "./meter.ts";
import { permissionRecord } from "./permission-record.ts";
import { startQueuePollers, visibilityFault } from "./queue-pollers.ts";
import { type ScheduleOutcome, startScheduler } from "./scheduler.ts";
import { sqsCaller } from "./signed-call.ts";

export interface LocalOptions {
  /** The folder that `cdk synth` wrote. */
  readonly assemblyDir: string;
  /** Where everything is kept, or `memory` to keep nothing. */
  readonly dataDir: string;
  /** Forget what an earlier start left in the data folder. */
  readonly fresh?: boolean;
  /** 0 takes any free port. */
  readonly appPort: number;
  readonly inboxPort: number;
  readonly log: Log;
  /** A clock to use instead of this machine's: engines, schedules and functions all go by it. */
  readonly clock?: Clock;
  readonly meter?: Meter;
  /** Where node keeps compiled code between starts; null for nowhere. */
  readonly cacheDir?: string | null;
  /** The owner's secret parameters by name, which on AWS are in Systems Manager. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** How many emails the mail service takes within any 24 hours; without it, no limit. */
  readonly mailQuota?: number;
  /**
   * Values for variables that the template declares, as an owner's settings would give them. A variable that
   * no function declares makes the start refuse.
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** Starts a service that isn't AWS's, once the data folder is ours; it is given null if nothing is kept. */
  readonly beside?: (folder: DataFolder | null) => Promise<Beside>;
  /** Changes what the template declares, so that a test can take a permission away. */
  readonly tamper?: (model: Model) => Model;
}

export interface LocalApp {
  readonly appUrl: string;
  readonly inboxUrl: string;
  readonly model: Model;
  /** For someone who may do everything: the person at this machine. */
  readonly operator: {
    readonly credentials: Credentials;
    readonly region: string;
    readonly endpoints: Endpoints;
  };
  /** Runs a function by its logical id or name. */
  invoke(functionName: string, event: unknown): Promise<InvokeResult>;
  runSchedule(name: string): Promise<ScheduleOutcome>;
  /** Deletes what is past its time to live now, and returns how many items that was. */
  sweepTables(): Promise<number>;
  /** Resolves once nothing is under way and no queue holds anything but dead letters. */
  idle(): Promise<void>;
  /** Resolves once nothing is under way, with the number of messages whose delay hasn't ended yet. */
  quiet(): Promise<number>;
  /** Messages in each dead-letter queue, by the queue's name. */
  deadLetters(): Readonly<Record<string, number>>;
  /** What the front doors have turned away so far. */
  denials(): readonly Denial[];
  /** The permissions that have been used so far, each once. */
  uses(): readonly Use[];
  /** Settles if an engine breaks, after which the application can't go on. */
  readonly broken: Promise<Error>;
  /** Lets work under way finish; what takes longer than 5 s is cut off, and its message comes again. */
  close(): Promise<void>;
}

export type LocalStart =
  | { readonly kind: "started"; readonly app: LocalApp }
  /** Each line says what is wrong and what to do. */
  | { readonly kind: "refused"; readonly lines: readonly string[] };

const accountId = "000000000000";
const region = "us-east-1";
const graceMs = 5000;
const idleCheckMs = 15;

/**
 * Runs what a synthesized template declares: its routes, functions, queues, schedules and tables.
 *
 * @example
 * const start = await startLocal({ assemblyDir: "cdk.out", dataDir: "memory", appPort: 0,
 *   inboxPort: 0, log: () => undefined });
 * if (start.kind === "started") start.app.appUrl; // "http://localhost:41235"
 */
export async function startLocal(options: LocalOptions): Promise<LocalStart> {
  const undo: (() => unknown)[] = [];
  const refuse = async (...lines: readonly string[]): Promise<LocalStart> => {
    for (const step of undo.reverse()) await step();
    return { kind: "refused", lines };
  };
  const clock = options.clock ?? systemClock;
  const { log, meter } = options;
  const broken = Promise.withResolvers<Error>();

  const opened =
    options.dataDir === "memory" ? null : openDataFolder(options.dataDir, options.fresh === true);
  if (opened?.kind === "refused") return refuse(opened.line);
  const folder = opened?.folder ?? null;
  if (folder !== null) undo.push(() => folder.close());

  const beside = (await options.beside?.(folder)) ?? null;
  if (beside?.kind === "refused") return refuse(beside.line);
  if (beside !== null) undo.push(() => beside.close());

  let gateway: Gateway;
  try {
    gateway = await startGateway({ port: options.appPort, clock, log });
  } catch (error) {
    return refuse(portLine(options.appPort, "--port", error));
  }
  undo.push(() => gateway.close(0));

  // A queue's URL is part of the functions' environment, so it is needed before its front door can open. The
  // port is held until then, so that nobody else takes it.
  const sqsPlace = await listen(createServer());
  const sqsPort = sqsPlace.port;
  undo.push(() => sqsPlace.close(0));
  const reading = readTemplate({
    assemblyDir: options.assemblyDir,
    account: accountId,
    region,
    urls: {
      app: gateway.url,
      queue: (name) => `http://127.0.0.1:${sqsPort}/${accountId}/${name}`,
    },
  });
  if (reading.kind === "refused") return refuse(...reading.lines);
  const environment = { ...options.environment, ...beside?.environment };
  const unknown = Object.keys(environment).find(
    (name) => !reading.model.functions.some((fn) => Object.hasOwn(fn.environment, name)),
  );
  if (unknown !== undefined) return refuse(`No function of the template declares ${unknown}.`);
  const given = withEnvironment(reading.model, environment);
  const model = options.tamper?.(given) ?? given;

  const [queue, tableStart, mailStart, kms, parameters] = await Promise.all([
    startQueue({ ...model, file: folder?.queueFile ?? ":memory:", clock }),
    startTable({ ...model, path: folder?.tableDir ?? null, clock, onFailure: broken.resolve }),
    startMail({
      file: folder?.mailFile ?? null,
      inboxPort: options.inboxPort,
      onFailure: broken.resolve,
    }),
    startKms({ file: folder?.kmsFile ?? null, keyArns: model.keyArns }),
    startParameters({ ...options.parameters, ...beside?.parameters }),
  ]);
  undo.push(() => Promise.all([queue, kms, parameters].map((engine) => engine.close())));
  if (tableStart.kind === "started") undo.push(() => tableStart.engine.close());
  if (mailStart.kind === "started") undo.push(() => mailStart.engine.close());
  if (tableStart.kind !== "started") {
    return refuse(
      `The table ${tableStart.tableName} in ${options.dataDir} has different keys or indexes from the template: start afresh with --fresh.`,
    );
  }
  if (mailStart.kind !== "started") {
    return refuse(portLine(options.inboxPort, "--inbox-port", mailStart.code));
  }
  const { engine: table } = tableStart;
  const { engine: mail } = mailStart;

  const keys = makeKeys(model.roles);
  const permissions = permissionRecord(model, log);
  const { onDenied, onAllowed } = permissions;
  const operatorSqs = sqsCaller({
    url: `http://127.0.0.1:${sqsPort}`,
    region: model.region,
    credentials: keys.operator,
  });
  const sendTo = async (queueArn: string, body: string): Promise<boolean> => {
    const target = model.queues.find(({ arn }) => arn === queueArn);
    const sent = await operatorSqs("SendMessage", { QueueUrl: target?.url, MessageBody: body });
    return sent.kind === "answered";
  };
  const bus = eventBus({ model, clock, log, onDenied, send: sendTo });
  const postOffice = await startPostOffice({
    ...model,
    mailUrl: mail.url,
    clock,
    quota: options.mailQuota ?? null,
    tell: bus.put,
  });
  undo.push(() => postOffice.close());
  const buckets = await startBuckets({
    buckets: model.buckets,
    dir: folder?.bucketDir ?? null,
    check: formCheck({ model, keys: keys.holders, clock, onDenied, onAllowed }),
    tell: bus.put,
  });
  undo.push(() => buckets.close());
  const frontDoor = (service: Service, upstreamUrl: string, port: number) =>
    startFrontDoor({
      service,
      upstreamUrl,
      port,
      model,
      keys: keys.holders,
      onDenied,
      onAllowed,
      ...(meter !== undefined && { onAnswered: meter.called }),
      ...(service === "s3" && { form: buckets.post }),
    });
  await sqsPlace.close(0);
  const [dynamodbDoor, sqsDoor, sesDoor, kmsDoor, ssmDoor, s3Door] = await Promise.all([
    frontDoor("dynamodb", table.url, 0),
    frontDoor("sqs", queue.url, sqsPort),
    frontDoor("ses", postOffice.url, 0),
    frontDoor("kms", kms.url, 0),
    frontDoor("ssm", parameters.url, 0),
    frontDoor("s3", buckets.url, 0),
  ]);
  const doors = [dynamodbDoor, sqsDoor, sesDoor, kmsDoor, ssmDoor, s3Door];
  undo.push(() => Promise.all(doors.map((door) => door.close())));
  const endpoints: Endpoints = {
    dynamodb: dynamodbDoor.url,
    sqs: sqsDoor.url,
    sesv2: sesDoor.url,
    kms: kmsDoor.url,
    ssm: ssmDoor.url,
    s3: s3Door.url,
  };

  const credentialsOf = (fn: FunctionModel): Credentials =>
    keys.roles.get(fn.roleArn) ?? { accessKeyId: "none", secretAccessKey: "none" };
  const hosts = new Map<string, FunctionHost>();
  for (const fn of model.functions) {
    hosts.set(
      fn.arn,
      startFunctionHost({
        fn,
        region: model.region,
        credentials: credentialsOf(fn),
        endpoints,
        log,
        compileCacheDir: options.cacheDir ?? null,
        ...(options.clock !== undefined && { clock: options.clock }),
        ...(meter !== undefined && { meter }),
      }),
    );
  }
  const invoke = async (functionArn: string, event: unknown): Promise<InvokeResult> =>
    (await hosts.get(functionArn)?.invoke(event)) ?? {
      kind: "failed",
      errorType: "ResourceNotFoundException",
      errorMessage: `Function not found: ${functionArn}`,
    };

  const scheduler = startScheduler({ model, clock, log, invoke });
  undo.push(() => scheduler.stop());

  const fault = visibilityFault(model);
  if (fault !== null) return refuse(fault);
  const pollers = startQueuePollers({
    model,
    sqsUrl: sqsDoor.url,
    credentialsOf,
    invoke,
    clock,
    log,
  });
  gateway.serve({
    model,
    invoke: (functionArn, event) => {
      meter?.requested();
      return invoke(functionArn, event);
    },
  });

  const deadLetterArns = new Set(
    model.queues.flatMap(({ deadLetter }) => (deadLetter === null ? [] : [deadLetter.queueArn])),
  );
  const workQueues = model.queues.filter(({ arn }) => !deadLetterArns.has(arn));
  const delayed = (): number =>
    workQueues.reduce((sum, { name }) => sum + queue.counts(name).delayed, 0);
  const isQuiet = (): boolean =>
    gateway.inFlight() === 0 &&
    scheduler.inFlight() === 0 &&
    postOffice.inFlight() === 0 &&
    [...hosts.values()].every((host) => host.inFlight() === 0) &&
    workQueues.every(({ name }) => {
      const { visible, inFlight } = queue.counts(name);
      return visible + inFlight === 0;
    });
  const until = async (isSo: () => boolean): Promise<void> => {
    while (closed === null && !isSo())
      await new Promise((resolve) => setTimeout(resolve, idleCheckMs));
  };

  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    await Promise.all([
      scheduler.stop(),
      gateway.close(graceMs),
      ...pollers.map((poller) => poller.stop()),
      ...[...hosts.values()].map((host) => host.close(graceMs)),
    ]);
    for (const step of undo.reverse()) await step();
  };

  return {
    kind: "started",
    app: {
      appUrl: gateway.url,
      inboxUrl: mail.inboxUrl,
      model,
      operator: { credentials: keys.operator, region: model.region, endpoints },
      invoke: (functionName, event) => {
        const fn = model.functions.find(
          ({ logicalId, name }) => logicalId === functionName || name === functionName,
        );
        return invoke(fn?.arn ?? functionName, event);
      },
      runSchedule: (name) => scheduler.runNow(name),
      sweepTables: () => table.sweep(),
      idle: () => until(() => isQuiet() && delayed() === 0),
      quiet: async () => {
        await until(isQuiet);
        return delayed();
      },
      deadLetters: () =>
        Object.fromEntries(
          model.queues
            .filter(({ arn }) => deadLetterArns.has(arn))
            .map(({ name }) => {
              const { visible, inFlight, delayed } = queue.counts(name);
              return [name, visible + inFlight + delayed];
            }),
        ),
      denials: permissions.denials,
      uses: permissions.uses,
      broken: broken.promise,
      close: () => {
        closed ??= close();
        return closed;
      },
    },
  };
}

function withEnvironment(model: Model, values: Readonly<Record<string, string>>): Model {
  const functions = model.functions.map((fn) => {
    const declared = Object.entries(fn.environment);
    const environment = Object.fromEntries(
      declared.map(([name, value]) => [name, values[name] ?? value]),
    );
    return { ...fn, environment };
  });
  return { ...model, functions };
}
