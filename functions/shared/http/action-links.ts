import { createHmac } from "node:crypto";
import * as z from "zod/mini";
import { isTipId, type TipId } from "../../../domain/tips/catalogue.ts";
import type { Runner } from "../../ports/runner.ts";
import { isSameSecret } from "./same-secret.ts";

const tip = z.custom<TipId>((told) => typeof told === "string" && isTipId(told));

/** What a link in an email may do. Each action is bound to a day, and repeating it changes nothing. */
const action = z.strictObject({
  do: z.literal("exercises-done"),
  /** YYYY-MM-DD, the day that the exercises were meant for. */
  day: z.iso.date(),
  tips: z.array(tip).check(z.minLength(1), z.maxLength(20)),
});
export type Action = z.infer<typeof action>;

const payload = z.strictObject({ action, untilS: z.int() });

export type VerifiedAction =
  | { readonly kind: "valid"; readonly action: Action }
  /** It is one of ours, but more than two weeks old. */
  | { readonly kind: "expired" }
  | { readonly kind: "refused" };

const LIFETIME_S = 14 * 24 * 3600;

/**
 * The address of one action for one runner, good for two weeks without signing in. Its token holds the
 * action and its expiry, with an HMAC-SHA256 of both under the runner's own key: it works for no other
 * runner and no other action, and a new key revokes it.
 *
 *     actionUrl("https://x.example", runner, { do: "exercises-done", day: "2026-11-24", tips: ["G1"] }, nowMs)
 *     // https://x.example/act/r1/eyJhY3Rpb24iOnsiZG8i….JmN0…
 */
export function actionUrl(
  publicUrl: string,
  runner: Pick<Runner, "id" | "linkKey">,
  wanted: Action,
  nowMs: number,
): string {
  const told: z.infer<typeof payload> = {
    action: wanted,
    untilS: Math.floor(nowMs / 1000) + LIFETIME_S,
  };
  const text = Buffer.from(JSON.stringify(told)).toString("base64url");
  return `${publicUrl}/act/${encodeURIComponent(runner.id)}/${text}.${sign(runner, text)}`;
}

/** Reads a token only once its signature has been verified, which is compared in constant time. */
export function verifyAction(
  token: string,
  runner: Pick<Runner, "linkKey">,
  nowMs: number,
): VerifiedAction {
  const [text = "", signature = "", ...more] = token.split(".");
  const fits = isSameSecret(signature, sign(runner, text));
  if (!fits || more.length > 0) return { kind: "refused" };
  const read = payload.safeParse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  // Signed by us, but in a shape that we no longer produce.
  if (!read.success) return { kind: "refused" };
  if (nowMs >= read.data.untilS * 1000) return { kind: "expired" };
  return { kind: "valid", action: read.data.action };
}

function sign({ linkKey }: Pick<Runner, "linkKey">, text: string): string {
  return createHmac("sha256", linkKey).update(`act:${text}`).digest("base64url");
}
