import type { Table } from "../../functions/adapters/table.ts";
import type { ProviderFacts } from "../../functions/providers/provider.ts";
import type { HintRequest } from "../../functions/receive-hint/receive-hint.ts";
import type { ContractHouse } from "./make-provider-house.ts";

/** What the contract requires of every service, in the words of its rules. */
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

/** What a stranger could send, made from what the service sent. */
export type Forgery = readonly [
  notion: Notion,
  how: string,
  forge: (from: HintRequest, secret: Readonly<Record<string, string>>) => HintRequest,
];

/** What a service's tests have to know about it; everything else is the same for all services. */
export interface ProviderCase {
  readonly facts: ProviderFacts;
  readonly house: (table: Table) => Promise<ContractHouse>;
  readonly way: "oauth" | "key";
  /** Null if the service sends no events, so that only the comparison finds changes. */
  readonly events: {
    /** What it reports besides a new run. */
    readonly tells: {
      readonly update: boolean;
      readonly delete: boolean;
      readonly revoke: boolean;
    };
    /** What a stranger could send, made from what the service sent. */
    readonly forged: readonly Forgery[];
    /**
     * The service's own request, changed to be about something else and signed as the service would sign it.
     */
    readonly about: (
      from: HintRequest,
      what: { readonly id?: unknown; readonly accountId?: unknown },
      secret: Readonly<Record<string, string>>,
    ) => HintRequest;
    /** The request with which the service checks that someone is listening; null if it sends none. */
    readonly ping: HintRequest | null;
  } | null;
  /** The rules that don't apply to the way it reports, and why that does no harm. */
  readonly lacks: Partial<Readonly<Record<Notion, string>>>;
  /** How many calls the worker may make to follow one new run; 0 if its event contains the run. */
  readonly callsPerRun: number;
  /** Whether it reports how hard a run was. */
  readonly tellsEffort: boolean;
}
