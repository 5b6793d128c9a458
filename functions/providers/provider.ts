import type { ActivityRecord } from "../messages/activity.ts";
import type { Reference } from "../messages/provider-hint.ts";
import type { PostedRequest } from "../shared/http/webhook-http.ts";

/**
 * What may be done with a service's data. The requirements name each of these, also those that decide nothing so far:
 * whoever adds a service reads them in its terms.
 */
export interface Policy {
  /** `until-disconnected` keeps a copy; a number is how many days one may be kept. */
  readonly retention: "until-disconnected" | { readonly days: number };
  /**
   * Whether its figures and another source's may be combined into one run. No figures are combined so
   * far, so nothing reads this yet (ADR 19): noticing that two sources report the same run, and leaving
   * one of the two out, combines nothing.
   */
  readonly mayCombine: boolean;
  /** Whether a language model may see it. */
  readonly aiAllowed: boolean;
  /** What must be shown beside its data; null if nothing must. */
  readonly brand: string | null;
}

/** What is known of a service without calling it: its name, and what may be done with its data. */
export interface ProviderFacts {
  /** The source of its activities; part of URLs, of keys and of the name of its secret. */
  readonly name: string;
  readonly title: string;
  readonly policy: Policy;
}

export type Verdict =
  | { readonly kind: "genuine" }
  /** It wants an answer and changes nothing, so anyone may send it. */
  | { readonly kind: "ping" }
  | {
      readonly kind: "refused";
      readonly reason: "missing" | "malformed" | "stale" | "wrong" | "not-set-up";
    };

export type Parsed =
  | { readonly kind: "references"; readonly references: readonly Reference[] }
  | { readonly kind: "unreadable"; readonly reason: "not-json" | "not-an-event" };

export interface Webhook {
  /**
   * Whether the service itself sent this: checked over the body as it came, in a time that reveals nothing
   * about the secret. `secret` is the owner's for this service, or null if there is none.
   */
  verify(request: PostedRequest, secret: string | null, nowMs: number): Verdict;
  /** What a genuine request is about. */
  parse(request: PostedRequest): Parsed;
}

/** What opens a runner's account at the service. */
export interface Access {
  readonly accountId: string;
  readonly token: string;
  /** Whether it is a key that the runner made there and entered here, not our application's token. */
  readonly isKey: boolean;
}

export interface GrantedTokens {
  readonly accessToken: string;
  /** null if the service has none: then the runner is asked again when the token expires. */
  readonly refreshToken: string | null;
  /** null if it doesn't expire. */
  readonly expiresAtMs: number | null;
}

/** How a call ended. The first two are answers; the others leave what was asked unknown. */
export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T }
  /** The service itself says that it doesn't exist. */
  | { readonly kind: "not-found" }
  /** The token, key or code is no longer valid. */
  | { readonly kind: "unauthorized" }
  /** The runner has not given a permission, or has not agreed to something there. */
  | { readonly kind: "forbidden" }
  | { readonly kind: "rate-limited"; readonly retryAtMs: number }
  /** For the operator to fix: the application itself is refused. */
  | { readonly kind: "application-refused" }
  | { readonly kind: "unavailable"; readonly reason: string };

/** What a service says about one activity. */
export type Told =
  | { readonly kind: "activity"; readonly record: ActivityRecord }
  /** It has one that it may not pass on. */
  | { readonly kind: "withheld" }
  /** It doesn't have the published shape. */
  | { readonly kind: "unreadable" };

export interface Page {
  readonly told: readonly Told[];
  /** The cursor for the next page; null after the last. */
  readonly next: string | null;
}

export interface Connected {
  readonly accountId: string;
  readonly granted: readonly string[];
  readonly tokens: GrantedTokens;
}

export type Connecting =
  | Answer<Connected>
  /** The runner said no. */
  | { readonly kind: "denied" };

/** A service as one owner's application reaches it. What a service doesn't offer is null. */
export interface ProviderClient {
  readonly oauth: {
    authorizeUrl(asked: { readonly state: string; readonly redirectUrl: string }): string;
    connect(came: {
      readonly query: URLSearchParams;
      readonly redirectUrl: string;
      /** Never used before: for a service that wants an id of ours, and takes each for one account only. */
      readonly memberId: string;
    }): Promise<Connecting>;
  } | null;
  readonly connectByKey: ((key: string) => Promise<Connecting>) | null;
  readonly refresh: ((refreshToken: string) => Promise<Answer<GrantedTokens>>) | null;
  /** Withdraws our access at the service. */
  readonly revoke: ((access: Access) => Promise<Answer<unknown>>) | null;
  /** One activity, by the id in a reference. The URL is built here, never taken from outside. */
  readonly activity: ((access: Access, id: string) => Promise<Answer<Told>>) | null;
  /** The activities that began since an instant, in pages. */
  readonly list:
    | ((access: Access, asked: { sinceMs: number; page: string | null }) => Promise<Answer<Page>>)
    | null;
}

export interface Wiring {
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
}

/** A service that runs come from. `functions/providers/table.ts` lists them all. */
export interface Provider extends ProviderFacts {
  /** How many days of a runner's history it gives. */
  readonly historyDays: number;
  /** Whether that begins anew with each connection: then what was there before, and isn't listed, isn't gone. */
  readonly forgetsBefore: boolean;
  /** How often all of that is fetched; null for once a night. */
  readonly pollMinutes: number | null;
  /** null if it sends no events. */
  readonly webhook: Webhook | null;
  /**
   * The service with the owner's secret, which is null if there is none. Returns null if the service can't be
   * used without one. Throws if the secret is unusable, without quoting it.
   */
  open(secret: string | null, wiring: Wiring): ProviderClient | null;
}
