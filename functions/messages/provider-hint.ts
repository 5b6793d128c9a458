import * as z from "zod/mini";
import { activityRecord } from "./activity.ts";
import { runnerId } from "./runner-id.ts";

/**
 * An id that a service assigned. It goes into URLs and keys, so it holds no character with a meaning there.
 */
export const foreignId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,128}$/));

/** The same as a service may send it: some write theirs as numbers. */
export const toldId = z.union([
  z.pipe(z.int().check(z.nonnegative()), z.transform(String)),
  foreignId,
]);

/** What a service's event is about. All but `told` are hints: the current state is fetched. */
export const reference = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("activity"),
    accountId: foreignId,
    id: foreignId,
    aspect: z.enum(["create", "update", "delete"]),
  }),
  /** The whole activity, from an event that was signed, by a service that offers nothing to fetch. */
  z.object({
    kind: z.literal("told"),
    accountId: foreignId,
    record: activityRecord,
    atMs: z.int().check(z.nonnegative()),
  }),
  /** The access may have been withdrawn. */
  z.object({ kind: z.literal("access"), accountId: foreignId }),
]);
export type Reference = z.infer<typeof reference>;

const provider = z.string().check(z.regex(/^[a-z]{1,32}$/));
/** Nothing is asked before then: a queue holds a message back for a quarter of an hour at most. */
const notBeforeMs = z.optional(z.int().check(z.nonnegative()));

/** Something to look into at a service, for `follow-provider`. Each may come late, twice or in any order. */
export const providerHint = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("reference"),
    provider,
    reference,
    /** How often it was looked for and not found: what was just made can still be unknown. */
    looks: z.optional(z.int().check(z.nonnegative())),
    notBeforeMs,
  }),
  /**
   * Make what is stored equal to what the service has now, or continue with a disconnection. What the clock
   * asks for says when it was asked for, as a comparison that began later answers it.
   */
  z.object({
    kind: z.literal("reconcile"),
    provider,
    runnerId,
    askedAtMs: z.optional(z.int().check(z.nonnegative())),
    notBeforeMs,
  }),
]);
export type ProviderHint = z.infer<typeof providerHint>;
