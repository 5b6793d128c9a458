import type { Fault } from "./field.tsx";

/** What a form was read as, or the field that has to be corrected. */
export type Read<T, Name extends string> = { readonly value: T } | { readonly fault: Fault<Name> };

/** What to say beside which of a page's forms, with what was typed there. */
export interface Refused<Name extends string> {
  readonly form: string;
  readonly fault: Fault<Name>;
  readonly typed: URLSearchParams;
}
