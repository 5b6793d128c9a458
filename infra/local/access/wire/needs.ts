import type { z } from "zod";
import { jsonOf } from "../../../../functions/shared/json.ts";
import type { SignedRequest } from "../signature.ts";

/** One permission that a call needs. */
export interface Need {
  readonly action: string;
  /** One of these ARNs must be granted. */
  readonly resources: readonly string[];
  /** The address an email is from, for a policy's condition. */
  readonly fromAddress?: string;
}

export type WireCall =
  | {
      readonly kind: "known";
      readonly needs: readonly Need[];
      /** Needed to learn that there is no such thing: a caller without it is refused access instead. */
      readonly toHearOfNone?: Need;
    }
  /** A call that isn't mapped to IAM here, by its name on the wire. */
  | { readonly kind: "unknown"; readonly name: string }
  | { readonly kind: "malformed" };

/** What an ARN is made of, besides what the request says. */
export interface Territory {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

export type ReadWire = (request: SignedRequest, territory: Territory) => WireCall;

export const unknown = (name: string): WireCall => ({ kind: "unknown", name });
export const malformed: WireCall = { kind: "malformed" };
export function known(...needs: Need[]): Extract<WireCall, { readonly kind: "known" }> {
  return { kind: "known", needs };
}

/** The part of an X-Amz-Target header after the service's own prefix, or null. */
export function operationOf(request: SignedRequest, prefix: string): string | null {
  const target = request.headers["x-amz-target"] ?? "";
  return target.startsWith(`${prefix}.`) ? target.slice(prefix.length + 1) : null;
}

export function readBody<T>(request: SignedRequest, schema: z.ZodType<T>): T | null {
  return schema.safeParse(jsonOf(Buffer.from(request.body).toString("utf8"))).data ?? null;
}
