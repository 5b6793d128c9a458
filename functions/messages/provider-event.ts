import * as z from "zod/mini";
import type { StravaEvent } from "../providers/strava/webhook.ts";
import { runnerId } from "./runner-id.ts";

const digits = z.string().check(z.regex(/^\d{1,20}$/));
const provider = z.literal("strava");

const stravaEvent = z.object({
  object: z.enum(["activity", "athlete"]),
  objectId: digits,
  aspect: z.enum(["create", "update", "delete"]),
  ownerId: digits,
  subscriptionId: digits,
  atS: z.int().check(z.nonnegative()),
  revokesAccess: z.boolean(),
}) satisfies z.ZodMiniType<StravaEvent>;

/**
 * Something to look into at a provider; `follow-event` fetches the current state and stores it. No message
 * holds that state itself, so each may come late, twice or in any order.
 */
export const providerEvent = z.discriminatedUnion("kind", [
  /** The provider said that something changed. Anybody could have said it. `receive-webhook` sends it on. */
  z.object({
    kind: z.literal("event"),
    provider,
    event: stravaEvent,
    /** How often it was looked for and not found: what was just made can still be unknown. */
    looks: z.optional(z.int().check(z.nonnegative())),
  }),
  /**
   * Fetch the history since `afterS` (unix seconds), from this page on. Pages count from 1; `activities` is
   * how many were on the pages before it.
   */
  z.object({
    kind: z.literal("backfill"),
    provider,
    runnerId,
    afterS: z.int().check(z.nonnegative()),
    page: z._default(z.int().check(z.positive()), 1),
    activities: z._default(z.int().check(z.nonnegative()), 0),
  }),
  /** Fetch what is between the two instants (unix seconds), for a chart that reaches that far. */
  z.object({
    kind: z.literal("look-back"),
    provider,
    runnerId,
    afterS: z.int().check(z.nonnegative()),
    beforeS: z.int().check(z.nonnegative()),
    page: z.int().check(z.positive()),
    askedAtMs: z.int().check(z.nonnegative()),
  }),
  /**
   * Make what is stored equal to what the provider has now. A request says when it was made: nights, and
   * digests that wait, go on asking while a comparison waits for the provider's limits, and a comparison
   * that began later answers them all.
   */
  z.object({
    kind: z.literal("reconcile"),
    provider,
    runnerId,
    askedAtMs: z.optional(z.int().check(z.nonnegative())),
  }),
  /** See whether Strava still sends events. A day asks for it once. */
  z.object({ kind: z.literal("subscription"), provider }),
  /** Continue with the leaving that is recorded in the runner's connection. */
  z.object({ kind: z.literal("leave"), provider, runnerId }),
]);
export type ProviderEvent = z.infer<typeof providerEvent>;

const HISTORY_KINDS = ["backfill", "look-back", "reconcile", "subscription"] as const;
/** Work that takes seconds to a minute, and that a night asks for every runner; and what may wait as long. */
export type HistoryEvent = Extract<ProviderEvent, { kind: (typeof HISTORY_KINDS)[number] }>;
/**
 * Work that takes a moment: what the provider reported, and what must not wait when a runner wants to be
 * forgotten.
 */
export type PromptEvent = Exclude<ProviderEvent, HistoryEvent>;

/**
 * Which of the two queues an event belongs to. Long work has its own, so that no new run waits behind a
 * night's comparisons.
 */
export function isHistory(event: ProviderEvent): event is HistoryEvent {
  return HISTORY_KINDS.some((kind) => kind === event.kind);
}

/**
 * Whom an event is about: a runner's id, Strava's own id of them, or nobody in particular. Events often come in pairs:
 * worked on in parallel, the first could use up the second one's token.
 */
export function whomOf(event: ProviderEvent): string {
  if (event.kind === "subscription") return event.kind;
  return event.kind === "event" ? event.event.ownerId : event.runnerId;
}
