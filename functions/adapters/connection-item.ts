import * as z from "zod/mini";
import type { ConnectionState } from "../ports/connections.ts";
import { connections } from "./item-kinds.ts";
import { ofKind } from "./query.ts";
import { type Item, runnerPk } from "./table.ts";

export const CONNECTION_PREFIX = "CONNECTION#";

export const connectionKey = (runnerId: string, provider = "strava") => ({
  pk: runnerPk(runnerId),
  sk: CONNECTION_PREFIX + provider,
});

/** A connection as it is stored; its tokens are sealed. */
export const connectionItem = z.object({
  runnerId: z.string(),
  /** The account's id at whichever service it is: Strava came first. */
  athleteId: z.string(),
  state: z.enum(["connected", "needs-consent", "leaving", "erasing"]),
  reason: z.optional(z.enum(["refused", "missing-scope"])),
  missing: z._default(z.array(z.string()), []),
  sinceMs: z.number(),
  byRunner: z._default(z.boolean(), false),
  granted: z.array(z.string()),
  sealed: z.optional(z.string()),
  tokenVersion: z.string(),
  backfill: z._default(
    z.nullable(
      z.object({ afterS: z.number(), page: z.number(), activities: z.number(), done: z.boolean() }),
    ),
    null,
  ),
  completeUntilMs: z.optional(z.nullable(z.number())),
  comparedAtMs: z._default(z.number(), 0),
  windowAskedAtMs: z.optional(z.number()),
  lookedBack: z.optional(z.object({ afterS: z.number(), untilMs: z.nullable(z.number()) })),
  lookBackAskedAtMs: z.optional(z.number()),
  withheld: z._default(z.number(), 0),
  refusedAtMs: z.optional(z.number()),
  mayBeOurs: z._default(z.boolean(), false),
  callsRefused: z.optional(z.object({ sinceMs: z.number(), retryAtMs: z.number() })),
});

export type ConnectionItem = z.infer<typeof connectionItem>;

export interface ConnectionOf extends ConnectionItem {
  readonly provider: string;
}

/** The connections among a runner's items, each with its service. */
export function connectionsIn(items: readonly Item[]): readonly ConnectionOf[] {
  return ofKind(items, CONNECTION_PREFIX).map((item) => ({
    ...connections.read(connectionItem, item),
    provider: String(item["sk"]).slice(CONNECTION_PREFIX.length),
  }));
}

export function stateOf(item: ConnectionItem): ConnectionState {
  const { state, reason = "refused", missing, sinceMs, byRunner } = item;
  switch (state) {
    case "connected":
      return { kind: "connected" };
    case "needs-consent":
      return { kind: "needs-consent", reason, missing, sinceMs };
    case "leaving":
      return { kind: state, sinceMs };
    case "erasing":
      return { kind: state, sinceMs, byRunner };
  }
}

/** Whether a connection is on its way out: the runner left, or access was withdrawn. */
export const isEnding = ({ state }: Pick<ConnectionItem, "state">) =>
  state === "leaving" || state === "erasing";
