import { z } from "zod";
import type { Json } from "../assembly.ts";
import type { Refuse } from "../resolve.ts";
import type { Place } from "../resource-types.ts";

/** A resource that exists, with its properties resolved. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Json;
}

export interface Declared<T> {
  readonly logicalId: string;
  readonly ref: string;
  readonly properties: T;
}

/** What each part of the model is read from. */
export interface Stack {
  readonly place: Place;
  readonly folders: ReadonlyMap<string, string>;
  readonly refuse: Refuse;
  /** Every resource of a type that fits the schema; one that doesn't is refused. */
  readonly all: <T>(type: string, schema: z.ZodType<T>) => readonly Declared<T>[];
  readonly attribute: (logicalId: string, attribute: string) => string;
}

/** A property that would change what runs, and that nothing here acts on. */
export const notRun = (why = "is not run locally") => z.undefined({ error: why }).optional();

export const undecided = notRun("is not decided locally");

/** IAM allows a list of one to be written without brackets. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(item));
export const oneOrMore = listOf(z.string());

/** A policy's statement that keeps out calls without TLS; on this machine every call counts as made over TLS. */
export const overTls = z.object({
  Effect: z.literal("Deny", { error: "is not decided locally" }),
  Condition: z.strictObject({
    Bool: z.strictObject({ "aws:SecureTransport": z.literal("false") }),
  }),
});

export function firstIssue(error: z.ZodError): { path: string; message: string } {
  const [issue] = error.issues;
  return { path: issue?.path.join(".") ?? "", message: issue?.message ?? "" };
}
