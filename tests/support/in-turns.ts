import type { Table } from "../../functions/adapters/table.ts";
import { type Step, stepped } from "./crash.ts";

/** One of two that work at once. */
export interface Hand {
  /** The same table, with each call waiting for this hand's turn. */
  table(table: Table): Table;
  /** Carries out any other call in turn. */
  readonly step: Step;
}

export type Work = (hand: Hand) => Promise<unknown>;

/** Works by itself. */
export const alone: Hand = { table: (table) => table, step: (call) => call() };

export interface Scene {
  readonly works: readonly [Work, Work];
  /** Throws unless everything is as it should be once both have ended; with what each returned. */
  check(returned: readonly unknown[]): Promise<unknown>;
}

/** Whose turn it is, and for how many calls or until that one ends. */
type Stretch = readonly [who: 0 | 1, calls: number];

/**
 * Lets two work at once, one call at a time: it is carried out, and its answer taken in, before either makes the
 * next, so that an order gives the same run each time. After the last stretch each works to the end.
 */
async function inTurns(works: readonly Work[], stretches: readonly Stretch[]) {
  const hands = works.map(aHand);
  const calls = hands.map(() => 0);
  for (const { settled } of hands) await settled();
  for (const [who, atMost] of [...stretches, [0, Infinity] as const, [1, Infinity] as const]) {
    for (let call = 0; call < atMost && hands[who]?.isWaiting(); call += 1) {
      await hands[who].go();
      calls[who] = (calls[who] ?? 0) + 1;
    }
  }
  return { returned: await Promise.all(hands.map(({ end }) => end)), calls };
}

function aHand(work: Work) {
  const waiting: (() => Promise<void>)[] = [];
  let awake = () => {};
  let isDone = false;
  const step: Step = (call) =>
    new Promise((resolve, reject) => {
      waiting.push(() => call().then(resolve, reject));
      awake();
    });
  const end = work({ step, table: (table) => stepped(table, step) }).finally(() => {
    isDone = true;
    awake();
  });
  // It is awaited once everybody has ended.
  end.catch(() => {});
  /** Until the next call, or the end. */
  const settled = async () => {
    while (waiting.length === 0 && !isDone) {
      await new Promise<void>((resolve) => {
        awake = resolve;
      });
    }
  };
  return {
    end,
    settled,
    isWaiting: () => waiting.length > 0,
    go: async () => {
      await waiting.shift()?.();
      await settled();
    },
  };
}

/** Two take every order in which each interrupts the other, which takes minutes rather than seconds. */
const SWITCHES = Number(process.env["STRIDEWELL_SWITCHES"] ?? 1);

/**
 * Plays the scene anew for each order of the two works' calls: one is interrupted before each of its calls, and
 * goes on once the other has ended, or, with two switches, at each of the other's calls. Returns how many orders
 * there were; throws at the first in which the scene doesn't end well.
 */
export async function inEveryOrder(make: () => Promise<Scene>): Promise<number> {
  let orders = 0;
  const play = async (stretches: readonly Stretch[]) => {
    orders += 1;
    const { works, check } = await make();
    const { returned, calls } = await inTurns(works, stretches);
    try {
      await check(returned);
    } catch (error) {
      const order = stretches.map(([who, most]) => `${who} for ${most}`).join(", then ");
      throw new Error(`in the order ${order}`, { cause: error });
    }
    return calls;
  };
  const calls = { 0: await play([[0, Infinity]]), 1: await play([[1, Infinity]]) } as const;
  for (const [first, second] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const [its, others] = [calls[first][first] ?? 0, calls[second][second] ?? 0];
    for (let before = 1; before < its; before += 1) {
      for (let meanwhile = 1; meanwhile < others && SWITCHES > 1; meanwhile += 1) {
        await play([
          [first, before],
          [second, meanwhile],
          [first, Infinity],
        ]);
      }
      await play([
        [first, before],
        [second, Infinity],
      ]);
    }
  }
  return orders;
}
