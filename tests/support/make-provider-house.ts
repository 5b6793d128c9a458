import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { connectionStore } from "../../functions/adapters/connection-store.ts";
import type { Table } from "../../functions/adapters/table.ts";
import { tokenVault } from "../../functions/adapters/token-vault.ts";
import { toldActivityStore } from "../../functions/adapters/told-activity-store.ts";
import {
  type FollowProviderDeps,
  followProvider,
} from "../../functions/follow-provider/follow-provider.ts";
import type { ActivityRecord } from "../../functions/messages/activity.ts";
import type { NudgeMessage } from "../../functions/messages/nudge.ts";
import { type ProviderHint, providerHint } from "../../functions/messages/provider-hint.ts";
import type { ConnectionStore } from "../../functions/ports/connections.ts";
import type { Queue } from "../../functions/ports/queue.ts";
import type { Provider } from "../../functions/providers/provider.ts";
import { toProviderTokens } from "../../functions/providers/tokens.ts";
import { type HintRequest, receiveHint } from "../../functions/receive-hint/receive-hint.ts";
import { listen } from "../../infra/local/engines/listen.ts";
import type { Kit, ServiceControl, SimulatedService } from "../../infra/local/services/service.ts";
import { startServices } from "../../infra/local/services/start-services.ts";
import { type ManualClock, manualClock } from "./local-clock.ts";
import { makeDataKeys } from "./make-follow.ts";

interface Queued {
  readonly message: ProviderHint;
  readonly dueMs: number;
}

/** What can happen at any of the services. */
export type ContractControl = Pick<
  ServiceControl,
  "addAthlete" | "addRun" | "edit" | "remove" | "revoke" | "setFaults" | "limitUntil" | "deliverNow"
> & {
  isConnected(athleteId: string): boolean;
  /** Ends athletes' own keys, or lets them work again. */
  endKeys(areEnded: boolean): void;
};

/** One service with its simulator, the real webhook, the real worker and a queue to inspect. */
export interface ContractHouse {
  readonly clock: ManualClock;
  readonly control: ContractControl;
  readonly connections: ConnectionStore;
  readonly secret: string;
  readonly queue: unknown[];
  /** Where the service's own addresses begin. */
  readonly apiUrl: string;
  /** The runners whose nudges were requested. */
  readonly asked: string[];
  /** Every request that the worker made, by method and address. */
  readonly calls: string[];
  /** What arrived at the webhook, newest last. */
  readonly requests: HintRequest[];
  /** The webhook's answer to one request; a hint that it sends goes on the queue. */
  receive(
    request: HintRequest,
    secret?: string | null,
  ): Promise<{ readonly status: number; readonly outcome: string }>;
  send(hint: ProviderHint): void;
  /** Makes the service send what it has to report, and works until nothing is left. */
  settle(mostSteps?: number): Promise<string[]>;
  /** Works until nothing is left, moving time on to whatever is waiting. */
  drain(mostSteps?: number): Promise<string[]>;
  /** An athlete says yes, and the history is fetched. */
  connect(runnerId: string, athleteId: string): Promise<string>;
  runs(runnerId: string): Promise<ActivityRecord[]>;
  close(): Promise<void>;
}

export interface ProviderHouse extends ContractHouse {
  readonly provider: Provider;
  readonly control: ServiceControl & ContractControl;
  readonly kit: Kit;
  readonly deps: FollowProviderDeps;
  readonly queue: Queued[];
}

const SHOWN_AGAIN_MS = 6 * 60_000;
const MOST_STEPS = 300;

export async function makeProviderHouse(
  table: Table,
  provider: Provider,
  service: SimulatedService,
  way: "oauth" | "key" = "oauth",
): Promise<ProviderHouse> {
  const clock = manualClock();
  const nowMs = clock.now;
  const services = await startServices({ port: 0, clock, services: [service] });
  const { control, kit } = services.of(service.name);
  const secret = JSON.stringify(service.secret(kit));
  const queue: Queued[] = [];
  const asked: string[] = [];
  const calls: string[] = [];
  const requests: HintRequest[] = [];
  const put = (message: ProviderHint, delayMs: number) => {
    // As it would arrive over the wire.
    const carried = providerHint.parse(JSON.parse(JSON.stringify(message)));
    queue.push({ message: carried, dueMs: nowMs() + delayMs });
  };
  const noted: typeof fetch = (input, init) => {
    calls.push(`${init?.method ?? "GET"} ${String(input)}`);
    return fetch(input, init);
  };
  const vault = tokenVault(makeDataKeys(), nowMs);
  const connections = connectionStore(table, vault, provider);
  const client = provider.open(secret, { fetch: noted, nowMs });
  const nudges: Queue<NudgeMessage> = {
    send: async (messages) => {
      for (const { runnerId } of messages) asked.push(runnerId);
    },
  };
  const deps: FollowProviderDeps = {
    findProvider: (name) => (name === provider.name ? provider : null),
    connectionsOf: () => connections,
    openProvider: async () => client,
    activities: toldActivityStore(table, nowMs),
    hints: {
      send: async (hints, delayS) => {
        for (const hint of hints) put(hint, delayS * 1000);
      },
    },
    nudges,
    nudgeDelayS: 60,
    nowMs,
  };
  const receive: ProviderHouse["receive"] = (request, given = secret) =>
    receiveHint(request, {
      findProvider: deps.findProvider,
      secretOf: async () => given,
      send: async (hint) => put(hint, 0),
      nowMs,
    });

  const server = createServer(async (request, response) => {
    const [, , name = "", key = ""] = (request.url ?? "").split("/");
    const came = await hintOf(request, { provider: name, key });
    requests.push(came);
    response.writeHead((await receive(came)).status).end();
  });
  const listening = await listen(server);
  const fault = await service.setUp(listening.url, kit);
  if (fault !== null) throw new Error(fault);
  requests.length = 0;

  const drain = async (mostSteps = MOST_STEPS) => {
    const outcomes: string[] = [];
    while (queue.length > 0) {
      if (outcomes.length > mostSteps) {
        throw new Error(`No end: ${outcomes.slice(-20).join("; ")}`);
      }
      const [next] = queue.toSorted((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) break;
      queue.splice(queue.indexOf(next), 1);
      if (next.dueMs > nowMs()) clock.advance(next.dueMs - nowMs());
      try {
        outcomes.push((await followProvider(next.message, deps)).outcome);
      } catch (error) {
        queue.push({ ...next, dueMs: nowMs() + SHOWN_AGAIN_MS });
        outcomes.push(`failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return outcomes;
  };
  return {
    provider,
    clock,
    control: {
      ...control,
      isConnected: (athleteId) => control.grantOf(athleteId) !== null,
      endKeys: (areEnded) => control.setNote("keys ended", areEnded ? "yes" : null),
    },
    kit,
    apiUrl: `${kit.url()}/api/`,
    connections,
    deps,
    secret,
    queue,
    asked,
    calls,
    requests,
    receive,
    send: (hint) => put(hint, 0),
    drain,
    settle: async (mostSteps) => {
      await control.deliverNow();
      return drain(mostSteps);
    },
    connect: async (runnerId, athleteId) => {
      const came = await sayYes();
      if (came?.kind !== "ok") throw new Error(`not connected: ${came?.kind}`);
      const { accountId, granted, tokens } = came.value;
      const outcome = await connections.connect(
        { runnerId, accountId, granted, tokens: toProviderTokens(tokens) },
        nowMs(),
      );
      put({ kind: "reconcile", provider: provider.name, runnerId }, 0);
      await drain();
      return outcome;

      async function sayYes() {
        if (way === "key") return client?.connectByKey?.(control.keyOf(athleteId));
        const redirectUrl = "http://localhost/back";
        const url = client?.oauth?.authorizeUrl({ state: "s", redirectUrl }) ?? "";
        const back = await control.approve(url, { athleteId });
        const query = back.searchParams;
        return client?.oauth?.connect({ query, redirectUrl, memberId: randomUUID() });
      }
    },
    runs: async (runnerId) =>
      (await deps.activities.ofSource(runnerId, provider.name)).map(({ record }) => record),
    close: async () => {
      await services.close();
      await listening.close(0);
    },
  };
}

/** What arrived at a webhook, as the function behind it sees it. */
export async function hintOf(
  request: IncomingMessage,
  at: Pick<HintRequest, "provider" | "key">,
): Promise<HintRequest> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([header, value]) => [header, String(value)]),
  );
  return { ...at, headers, body: await text(request) };
}
