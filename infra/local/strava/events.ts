import { createHmac } from "node:crypto";
import { z } from "zod";
import type { Push } from "../simulated/pusher.ts";
import { idNumber } from "./shapes.ts";
import type { Happening } from "./world.ts";

export const subscription = z
  .object({ id: z.string(), callbackUrl: z.string(), createdAtMs: z.number() })
  .readonly();
export type Subscription = z.infer<typeof subscription>;

/** The request that tells a subscription's callback of an event; with a key it is signed. */
export function eventPush(
  event: Happening,
  to: Subscription,
  {
    atMs,
    nowMs,
    key,
  }: { readonly atMs: number; readonly nowMs: number; readonly key: string | null },
): Push {
  const body = JSON.stringify({
    object_type: event.object,
    object_id: idNumber(event.objectId),
    aspect_type: event.aspect,
    updates: event.updates,
    owner_id: idNumber(event.ownerId),
    subscription_id: idNumber(to.id),
    event_time: Math.floor(atMs / 1000),
  });
  const headers = { "content-type": "application/json" };
  if (key === null) return { url: to.callbackUrl, headers, body };
  const seconds = Math.floor(nowMs / 1000);
  const hmac = createHmac("sha256", key).update(`${seconds}.${body}`).digest("hex");
  const signature = { "x-strava-signature": `t=${seconds},v1=${hmac}` };
  return { url: to.callbackUrl, headers: { ...headers, ...signature }, body };
}
