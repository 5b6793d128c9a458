import type { Provider } from "../../functions/providers/provider.ts";
import type { HintRequest } from "../../functions/receive-hint/receive-hint.ts";
import type { SimulatedService } from "../../infra/local/services/service.ts";

/** What a service's tests must know of it; everything else is the same for all. */
export interface ProviderCase {
  readonly provider: Provider;
  readonly service: SimulatedService;
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
    readonly forged: readonly (readonly [how: string, forge: (from: HintRequest) => HintRequest])[];
    /** The service's own request about something else: signed as it would be. */
    readonly about: (
      from: HintRequest,
      what: { readonly id?: unknown; readonly accountId?: unknown },
      secret: Readonly<Record<string, string>>,
    ) => HintRequest;
    /** What the service asks whether anybody listens with; null where it does not. */
    readonly ping: HintRequest | null;
  } | null;
  /** How many calls the worker may make to follow one new run; 0 where its event holds the run. */
  readonly callsPerRun: number;
  /** Whether it tells how hard a run was. */
  readonly tellsEffort: boolean;
}
