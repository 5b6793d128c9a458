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

// CloudFormation accepts numbers and booleans as text too.
export const wholeNumber = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d+$/)
    .transform((digits) => Number(digits)),
]);
export const flag = z.union([
  z.boolean(),
  z.enum(["true", "false"]).transform((t) => t === "true"),
]);
export const text = z.union([
  z.string(),
  z.number().transform(String),
  z.boolean().transform(String),
]);

export function firstIssue(error: z.ZodError): { path: string; message: string } {
  const [issue] = error.issues;
  return { path: issue?.path.join(".") ?? "", message: issue?.message ?? "" };
}
