import { paginateScan } from "@aws-sdk/client-dynamodb";
import { Temporal } from "temporal-polyfill";
import { inQuietHours } from "../../domain/nudges/decide-nudges.ts";
import type { Runner } from "../../functions/ports/runner.ts";
import { nextLocalOccurrence } from "../../functions/shared/time.ts";
import { startLocal } from "../../infra/local/runtime/local-app.ts";
import { webhookEnvironment, webhookKeys } from "../../infra/webhooks/strava-keys.ts";
import { folderOf } from "../bench/cost/tally.ts";
import { startStrava } from "../infra/local/strava/make-strava.ts";
import { appBrowser } from "../support/app-browser.ts";
import { assemble } from "../support/assembly.ts";
import { reachStrava } from "../support/follow-app.ts";
import { settled, sweep, tableOf, withoutClocks } from "../support/leaps.ts";
import { makeRunner } from "../support/make-runner.ts";
import { mailsOf, reach, sessionOf } from "../support/whole-app.ts";

/**
 * A club lives half a year with the whole application on a clock that leaps from one event to the next:
 *
 *     node tests/soak/year.ts [weeks] [first Monday]
 *
 * Its clocks move by half an hour, at midnight and for Ramadan; one runner moves across the date line each
 * month, one runs into the next day, one is away for months, one deletes everything and joins again. Exits with 1
 * if a digest didn't come once a week at its hour, or gave another distance than was run; if an email came in
 * quiet hours or a third nudge in a week; if the planner left someone behind, something outlived its runner or
 * its time, a message ended as a dead letter, a call was refused, or the log warned or named an address.
 */
const weeks = Number(process.argv[2] ?? 26);
const firstDay = Temporal.PlainDate.from(process.argv[3] ?? "2026-10-05");
const DAY_MS = 24 * 3_600_000;
const TICK_MS = 5 * 60_000;
const PLENTY = [10_000_000, 10_000_000] as const;
const HISTORY_DAYS = 60;
const SECONDS_A_KM = 360;

interface Member {
  readonly zone: string;
  readonly weekday: Runner["digest"]["weekday"];
  readonly hour: number;
  readonly startsAt: string;
  /** In km, from Monday to Sunday. */
  readonly week: readonly number[];
  readonly isAway?: (week: number) => boolean;
}

const HABIT = [0, 8, 0, 8, 0, 14, 0];
const living = (
  zone: string,
  [weekday, hour]: readonly [weekday: Member["weekday"], hour: number],
  startsAt: string,
  week: Member["week"] = HABIT,
): Member => ({ zone, weekday, hour, startsAt, week });

const members: Readonly<Record<string, Member>> = {
  daily: living("Australia/Lord_Howe", [1, 7], "06:00", [8, 8, 8, 8, 8, 8, 12]),
  masters: living("Pacific/Chatham", [7, 18], "09:00", [0, 10, 0, 0, 0, 16, 0]),
  ultra: living("Africa/Casablanca", [7, 2], "05:00", [0, 12, 0, 12, 0, 15, 40]),
  midnight: living("America/Havana", [7, 0], "23:30"),
  away: {
    ...living("Asia/Kathmandu", [2, 13], "06:00"),
    isAway: (week) => week > 4 && week < 16,
  },
  nomad: living("Pacific/Auckland", [1, 7], "07:00"),
  again: living("Africa/Cairo", [5, 0], "06:00"),
};
const MOVES = ["America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Apia"];

const strava = await startStrava({
  limits: { overall: PLENTY, read: PLENTY },
  application: { maxAthletes: 1000 },
  // A busy machine must not look like a service that doesn't answer.
  deadlineMs: 60_000,
});
const { clock, control, application, apiBaseUrl, oauthBaseUrl } = strava;
const { clientId, clientSecret } = application;
clock.advance(instantOf(firstDay, "00:00", "UTC") - clock.now());
const faults = new Set<string>();
const started = await startLocal({
  assemblyDir: await assemble(),
  dataDir: "memory",
  appPort: 0,
  inboxPort: 0,
  clock,
  parameters: {
    "/stridewell/strava": JSON.stringify({ clientId, clientSecret, apiBaseUrl, oauthBaseUrl }),
  },
  environment: webhookEnvironment(clientSecret),
  log: ({ from, level, text }) => {
    if (level !== "info" || text.includes("@")) faults.add(`logged by ${from}: ${text}`);
  },
  tamper: withoutClocks,
});
if (started.kind !== "started") throw new Error(started.lines.join("\n"));
const { app } = started;
const { runners, items, scan } = reach(app);
const { connections, send } = reachStrava(app);
const { pathKey, verifyToken } = webhookKeys(clientSecret);
const callbackUrl = `${app.appUrl}/webhooks/strava/${pathKey}`;
await strava.subscriptions.create({ callbackUrl, verifyToken });
const settle = () => settled(app, clock);

interface Lived {
  readonly id: string;
  readonly athleteId: string;
  readonly joinedMs: number;
}
interface Run {
  readonly name: string;
  readonly day: string;
  readonly endMs: number;
  readonly km: number;
}
const lived = new Map<string, Lived>();
const erased = new Set<string>();
const runs: Run[] = [];
const acts: { readonly atMs: number; readonly act: () => Promise<void> }[] = [];

function instantOf(day: Temporal.PlainDate, time: string, zone: string): number {
  return day.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
}
const localAt = (atMs: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);

const addRun = (athleteId: string, { endMs, km }: Run, isQuiet: boolean) => {
  const movingS = km * SECONDS_A_KM;
  const startAt = new Date(endMs - movingS * 1000).toISOString();
  const run = { startAt, distanceM: km * 1000, movingS, elapsedS: movingS };
  control.addActivity(athleteId, run, isQuiet);
};

async function join(name: string, athleteId: string, { zone, weekday, hour }: Member) {
  const id = `${name}-${erased.size}`;
  const joinedMs = clock.now();
  const after = new Date(joinedMs).toISOString();
  const nextDigestAt = nextLocalOccurrence({ after, zone, weekday, hour });
  const digest = { on: true, weekday, hour };
  const email = `${name}@example.com`;
  const made = await runners.create(makeRunner({ id, email, zone, digest, nextDigestAt }));
  if (made !== "created") faults.add(`${name} couldn't join: ${made}`);
  const tokens = await strava.connect(athleteId);
  const connection = { runnerId: id, accountId: athleteId, granted: [], tokens };
  await connections.connect(connection, clock.now());
  await send({ kind: "reconcile", provider: "strava", runnerId: id });
  await settle();
  lived.set(name, { id, athleteId, joinedMs });
}

/** What a runner does on a page of settings. */
async function submit(name: string, path: string, form: Record<string, string>): Promise<void> {
  const runner = await runnerOf(name);
  const { cookies, csrf } = await sessionOf(runner, clock.now());
  const { status } = await appBrowser(app.appUrl, cookies).post(path, { ...form, csrf });
  if (status !== 303) faults.add(`${name} got ${status} from ${path}`);
  await settle();
}

async function runnerOf(name: string): Promise<Runner> {
  const runner = await runners.find(lived.get(name)?.id ?? "");
  if (runner === null) throw new Error(`No ${name}.`);
  return runner;
}

for (const [name, member] of Object.entries(members)) {
  const { zone, startsAt, week } = member;
  const athleteId = control.addAthlete({ zone }).id;
  for (let ago = -HISTORY_DAYS; ago < weeks * 7; ago += 1) {
    const day = firstDay.add({ days: ago });
    const usualKm = week[day.dayOfWeek - 1] ?? 0;
    if (usualKm === 0 || member.isAway?.(Math.floor(ago / 7)) === true) continue;
    // Up for three weeks, then an easy one; every sixth long one goes too far.
    const step = 1 + 0.04 * (Math.abs(Math.floor(ago / 7)) % 4);
    const km = Math.round(10 * usualKm * (ago % 42 === 40 ? 1.6 : step)) / 10;
    const endMs = instantOf(day, startsAt, zone) + km * SECONDS_A_KM * 1000;
    const run = { name, day: day.toString(), endMs, km };
    runs.push(run);
    if (endMs < clock.now()) addRun(athleteId, run, true);
    else {
      acts.push({
        atMs: endMs + TICK_MS,
        act: async () => {
          addRun(athleteId, run, false);
          await control.deliverNow();
        },
      });
    }
  }
  await join(name, athleteId, member);
}

for (let week = 1; week < weeks; week += 1) {
  const mondayMs = clock.now() + week * 7 * DAY_MS;
  if (week % 4 === 0) {
    const zone = MOVES[(week / 4 - 1) % MOVES.length] ?? "UTC";
    const form = { section: "days", zone, units: "km", weekStart: "1" };
    // Always from the Monday that has had its digest to a Sunday, or from a Sunday to that Monday's afternoon.
    acts.push({ atMs: mondayMs, act: () => submit("nomad", "/settings", form) });
  }
  if (week === 8) {
    const act = async () => {
      erased.add(lived.get("again")?.id ?? "");
      await submit("again", "/settings/delete", { word: "delete" });
    };
    acts.push({ atMs: mondayMs, act });
    const rejoin = async () => {
      const { athleteId = "" } = lived.get("again") ?? {};
      const member = members["again"];
      if (member !== undefined) await join("again", athleteId, member);
    };
    acts.push({ atMs: mondayMs + DAY_MS, act: rejoin });
  }
}
for (let day = 0; day < weeks * 7; day += 1) {
  acts.push({ atMs: clock.now() + day * DAY_MS + TICK_MS / 2, act: () => sweep(app, clock) });
}
acts.sort((a, b) => a.atMs - b.atMs);

const WORKERS = {
  DUE: "find-due",
  WAKE: "wake-nudges",
  REMINDER: "find-reminders",
  SYNC: "start-reconcile",
};

/** The clocks that have somebody to look after, each with when the first of them is due. */
async function dueSchedules(): Promise<ReadonlyMap<string, number>> {
  const { client, TableName } = tableOf(app);
  const soonest = new Map<string, number>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName, IndexName: "due" })) {
    for (const { dueShard, dueAt } of Items) {
      const [, worker] =
        Object.entries(WORKERS).find(([kind]) => dueShard?.S?.startsWith(`${kind}#`)) ?? [];
      const fn = app.model.functions.find((one) => folderOf(one) === worker);
      const schedule = app.model.schedules.find(({ targetArn }) => targetArn === fn?.arn);
      if (schedule === undefined) throw new Error(`Nobody looks after ${dueShard?.S}.`);
      const atMs = Date.parse(dueAt?.S ?? "");
      soonest.set(schedule.name, Math.min(soonest.get(schedule.name) ?? atMs, atMs));
    }
  }
  return soonest;
}

const startedMs = performance.now();
const endMs = clock.now() + weeks * 7 * DAY_MS;
for (let next = 0; ; ) {
  const due = await dueSchedules();
  const soonestMs = Math.max(Math.min(...due.values()), clock.now() + 1);
  const tickMs = Math.ceil(soonestMs / TICK_MS) * TICK_MS;
  const act = acts[next];
  const atMs = Math.min(tickMs, act?.atMs ?? Number.POSITIVE_INFINITY);
  if (atMs > endMs) break;
  clock.advance(Math.max(0, atMs - clock.now()));
  if (act !== undefined && act.atMs <= tickMs) {
    next += 1;
    await act.act();
  } else {
    for (const [name, dueMs] of due) if (dueMs <= clock.now()) await app.runSchedule(name);
  }
  await settle();
}

const stored = await items();
const mails = await mailsOf(app);
let digestCount = 0;
let nudgeCount = 0;
for (const [name, one] of lived) await checkRunner(name, one);
for (const text of await scan()) {
  if ([...erased].some((id) => text.includes(id))) faults.add(`outlived its runner: ${text}`);
}
for (const item of stored) {
  const [pk, sk] = [String(item["pk"]), String(item["sk"])];
  // The sweep comes once a day.
  if (Number(item["expiresAt"]) < clock.now() / 1000 - 24 * 3600) {
    faults.add(`${pk} ${sk} outlived its time`);
  }
  if (Date.parse(String(item["dueAt"])) < clock.now() - 2 * TICK_MS) {
    faults.add(`${pk} ${sk} was left behind: it was due at ${String(item["dueAt"])}`);
  }
}
for (const [queue, count] of Object.entries(app.deadLetters())) {
  if (count > 0) faults.add(`${count} dead letters of ${queue}`);
}
for (const denial of app.denials()) faults.add(`denied: ${JSON.stringify(denial)}`);
await app.close();
await control.deliverNow();
await strava.close();

for (const fault of faults) process.stdout.write(`${fault}\n`);
const tookS = Math.round((performance.now() - startedMs) / 1000);
process.stdout.write(
  `year: ${lived.size} runners, ${weeks} weeks from ${firstDay}, ${runs.length} runs, ${digestCount} digests, ${nudgeCount} nudges, ${stored.length} items, ${tookS} s\n`,
);
process.exitCode = faults.size > 0 ? 1 : 0;

async function checkRunner(name: string, { id, joinedMs }: Lived): Promise<void> {
  const runner = await runnerOf(name);
  const noticesOf = (kind: string) =>
    stored.filter(
      ({ pk, sk }) => pk === `RUNNER#${id}` && String(sk).startsWith(`NOTICE#${kind}:`),
    );
  const digests = noticesOf("digest").sort((a, b) => (String(a["sk"]) < String(b["sk"]) ? -1 : 1));
  const texts = mails
    .filter(({ destination }) => destination.to.includes(runner.email))
    .filter(({ headers }) =>
      headers.some(({ value }) => value.includes(`/unsubscribe/${id}/digest/`)),
    )
    .map(({ body }) => body.text);
  if (texts.length !== digests.length) {
    faults.add(`${name} got ${texts.length} digests for ${digests.length} days`);
  }
  digestCount += digests.length;
  const [firstMs = Number.NaN, lastMs = Number.NaN] = [digests[0], digests.at(-1)].map((one) =>
    Date.parse(String(one?.["sk"]).replace("NOTICE#digest:", "")),
  );
  if (!(firstMs < joinedMs + 8 * DAY_MS)) faults.add(`${name}'s first digest came late`);
  if (!(lastMs > endMs - 9 * DAY_MS)) faults.add(`${name}'s last digest is too long ago`);
  for (const [index, { sk, state, sentAt }] of digests.entries()) {
    const day = String(sk).replace("NOTICE#digest:", "");
    const date = Temporal.PlainDate.from(day);
    if (state !== "sent") faults.add(`${name}'s digest of ${day} is ${state}`);
    const before = digests[index - 1];
    if (
      before !== undefined &&
      String(before["sk"]) !== `NOTICE#digest:${date.subtract({ days: 7 })}`
    ) {
      faults.add(`${name}'s digest of ${day} came after that of ${String(before["sk"])}`);
    }
    const sentMs = Date.parse(String(sentAt));
    // The nomad's zone at the time isn't stored.
    if (name !== "nomad") checkHour(name, runner, day, sentMs);
    const from = date.subtract({ days: 6 }).toString();
    const km = runs
      .filter((run) => run.name === name && run.day >= from && run.day <= day && run.endMs < sentMs)
      .reduce((sum, run) => sum + run.km, 0);
    const told = /^Distance +([\d.]+) km/m.exec(texts[index] ?? "")?.[1];
    // A week without a run has no such line.
    if (!(Math.abs(Number(told ?? 0) - km) <= 0.06)) {
      faults.add(`${name}'s digest of ${day} says ${told} km and not ${km.toFixed(1)}`);
    }
  }
  const nudges = noticesOf("nudge").map(({ claimedAt }) => Date.parse(String(claimedAt)));
  nudgeCount += nudges.length;
  for (const atMs of nudges) {
    const { hour, minute } = localAt(atMs, runner.zone);
    const now = { minute: 60 * hour + minute };
    if (name !== "nomad" && inQuietHours({ preferences: runner.nudges, now })) {
      faults.add(`${name} got a nudge at ${hour}:${minute}`);
    }
    const week = nudges.filter((other) => other >= atMs && other < atMs + 7 * DAY_MS);
    if (week.length > 2) faults.add(`${name} got ${week.length} nudges in a week`);
  }
}

function checkHour(name: string, { zone, digest }: Runner, day: string, sentMs: number): void {
  const date = Temporal.PlainDate.from(day).add({ days: digest.hour < 12 ? 1 : 0 });
  const lateMs = sentMs - instantOf(date, `${String(digest.hour).padStart(2, "0")}:00`, zone);
  if (date.dayOfWeek !== digest.weekday || lateMs < 0 || lateMs > 4 * TICK_MS) {
    faults.add(`${name}'s digest of ${day} came at ${localAt(sentMs, zone)}`);
  }
}
