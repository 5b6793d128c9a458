import type { Fault } from "./field.tsx";

/** What a form was read as, or all fields that have to be corrected, the form's first one first. */
export type Read<T, Name extends string> =
  | { readonly value: T }
  | { readonly faults: readonly Fault<Name>[] };

/** What to say beside which of a page's forms, with what was typed there. */
export interface Refused<Name extends string> {
  readonly form: string;
  readonly faults: readonly Fault<Name>[];
  readonly typed: URLSearchParams;
}

/** For the log: `outcomeOf({ faults: [{ field: "day", … }], … }) // "refused: day"`. */
export function outcomeOf(refused: Refused<string> | null): string {
  if (refused === null) return "shown";
  return `refused: ${refused.faults.map(({ field }) => field).join(", ")}`;
}
