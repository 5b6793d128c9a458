import type { ProviderHint, Reference } from "../messages/provider-hint.ts";
import type { ConnectionStore, ServiceConnection } from "../ports/connections.ts";
import type { Queue } from "../ports/queue.ts";
import type { Provider, ProviderClient } from "../providers/provider.ts";
import { delayUntil } from "../shared/events/delay-until.ts";
import {
  type EndAccessDeps,
  endAccess,
  erase,
  isInGrace,
  leave,
} from "../shared/events/end-access.ts";
import { type Ended, LOOK_AGAIN_S, settled } from "../shared/events/ended.ts";
import { connectionOfAccount } from "../shared/events/service-session.ts";
import { isFromBefore, look, reconcile } from "./reconcile.ts";
import { openSession, type Session } from "./session.ts";
import { type StoreDeps, saveTold } from "./store-told.ts";

export interface FollowProviderDeps extends StoreDeps {
  readonly findProvider: (name: string) => Provider | null;
  readonly connectionsOf: (provider: Pick<Provider, "name" | "pollMinutes">) => ConnectionStore;
  /** Made when it is first needed, as the owner's secret has to be fetched. Null if there is none. */
  readonly openProvider: (provider: Provider) => Promise<ProviderClient | null>;
  readonly hints: Queue<ProviderHint>;
}

const DAY_MS = 24 * 3_600_000;

/** Everything that the work on one message needs. */
interface Work {
  readonly provider: Provider;
  readonly client: ProviderClient;
  readonly session: Session;
  readonly ending: EndAccessDeps<ProviderHint>;
  readonly deps: FollowProviderDeps & { readonly connections: ConnectionStore };
}

/**
 * Makes what is stored equal to what a service has now. The message only says where to look: repeated,
 * late, out of order or forged, it leads to the same result.
 */
export async function followProvider(
  message: ProviderHint,
  deps: FollowProviderDeps,
): Promise<{ outcome: string }> {
  const ended = stillEarly(message, deps) ?? (await follow(message, deps));
  if (ended.kind === "settled") return { outcome: `${message.provider}: ${ended.outcome}` };
  const nowMs = deps.nowMs();
  const notBeforeMs = Math.ceil(Math.min(ended.untilMs, nowMs + DAY_MS));
  // A new message rather than a failed one: waiting doesn't count as an attempt, so it never ends as a dead
  // letter.
  const next = { ...(ended.next ?? message), notBeforeMs };
  await deps.hints.send([next], delayUntil(notBeforeMs, nowMs));
  return { outcome: `${message.provider}: waits: ${ended.outcome}` };
}

/** A service may limit us for a week. Who asked at each turn of the queue would meet that limit 600 times. */
function stillEarly({ notBeforeMs = 0 }: ProviderHint, deps: FollowProviderDeps): Ended | null {
  const isWaiting = deps.nowMs() < notBeforeMs;
  return isWaiting ? { kind: "wait", outcome: "still early", untilMs: notBeforeMs } : null;
}

async function follow(
  message: ProviderHint,
  deps: FollowProviderDeps,
): Promise<Ended<ProviderHint>> {
  const provider = deps.findProvider(message.provider);
  if (provider === null) return leaveUnknown(message, deps);
  const connections = deps.connectionsOf(provider);
  const connection = await connectionOf(message, connections);
  if (connection === null) return settled("nobody's");
  const withStore = { ...deps, connections };
  const ending = endingOf(provider.name, withStore);
  const { state } = connection;
  // An erasure that crashed half-way is resumed by whatever message comes next.
  if (state.kind === "erasing") return erase(connection, state, ending);
  const client = await deps.openProvider(provider);
  if (client === null) {
    // The owner has removed the service's secret: a runner who leaves must still be able to.
    return state.kind === "leaving" ? endAccess(connection, ending) : settled("not set up");
  }
  const session = openSession(connection, { ...withStore, client, facts: provider });
  const work: Work = { provider, client, session, ending, deps: withStore };
  if (state.kind === "leaving") return leave(session, state.sinceMs, ending);
  return message.kind === "reconcile" ? compare(message, work) : followReference(message, work);
}

/**
 * A service that was taken out of the table while runners were connected. There is nobody left to give the
 * access back to, but a runner who leaves must still be able to, or their account could never be erased.
 */
async function leaveUnknown(
  message: ProviderHint,
  deps: FollowProviderDeps,
): Promise<Ended<ProviderHint>> {
  const name = message.provider;
  const connections = deps.connectionsOf({ name, pollMinutes: null });
  const connection = await connectionOf(message, connections);
  if (connection === null) return settled("unknown service");
  const { state } = connection;
  const ending = endingOf(name, { ...deps, connections });
  if (state.kind === "erasing") return erase(connection, state, ending);
  return state.kind === "leaving" ? endAccess(connection, ending) : settled("unknown service");
}

/** What ends access to a service, and erases what came from there. */
function endingOf(provider: string, deps: Work["deps"]): EndAccessDeps<ProviderHint> {
  return {
    ...deps,
    async eraseStored(runnerId) {
      await deps.activities.eraseSource(runnerId, provider);
    },
    resumeWith: (runnerId) => ({ kind: "reconcile", provider, runnerId }),
  };
}

async function connectionOf(
  message: ProviderHint,
  connections: ConnectionStore,
): Promise<ServiceConnection | null> {
  if (message.kind === "reconcile") return connections.find(message.runnerId);
  return connectionOfAccount(message.reference.accountId, connections);
}

function followReference(
  message: Extract<ProviderHint, { kind: "reference" }>,
  work: Work,
): Promise<Ended<ProviderHint>> {
  const { reference } = message;
  switch (reference.kind) {
    case "activity":
      return followActivity(message, reference, work);
    case "told":
      return keepTold(reference, work);
    case "access":
      return confirm(work);
  }
}

/** Stores an activity as it is now, whatever the event said about it, or removes it if there is none. */
async function followActivity(
  message: Extract<ProviderHint, { kind: "reference" }>,
  { id, aspect }: Extract<Reference, { kind: "activity" }>,
  { provider, client, session, deps }: Work,
): Promise<Ended<ProviderHint>> {
  const { runnerId, state } = session.connection();
  if (state.kind !== "connected") return settled("needs consent");
  const looked = await look(session, client, id);
  if (!("told" in looked)) return looked;
  const { told, atMs } = looked;
  const find = async (sourceId: string) => {
    const stored = await deps.activities.ofSource(runnerId, provider.name);
    return stored.find(({ record }) => record.sourceId === sourceId);
  };
  if (told?.kind === "activity") {
    const before = await find(told.record.sourceId);
    const whose = { runnerId, policy: provider.policy };
    return settled(await saveTold({ record: told.record, atMs }, before, whose, deps));
  }
  if (told !== null) return settled(told.kind);
  const { looks = 0 } = message;
  const againS = aspect === "create" ? LOOK_AGAIN_S[looks] : undefined;
  if (againS !== undefined) {
    const next = { ...message, looks: looks + 1 };
    return { kind: "wait", outcome: "not there yet", untilMs: atMs + againS * 1000, next };
  }
  const before = await find(id);
  if (before !== undefined && isFromBefore(before, session, provider)) {
    return settled("out of sight");
  }
  const activity = { source: provider.name, sourceId: id };
  return settled(await deps.activities.remove(runnerId, activity, atMs));
}

/** For an event that was signed and held the activity itself. */
async function keepTold(
  { record, atMs: toldAtMs }: Extract<Reference, { kind: "told" }>,
  { provider, session, deps }: Work,
): Promise<Ended> {
  const { runnerId, state } = session.connection();
  if (state.kind !== "connected") return settled("needs consent");
  if (record.source !== provider.name) return settled("another source's");
  const nowMs = deps.nowMs();
  // If it was sent again after being deleted, the comparison removes it again, but only as far back as that
  // looks.
  if (Date.parse(record.startAt) < nowMs - provider.historyDays * DAY_MS) return settled("too old");
  // Not later than now, or nothing that is asked for from here on would count.
  const atMs = Math.min(toldAtMs, nowMs);
  const stored = await deps.activities.ofSource(runnerId, provider.name);
  const before = stored.find((one) => one.record.sourceId === record.sourceId);
  const whose = { runnerId, policy: provider.policy };
  return settled(await saveTold({ record, atMs }, before, whose, deps));
}

/** The service said that access was withdrawn. It is asked, as anybody could have said so. */
async function confirm({ session, ending }: Work): Promise<Ended<ProviderHint>> {
  const access = await session.confirmAccess({ isTold: true });
  if (access.kind === "granted") return settled("access was not taken back");
  if (access.kind !== "refused") return access;
  return access.mayBeOurs
    ? settled("refused, and perhaps by our fault")
    : endAccess(session.connection(), ending);
}

async function compare(
  { askedAtMs = Number.POSITIVE_INFINITY }: Extract<ProviderHint, { kind: "reconcile" }>,
  { provider, client, session, ending, deps }: Work,
): Promise<Ended<ProviderHint>> {
  const { runnerId, accountId, granted, state, comparedAtMs } = session.connection();
  // Requests pile up while calls have to wait.
  const doneAtMs = state.kind === "needs-consent" ? state.sinceMs : comparedAtMs;
  if (doneAtMs > askedAtMs) return settled("compared since");
  if (state.kind !== "needs-consent") return reconcile(session, provider, client, deps);
  await deps.nudges.send([{ runnerId }], 0);
  const access = await session.confirmAccess({ isTold: false });
  if (access.kind === "refused") {
    return isInGrace(state, deps.nowMs())
      ? settled("needs consent: still refused")
      : endAccess(session.connection(), ending);
  }
  if (access.kind !== "granted") return access;
  // A new token has come. Only a call tells whether it is any good.
  if (session.connection().state.kind === "connected") {
    return reconcile(session, provider, client, deps);
  }
  const { tokens } = session.connection();
  if (tokens === null) return settled("the connection is gone");
  // The runner restored access at the service, so this counts as connecting again.
  const again = { runnerId, accountId, granted, tokens };
  const outcome = await deps.connections.connect(again, deps.nowMs());
  if (outcome !== "connected") return settled(outcome);
  const next = { kind: "reconcile", provider: provider.name, runnerId } as const;
  return { kind: "wait", outcome: "well again", untilMs: deps.nowMs(), next };
}
