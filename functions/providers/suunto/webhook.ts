import * as z from "zod/mini";
import { foreignId, type Reference } from "../../messages/provider-hint.ts";
import { isSameSecret } from "../../shared/http/same-secret.ts";
import type { PostedRequest } from "../../shared/http/webhook-http.ts";
import { jsonOf } from "../../shared/json.ts";
import { basic } from "../call.ts";
import { checkHex } from "../hmac.ts";
import type { Parsed, Verdict, Webhook } from "../provider.ts";
import { accountId } from "./account.ts";
import { suuntoSecret } from "./secret.ts";
import { deviceOf, toActivity, wireGear, wireWorkout } from "./translate.ts";

const named = z.looseObject({ type: z.string() });
const created = z.object({
  type: z.literal("WORKOUT_CREATED"),
  username: accountId,
  workout: wireWorkout,
  gear: wireGear,
});
/** The older format, a form: whose workout it is, and the key to fetch it by. */
const form = z.object({
  type: z.optional(z.literal("WORKOUT_CREATED")),
  username: accountId,
  workoutid: foreignId,
});

const CREATED = "WORKOUT_CREATED";
const SIGNATURE = "x-hmac-sha256-signature";

/**
 * `X-HMAC-SHA256-Signature` is the HMAC-SHA256 of the body in hex, under the secret that the
 * owner set at Suunto. A notification holds the workout, so no call is spent on it. The older
 * form only names it, and carries the application's own id and secret as Basic credentials
 * instead of a signature: Quantified Self checks it that way (read 2026-11). Camptocamp's older
 * client checks a Bearer token, which is not accepted here.
 */
export const suuntoWebhook: Webhook = {
  verify(request, secret): Verdict {
    if (secret === null) return { kind: "refused", reason: "not-set-up" };
    const { clientId, clientSecret, notificationSecret } = suuntoSecret(secret);
    const { [SIGNATURE]: signature, authorization } = request.headers;
    if (isForm(request) && signature === undefined && authorization !== undefined) {
      return isSameSecret(authorization, basic(clientId, clientSecret))
        ? { kind: "genuine" }
        : { kind: "refused", reason: "wrong" };
    }
    if (notificationSecret === undefined) return { kind: "refused", reason: "not-set-up" };
    return checkHex(signature, request.body, notificationSecret);
  },
  parse(request): Parsed {
    return isForm(request) ? fromForm(request) : fromJson(request);
  },
};

const isForm = ({ headers }: PostedRequest) =>
  (headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");

const about = (reference: Reference): Parsed => ({ kind: "references", references: [reference] });
/** Sleep, routes, daily steps and whatever Suunto may add. */
const nothing: Parsed = { kind: "references", references: [] };
const unreadable: Parsed = { kind: "unreadable", reason: "not-an-event" };

function fromForm({ body }: PostedRequest): Parsed {
  const fields = Object.fromEntries(new URLSearchParams(body));
  const type = fields["type"] ?? CREATED;
  if (type !== CREATED) return nothing;
  const read = form.safeParse(fields);
  if (!read.success) return unreadable;
  const { username, workoutid: id } = read.data;
  return about({ kind: "activity", accountId: username, id, aspect: "create" });
}

function fromJson({ body }: PostedRequest): Parsed {
  const json = jsonOf(body);
  if (json === undefined) return { kind: "unreadable", reason: "not-json" };
  const event = named.safeParse(json);
  if (!event.success) return unreadable;
  if (event.data.type !== CREATED) return nothing;
  const read = created.safeParse(json);
  if (!read.success) return unreadable;
  const { username, workout, gear } = read.data;
  const record = toActivity({ ...workout, gear: deviceOf(gear) === null ? workout.gear : gear });
  // It holds no time of its own, so it counts as told when the workout ended. Whatever was fetched since then
  // knows better, a deletion too, and sending the notification again changes nothing.
  const atMs = Date.parse(record.startAt) + Math.ceil(record.elapsedS) * 1000;
  return about({ kind: "told", accountId: username, record, atMs });
}
