import type { RateBudgetStore } from "../../ports/connections.ts";
import { type CallDecision, decideBackgroundCall, type RateBudget } from "./rate-budget.ts";

/** Kept free, as several processes at once can exceed a limit by what the others have under way. */
const SPARE_SHARE = 0.1;
/** The share of each window that calls nobody waits for leave to a runner who waits for their first page. */
const RESERVE_SHARE = 0.2;
/**
 * Fetching or comparing a history leaves another tenth, for the runs that Strava sends events about. They
 * need that much if each runner is compared every fourth night (a call per run, and 27 per comparison).
 */
const HISTORY_RESERVE_SHARE = 0.3;
/** Above this share of each window, other processes needn't be told what is left. */
const PLENTY_SHARE = 0.5;
/** How long a known budget counts unless an answer of Strava's renews it. */
const KNOWN_MS = 5000;

interface Answer {
  readonly budget: RateBudget | null;
}

export interface CallBudget {
  /** Whether this many calls may go now. */
  may(calls: number): Promise<CallDecision>;
  /** Makes the calls at once if all of them may go now. `atMs` is the time just before the first. */
  make<A extends Answer>(
    calls: readonly (() => Promise<A>)[],
  ): Promise<
    | { readonly kind: "made"; readonly answers: readonly A[]; readonly atMs: number }
    | Exclude<CallDecision, { kind: "go" }>
  >;
}

/** What all the work of one process knows of Strava's limits, so that a batch reads the table once. */
export interface SharedBudget {
  /** For the first history of a runner who has just connected, and sees nothing before it is here. */
  readonly awaited: CallBudget;
  /** For what Strava sent events about, and other short work. */
  readonly prompt: CallBudget;
  /** For long work that must hold up no run. */
  readonly history: CallBudget;
}

export function sharedBudget(budgets: RateBudgetStore, nowMs: () => number): SharedBudget {
  let known: { readonly budget: RateBudget | null; readonly atMs: number } | null = null;
  let reading: Promise<void> | null = null;
  /** Calls under way, which no answer counts yet. */
  let underWay = 0;

  const learn = (budget: RateBudget | null) => {
    known = { budget, atMs: nowMs() };
  };
  const bring = async () => {
    if (known !== null && nowMs() - known.atMs < KNOWN_MS) return;
    reading ??= budgets
      .read()
      .then(learn)
      .finally(() => {
        reading = null;
      });
    await reading;
  };
  const decide = (calls: number, reserveShare: number) =>
    decideBackgroundCall({
      budget: known?.budget ?? null,
      calls: calls + underWay,
      reserveShare,
      nowMs: nowMs(),
    });

  const leaving = (reserveShare: number): CallBudget => ({
    async may(calls) {
      await bring();
      return decide(calls, reserveShare);
    },
    async make(calls) {
      await bring();
      // No `await` between the decision and the count below, so that no two callers take the same place.
      const may = decide(calls.length, reserveShare);
      if (may.kind === "wait") return may;
      const atMs = nowMs();
      const answers = await Promise.all(
        calls.map(async (call) => {
          underWay += 1;
          const answer = await call().finally(() => {
            underWay -= 1;
          });
          const { budget } = answer;
          if (budget === null) return answer;
          learn(budget);
          if (isTight(budget)) await budgets.note(budget, atMs);
          return answer;
        }),
      );
      return { kind: "made", answers, atMs };
    },
  });
  return {
    awaited: leaving(SPARE_SHARE),
    prompt: leaving(RESERVE_SHARE),
    history: leaving(HISTORY_RESERVE_SHARE),
  };
}

/**
 * Whether other processes should know: a write for each of thousands of calls would cost as much as the runs.
 */
function isTight({ quarterHour, day }: RateBudget): boolean {
  return [quarterHour, day].some(({ limit, left }) => left <= limit * PLENTY_SHARE);
}
