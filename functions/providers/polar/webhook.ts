import * as z from "zod/mini";
import { type Reference, toldId } from "../../messages/provider-hint.ts";
import type { PostedRequest } from "../../shared/http/webhook-http.ts";
import { jsonOf } from "../../shared/json.ts";
import { checkHex } from "../hmac.ts";
import type { Parsed, Verdict, Webhook } from "../provider.ts";
import { polarSecret } from "./secret.ts";

const event = z.looseObject({ event: z.string() });
const exercise = z.object({
  event: z.literal("EXERCISE"),
  user_id: toldId,
  // Its `url` is not read: we decide where to fetch from.
  entity_id: toldId,
});

/**
 * `Polar-Webhook-Signature` is the HMAC-SHA256 of the body in hex. A PING changes nothing, so every PING is
 * answered: Polar makes no webhook without that, and signs with a new key, which it only tells afterwards.
 */
export const polarWebhook: Webhook = {
  verify({ headers, body }: PostedRequest, secret): Verdict {
    if (event.safeParse(jsonOf(body)).data?.event === "PING") return { kind: "ping" };
    const key = secret === null ? undefined : polarSecret(secret).signatureKey;
    // A webhook is made before its key is known. Nothing that
    // came so early is lost: the nightly fetch finds it.
    if (key === undefined) return { kind: "refused", reason: "not-set-up" };
    return checkHex(headers["polar-webhook-signature"], body, key);
  },
  parse({ body }): Parsed {
    const json = jsonOf(body);
    if (json === undefined) return { kind: "unreadable", reason: "not-json" };
    const named = event.safeParse(json);
    if (!named.success) return { kind: "unreadable", reason: "not-an-event" };
    // Sleep, daily activity and whatever Polar may add.
    if (named.data.event !== "EXERCISE") return { kind: "references", references: [] };
    const read = exercise.safeParse(json);
    if (!read.success) return { kind: "unreadable", reason: "not-an-event" };
    const { user_id: accountId, entity_id: id } = read.data;
    const found: Reference = { kind: "activity", accountId, id, aspect: "create" };
    return { kind: "references", references: [found] };
  },
};
