import * as z from "zod/mini";
import { type Reference, toldId } from "../../messages/provider-hint.ts";
import { isSameSecret } from "../../shared/http/same-secret.ts";
import { jsonOf } from "../../shared/json.ts";
import type { Parsed, Verdict, Webhook } from "../provider.ts";
import { intervalsSecret } from "./secret.ts";

const told = z.looseObject({ secret: z.string(), events: z.array(z.unknown()) });
const named = z.looseObject({ type: z.string() });
const aboutActivity = z.object({ athlete_id: toldId, activity: z.object({ id: toldId }) });
const aboutAthlete = z.object({ athlete_id: toldId, deauthorized: z._default(z.boolean(), false) });

/**
 * An upload is provisional, and its analysis a minute later is final. The activity is fetched after both,
 * so that the later answer counts.
 */
const ASPECTS: ReadonlyMap<string, "create" | "update" | "delete"> = new Map([
  ["ACTIVITY_UPLOADED", "create"],
  ["ACTIVITY_ANALYZED", "update"],
  ["ACTIVITY_UPDATED", "update"],
  ["ACTIVITY_DELETED", "delete"],
]);

/**
 * The body holds a secret that we share with intervals.icu. It shows who sent it, but not that nobody
 * changed it on the way; TLS sees to that. Even so, what it says is only a hint.
 */
export const intervalsWebhook: Webhook = {
  verify({ body }, secret): Verdict {
    const { webhookSecret } = intervalsSecret(secret);
    if (webhookSecret === undefined) return { kind: "refused", reason: "not-set-up" };
    const read = told.safeParse(jsonOf(body));
    if (!read.success) return { kind: "refused", reason: "missing" };
    return isSameSecret(read.data.secret, webhookSecret)
      ? { kind: "genuine" }
      : { kind: "refused", reason: "wrong" };
  },
  parse({ body }): Parsed {
    const json = jsonOf(body);
    if (json === undefined) return { kind: "unreadable", reason: "not-json" };
    const read = told.safeParse(json);
    if (!read.success) return { kind: "unreadable", reason: "not-an-event" };
    const references: Reference[] = [];
    for (const event of read.data.events) {
      const found = referenceIn(event);
      if (found === "unreadable") return { kind: "unreadable", reason: "not-an-event" };
      if (found !== null) references.push(found);
    }
    return { kind: "references", references };
  },
};

/** null for what doesn't concern us, such as a calendar or a test. */
function referenceIn(event: unknown): Reference | null | "unreadable" {
  const type = named.safeParse(event).data?.type;
  if (type === undefined) return "unreadable";
  if (type === "APP_SCOPE_CHANGED") {
    const read = aboutAthlete.safeParse(event);
    if (!read.success) return "unreadable";
    // It also tells of permissions given or withdrawn, which the next call meets.
    const { athlete_id: accountId, deauthorized } = read.data;
    return deauthorized ? { kind: "access", accountId } : null;
  }
  const aspect = ASPECTS.get(type);
  if (aspect === undefined) return null;
  const read = aboutActivity.safeParse(event);
  if (!read.success) return "unreadable";
  const { athlete_id: accountId, activity } = read.data;
  return { kind: "activity", accountId, id: activity.id, aspect };
}
