import type { ActivityRecord } from "../messages/activity.ts";
import type { Reference } from "../messages/provider-hint.ts";
import type { PostedRequest } from "../shared/webhook-http.ts";

/** What may be done with what a service tells. */
export interface Policy {
  /** `until-disconnected` keeps a copy; a number is the days that one may be kept for. */
  readonly retention: "until-disconnected" | { readonly days: number };
  /**
   * Whether figures of it and of another source may be put together into one run. Nobody's are, so
   * nothing asks this yet (ADR 19): telling that two sources tell one run, and leaving one of the two
   * out, combines nothing.
   */
  readonly mayCombine: boolean;
  /** Whether a language model may see it. */
  readonly aiAllowed: boolean;
  /** What must stand where its data shows; null where nothing must. */
  readonly brand: string | null;
}

/** A service as it is known everywhere: how it is called, and what may be done with what it tells. */
export interface ProviderFacts {
  /** The source of its activities; part of addresses, of keys and of the name of its secret. */
  readonly name: string;
  readonly title: string;
  readonly policy: Policy;
}

/** One request to the webhook, as it came; `key` is what follows the service's name in the address. */
export type WebhookRequest = PostedRequest;

export type Verdict =
  | { readonly kind: "genuine" }
  /** It wants an answer and changes nothing, so anybody may send it. */
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
   * Whether the service itself sent this: over the body as it came, in a time that says nothing of the
   * secret. `secret` is the owner's for this service, null where there is none.
   */
  verify(request: WebhookRequest, secret: string | null, nowMs: number): Verdict;
  /** What it is about, out of a request that is genuine. */
  parse(request: WebhookRequest): Parsed;
}

/** What opens a runner's account at the service. */
export interface Access {
  readonly accountId: string;
  readonly token: string;
  /** A key that the runner made there and typed in here, and no token of our application. */
  readonly isKey: boolean;
}

export interface GrantedTokens {
  readonly accessToken: string;
  /** null where the service has none: then an ended token means asking the runner again. */
  readonly refreshToken: string | null;
  /** null where it does not end. */
  readonly expiresAtMs: number | null;
}

/** How a call ended. The first two are an answer; of the others nothing is known. */
export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T }
  /** The service itself says that there is no such thing. */
  | { readonly kind: "not-found" }
  /** The token, key or code is no longer good. */
  | { readonly kind: "unauthorized" }
  /** The runner has not given a permission, or not agreed to something there. */
  | { readonly kind: "forbidden" }
  | { readonly kind: "rate-limited"; readonly retryAtMs: number }
  /** The operator's to mend: the application itself is refused. */
  | { readonly kind: "application-refused" }
  | { readonly kind: "unavailable"; readonly reason: string };

/** What a service tells of one activity. */
export type Told =
  | { readonly kind: "activity"; readonly record: ActivityRecord }
  /** It knows of one and may not pass it on: whose it is. */
  | { readonly kind: "withheld"; readonly sourceId: string; readonly owner: string }
  /** Not of the published shape. */
  | { readonly kind: "unreadable" };

export interface Page {
  readonly told: readonly Told[];
  /** What asks for the next page; null after the last. */
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

/** A service as one owner's application reaches it. What can't be done there is null. */
export interface ProviderClient {
  readonly oauth: {
    authorizeUrl(asked: { readonly state: string; readonly redirectUrl: string }): string;
    connect(came: {
      readonly query: URLSearchParams;
      readonly redirectUrl: string;
      /** Hard to guess and the same for one runner: for a service that wants a name of ours. */
      readonly memberId: string;
    }): Promise<Connecting>;
  } | null;
  readonly connectByKey: ((key: string) => Promise<Connecting>) | null;
  readonly refresh: ((refreshToken: string) => Promise<Answer<GrantedTokens>>) | null;
  /** Gives the access back. */
  readonly revoke: ((access: Access) => Promise<Answer<unknown>>) | null;
  /** One activity, by the id that a reference named. The address is made here, never taken from outside. */
  readonly activity: ((access: Access, id: string) => Promise<Answer<Told>>) | null;
  /** What began since an instant, in pages. */
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
  /** How far back it tells of what a runner did. */
  readonly historyDays: number;
  /** How often it is asked for all of that; null for once a night. */
  readonly pollMinutes: number | null;
  /** null where it sends no events. */
  readonly webhook: Webhook | null;
  /**
   * The service for the owner's secret, null where there is none. Answers null where it can't be used
   * then; throws where the secret is unusable, without quoting it.
   */
  open(secret: string | null, wiring: Wiring): ProviderClient | null;
}
