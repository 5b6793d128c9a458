import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Wanted } from "./import/load-runner.ts";
import type { HistoryReading } from "./import/read-history.ts";
import type { LocalApp } from "./runtime/local-app.ts";
import type { Log, LogEntry } from "./runtime/log.ts";
import { help, readStartArguments, type StartArguments } from "./runtime/start-arguments.ts";

import { chooseStrava } from "./strava/choice.ts";

/*
 * `npm start`: runs the application on this machine until Ctrl-C. The heavy modules are imported only once
 * the arguments are known to be right, and from compiled code if an earlier start left some.
 */

const root = fileURLToPath(new URL("../../", import.meta.url));
const ownDir = join(root, ".stridewell");
const cacheDir = join(ownDir, "cache");
const startedMs = performance.now();
const sameKeyPressMs = 500;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** While the subscription is being made or a history judged, the good lines would hide a bad one. */
let onlyTrouble = false;
const log: Log = (entry) => {
  if (!onlyTrouble || entry.level !== "info") say(lineOf(entry));
};

function lineOf({ from, level, text }: LogEntry): string {
  const time = new Date().toTimeString().slice(0, 8);
  return `${time}  ${from.padEnd(24)}  ${level === "info" ? "" : `${level.toUpperCase()} `}${text}`;
}

/** The history that was named, or why it can't be read; null if the demo runner is wanted. */
async function historyOf({ importPath, zone }: StartArguments): Promise<HistoryReading | null> {
  if (importPath === null) return null;
  const { readHistory } = await import("./import/read-history.ts");
  return readHistory(importPath, zone);
}

/** What is left to do once the application runs: load a history. */
async function afterReady(app: LocalApp, wanted: Wanted): Promise<void> {
  const { loadRunner } = await import("./import/load-runner.ts");
  onlyTrouble = true;
  const lines = await loadRunner(app, wanted, new Date().toISOString(), say);
  onlyTrouble = false;
  for (const line of lines) say(line);
}

async function main(): Promise<void> {
  let app: LocalApp | null = null;
  let stopping = false;
  const stop = async (exitCode: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await app?.close();
    process.exit(exitCode);
  };
  let askedMs = Number.NEGATIVE_INFINITY;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (app === null) process.exit(130);
      // npm passes on the signal that the terminal has already sent here: one Ctrl-C arrives as two.
      if (stopping && performance.now() - askedMs > sameKeyPressMs) process.exit(130);
      if (!stopping)
        say("Stopping once work in progress is done (Ctrl-C again to stop at once) ...");
      askedMs = performance.now();
      void stop(0);
    });
  }

  const typed = readStartArguments(
    process.argv.slice(2),
    process.env["INIT_CWD"] ?? process.cwd(),
    join(ownDir, "data"),
  );
  if (typed.kind === "help") return say(help);
  if (typed.kind === "invalid") {
    complain(typed.line);
    return stop(1);
  }
  const args = typed.arguments;
  const choice = chooseStrava(process.env);
  if (choice.kind === "invalid") {
    complain(choice.line);
    return stop(1);
  }

  enableCompileCache(cacheDir);
  const reading = await historyOf(args);
  if (reading?.kind === "unreadable") {
    complain(reading.line);
    return stop(1);
  }
  const { synthesize } = await import("./synth.ts");
  const assemblyDir = join(ownDir, "assembly");
  const synthesis = await synthesize({
    root,
    outDir: assemblyDir,
    onStart: () => say("Synthesizing the CDK app, about half a minute ..."),
  });
  if (synthesis.kind === "failed") {
    complain(`${synthesis.output.trim()}\nThe CDK app does not synthesize: fix the error above.`);
    return stop(1);
  }

  say("Starting ...");
  const { allBeside } = await import("./runtime/beside.ts");
  const { startLocal } = await import("./runtime/local-app.ts");
  const { dataDir, appPort, inboxPort, fresh } = args;
  const { realStrava, simulatedStrava } = await import("./strava/beside.ts");
  const strava =
    choice.kind === "real"
      ? realStrava(choice)
      : simulatedStrava({ ...choice, port: args.stravaPort, zone: args.zone });
  const { simulatedServices } = await import("./services/beside.ts");
  const services = simulatedServices({ port: args.servicesPort, zone: args.zone });
  const start = await startLocal({
    assemblyDir,
    dataDir,
    fresh,
    appPort,
    inboxPort,
    cacheDir,
    log,
    beside: allBeside([strava.beside, services.beside]),
  });
  if (start.kind === "refused") {
    for (const line of start.lines) complain(line);
    return stop(1);
  }
  app = start.app;
  void app.broken.then((error) => {
    complain(`An engine failed (${error.message}): start again.`);
    return stop(1);
  });

  const tookS = ((performance.now() - startedMs) / 1000).toFixed(1);
  say(`Stridewell is running on this machine, ready in ${tookS} s. Ctrl-C stops it.`);
  say(`  App    ${app.appUrl}`);
  say(`  Inbox  ${app.inboxUrl}`);
  say(`  Strava ${strava.told()}`);
  say(`  Others ${services.told()}`);
  onlyTrouble = true;
  for (const line of await strava.afterReady(app.appUrl)) say(line);
  for (const line of await services.afterReady(app.appUrl)) say(line);
  onlyTrouble = false;
  try {
    const { asOf, zone } = args;
    await afterReady(app, { history: reading?.history ?? null, asOf, zone });
  } catch (error) {
    // If Ctrl-C interrupted the load, the process is about to end anyway.
    if (!stopping) throw error;
  }
}

await main();
