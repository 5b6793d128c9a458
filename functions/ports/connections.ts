import type { RateBudget } from "../providers/strava/rate-budget.ts";
import type { Due } from "./due.ts";

/** What opens a runner's account at a provider: never logged, only stored encrypted. */
export interface ProviderTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAtMs: number;
}

/** Seals a text so that only those who may use the key can open it, and only where it belongs. */
export interface TokenVault {
  /** `boundTo` names the place where it is stored: the sealed text can't be opened anywhere else. */
  seal(text: string, boundTo: string): Promise<string>;
  /** Throws if the text was sealed for another place, or changed. */
  open(sealed: string, boundTo: string): Promise<string>;
}

export type ConnectionState =
  | { readonly kind: "connected" }
  /** The runner has to agree again. Asked once; nothing is fetched until then. */
  | {
      readonly kind: "needs-consent";
      /** The tokens no longer work, or a permission that we need was not given. */
      readonly reason: "refused" | "missing-scope";
      readonly missing: readonly string[];
      readonly sinceMs: number;
    }
  /** The runner disconnected: access is revoked at Strava, then everything is erased. */
  | { readonly kind: "leaving"; readonly sinceMs: number }
  /**
   * On its way out: the tokens are gone, and what was stored is being erased. `byRunner`: they asked us
   * to, and need not be told that it ended.
   */
  | { readonly kind: "erasing"; readonly sinceMs: number; readonly byRunner: boolean };

export interface BackfillProgress {
  readonly afterS: number;
  /** The last page that is stored. */
  readonly page: number;
  readonly activities: number;
  readonly done: boolean;
}

/** How far before the window the copies reach, and until when all of them are there; null: for ever. */
export interface LookedBack {
  readonly afterS: number;
  readonly untilMs: number | null;
}

/**
 * The service refuses calls with a token that should be good: since when, and when the next one may be tried.
 */
export interface CallsRefused {
  readonly sinceMs: number;
  readonly retryAtMs: number;
}

/** A runner's account at a service. */
export interface ServiceConnection {
  readonly runnerId: string;
  /** The account's id there. */
  readonly accountId: string;
  readonly state: ConnectionState;
  readonly granted: readonly string[];
  /** Null once erasing has begun; and while the runner leaves, if the key to them is lost. */
  readonly tokens: ProviderTokens | null;
  /** Changes with the tokens: a write that saw older ones does nothing. */
  readonly tokenVersion: string;
  /** When the runner last agreed; absent unless connected. */
  readonly connectedAtMs?: number;
  readonly backfill: BackfillProgress | null;
  /** Until when everything Strava reported is surely here, null: for good; absent before the first comparison. */
  readonly completeUntilMs?: number | null | undefined;
  /** When the latest completed comparison began; 0 before the first. */
  readonly comparedAtMs: number;
  /** When a check-up last asked for a comparison. */
  readonly askedAtMs?: number | undefined;
  /** Since when the service has refused these tokens; absent if it hasn't. */
  readonly refusedAtMs?: number | undefined;
  /** A newer token may have been lost on its way, so a refusal of these may be our own fault. */
  readonly mayBeOurs: boolean;
  /** Absent if the last call was answered. */
  readonly callsRefused?: CallsRefused | undefined;
  /** Activities from elsewhere that the service knows of and may not pass on, as of the last comparison. */
  readonly withheld: number;
}

/** Identifies the tokens on which a change was decided. */
export type SeenConnection = Pick<ServiceConnection, "runnerId" | "tokenVersion">;

export interface ConnectionStore {
  find(runnerId: string): Promise<ServiceConnection | null>;
  /** Everything but the tokens, which then need not be opened. */
  look(runnerId: string): Promise<Omit<ServiceConnection, "tokens"> | null>;
  /** The runner whose account this is. */
  ownerOf(accountId: string): Promise<string | null>;
  /**
   * Stores new tokens for a runner, who is then connected. `account-taken` if another runner has this
   * account, `other-account` if this runner has another, `being-erased` for a few minutes after access
   * was revoked or the runner disconnected.
   */
  connect(
    connection: Pick<ServiceConnection, "runnerId" | "accountId" | "granted"> & {
      readonly tokens: ProviderTokens;
    },
    nowMs: number,
  ): Promise<"connected" | "account-taken" | "other-account" | "being-erased">;
  /**
   * Lets one worker refresh the tokens: the refresh token works once. `claimed-after-break` if the outcome of
   * an earlier refresh was never known, so that its new token may have been lost.
   */
  claimRefresh(
    seen: SeenConnection,
    nowMs: number,
  ): Promise<"claimed" | "claimed-after-break" | "not-claimed">;
  /** Ends a claim. `isKnown`: it is certain that the service made no new token; otherwise the doubt is remembered. */
  releaseRefresh(seen: SeenConnection, isKnown: boolean): Promise<void>;
  /** Remembers the first refusal of these tokens until new ones are saved. */
  noteRefusal(seen: SeenConnection, nowMs: number): Promise<void>;
  /**
   * Stays until calls are answered again (null) or the runner consents anew, whatever tokens come. Changes
   * only the note that was seen, so that of many workers one makes the next try.
   */
  noteCallsRefused(
    seen: SeenConnection & Pick<ServiceConnection, "callsRefused">,
    refused: CallsRefused | null,
  ): Promise<"noted" | "changed-meanwhile">;
  /** A connection that was refused before is connected again. */
  saveTokens(
    seen: ServiceConnection,
    tokens: ProviderTokens,
  ): Promise<ServiceConnection | "changed-meanwhile">;
  askConsent(
    seen: SeenConnection,
    why: {
      readonly reason: "refused" | "missing-scope";
      readonly missing: readonly string[];
      /** The refusal may be due to a token that we lost. Remembered until there are new ones. */
      readonly mayBeOurs: boolean;
    },
    nowMs: number,
  ): Promise<"asked" | "changed-meanwhile">;
  /** From now on nothing more is fetched. `none` if there is nothing to leave, or leaving is under way. */
  beginLeaving(runnerId: string, nowMs: number): Promise<"begun" | "none">;
  /** Forgets the tokens, so that nothing more is fetched. */
  beginErasing(
    seen: SeenConnection,
    nowMs: number,
    byRunner: boolean,
  ): Promise<"begun" | "changed-meanwhile">;
  /** Forgets the account once everything else is erased, except that there was one, unless the runner ended it here. */
  finishErasing(
    connection: Pick<ServiceConnection, "runnerId" | "accountId">,
    ended: { readonly sinceMs: number; readonly byRunner: boolean },
  ): Promise<void>;
  /** Only goes forward: nothing is saved if a later page of the same history is stored, whatever the tokens. */
  saveBackfill(
    connection: Pick<ServiceConnection, "runnerId">,
    progress: BackfillProgress,
  ): Promise<void>;
  /** Until then nothing in the window that check-ups look back on expires; null: for ever. */
  saveComplete(seen: SeenConnection, untilMs: number | null, comparedAtMs: number): Promise<void>;
  saveLookedBack(seen: SeenConnection, lookedBack: LookedBack): Promise<void>;
  /** When a comparison that is done began, and how much the service withheld. */
  saveCompared(seen: SeenConnection, comparedAtMs: number, withheld: number): Promise<void>;
}

/** Which services a runner is connected to. */
export interface ConnectionList {
  of(runnerId: string): Promise<string[]>;
  /** Like `ConnectionStore.beginLeaving` for that service. */
  beginLeaving(runnerId: string, provider: string, nowMs: number): Promise<"begun" | "none">;
}

/** A connection whose comparison is due. */
export interface DueSync {
  readonly runnerId: string;
  readonly provider: string;
  readonly nextSyncAt: string;
}

export interface SyncStore {
  dueAt(instant: string): AsyncIterable<Due<DueSync>>;
  /** Moves it to its next night, or by `pollMinutes`, unless it was moved meanwhile. */
  advance(
    due: DueSync,
    now: string,
    pollMinutes?: number | null,
  ): Promise<"advanced" | "moved-meanwhile">;
}

/** What Strava last said is left of its limits, which all workers share. */
export interface RateBudgetStore {
  read(): Promise<RateBudget | null>;
  /** The latest report wins. */
  note(budget: RateBudget, atMs: number): Promise<void>;
}

/**
 * Whether a runner's accounts at the services can be read; if several can't, the latest. `isKept`: what came
 * from there is kept for good, so the digest goes on with it.
 */
export type ConnectionHealth =
  /** Or there never was one. */
  | { readonly kind: "ok" }
  /** `refused`: the tokens no longer work. `ended`: access was revoked, and everything is erased. */
  | {
      readonly kind: "lost";
      readonly provider: string;
      readonly reason: "refused" | "ended";
      readonly sinceMs: number;
      readonly isKept?: boolean;
    }
  | {
      readonly kind: "consent-missing";
      readonly provider: string;
      readonly sinceMs: number;
      readonly isKept?: boolean;
    };
