import type { RateBudgetStore } from "../../ports.ts";
import { type CallDecision, decideBackgroundCall, type RateBudget } from "./rate-budget.ts";

/** Calls that nobody waits for leave this much of each window to those that somebody waits for. */
const RESERVE_SHARE = 0.2;
/**
 * What fetches or compares a history leaves a tenth more, to what Strava tells of runs: that is what they
 * take where comparisons come every fourth night (a call for each run, and 27 for a comparison).
 */
const HISTORY_RESERVE_SHARE = 0.3;
/** Above this share of each window, other processes need not be told what is left. */
const PLENTY_SHARE = 0.5;
/** How long what is known counts, where no answer of Strava's tells it anew. */
const KNOWN_MS = 5000;

interface Answer {
  readonly budget: RateBudget | null;
}

export interface CallBudget {
  /** Whether so many calls may go now. */
  may(calls: number): Promise<CallDecision>;
  /** Makes calls at once, where all of them may go now. `atMs` is from before the first. */
  make<A extends Answer>(
    calls: readonly (() => Promise<A>)[],
  ): Promise<
    | { readonly kind: "made"; readonly answers: readonly A[]; readonly atMs: number }
    | Exclude<CallDecision, { kind: "go" }>
  >;
}

/** What all work of one process knows of Strava's limits, so that a batch asks the table once. */
export interface SharedBudget {
  /** For what Strava told, and what takes a moment. */
  readonly prompt: CallBudget;
  /** For what is long, and shall hold up no run. */
  readonly history: CallBudget;
}

export function sharedBudget(budgets: RateBudgetStore, nowMs: () => number): SharedBudget {
  let known: { readonly budget: RateBudget | null; readonly atMs: number } | null = null;
  let reading: Promise<void> | null = null;
  /** No answer counts these yet. */
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
      // From here to where they are counted nothing is waited for, so that no two take the same place.
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
  return { prompt: leaving(RESERVE_SHARE), history: leaving(HISTORY_RESERVE_SHARE) };
}

/** Whether others should know: one write for each of thousands of calls would cost as much as the runs. */
function isTight({ quarterHour, day }: RateBudget): boolean {
  return [quarterHour, day].some(({ limit, left }) => left <= limit * PLENTY_SHARE);
}
