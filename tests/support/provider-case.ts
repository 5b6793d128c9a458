import type { Table } from "../../functions/adapters/table.ts";
import type { ProviderFacts } from "../../functions/providers/provider.ts";
import type { HintRequest } from "../../functions/receive-hint/receive-hint.ts";
import type { ContractHouse } from "./make-provider-house.ts";

/** What the contract asks of every service, in the words of its rules. */
export const NOTIONS = [
  "signature wrong",
  "signature missing",
  "signature old",
  "replay",
  "body altered",
  "unknown user",
  "ping",
  "duplicate",
  "update",
  "deletion",
  "token expired",
  "token revoked",
  "rate limit",
  "outage",
  "hostile ids and URLs",
] as const;
export type Notion = (typeof NOTIONS)[number];

/** What a stranger could send, made out of what the service sent. */
export type Forgery = readonly [
  notion: Notion,
  how: string,
  forge: (from: HintRequest, secret: Readonly<Record<string, string>>) => HintRequest,
];

/** What a service's tests must know of it; everything else is the same for all. */
export interface ProviderCase {
  readonly facts: ProviderFacts;
  readonly house: (table: Table) => Promise<ContractHouse>;
  readonly way: "oauth" | "key";
  /** Null where the service sends no events, which are then found by the comparison alone. */
  readonly events: {
    /** Which happenings it tells of, beside a new run. */
    readonly tells: {
      readonly update: boolean;
      readonly delete: boolean;
      readonly revoke: boolean;
    };
    /** What a stranger could send, from what the service sent. */
    readonly forged: readonly Forgery[];
    /** The service's own request about something else: signed as it would be. */
    readonly about: (
      from: HintRequest,
      what: { readonly id?: unknown; readonly accountId?: unknown },
      secret: Readonly<Record<string, string>>,
    ) => HintRequest;
    /** What the service asks whether anybody listens with; null where it does not. */
    readonly ping: HintRequest | null;
  } | null;
  /** What its way of telling has not, and why that does no harm. */
  readonly lacks: Partial<Readonly<Record<Notion, string>>>;
  /** How many calls the worker may make to follow one new run; 0 where its event holds the run. */
  readonly callsPerRun: number;
  /** Whether it tells how hard a run was. */
  readonly tellsEffort: boolean;
}
