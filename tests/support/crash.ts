import type { Table } from "../../functions/adapters/table.ts";

/** Carries out a call, or doesn't. */
export type Step = <T>(call: () => Promise<T>) => Promise<T>;

/** The same table, with each call a step. */
export function stepped({ name, client }: Table, step: Step): Table {
  return {
    name,
    client: new Proxy(client, {
      get: (target, property) =>
        property === "send"
          ? (command: Parameters<typeof target.send>[0]) => step(() => target.send(command))
          : Reflect.get(target, property),
    }),
  };
}

/**
 * Counts calls, and makes one of them twice: as the client does where the answer to the first was lost. Without one
 * to repeat, it only counts.
 */
export function repeater(at: number | null) {
  let steps = 0;
  const step: Step = async (call) => {
    steps += 1;
    if (steps === at) await call();
    return call();
  };
  return { steps: () => steps, table: (table: Table) => stepped(table, step), step };
}

/** Thrown at the point where a process would have ended. */
export class Killed extends Error {}

/**
 * Counts steps, and ends the process at one of them: before it is done, or just after. Without a step to end
 * at, it only counts.
 */
export function killer(at: number | null, when: "before" | "after") {
  let steps = 0;
  const step: Step = async (call) => {
    steps += 1;
    const isLast = steps === at;
    if (isLast && when === "before") throw new Killed();
    const done = await call();
    if (isLast) throw new Killed();
    return done;
  };
  return {
    steps: () => steps,
    /** The same table, with each call counted as a step. */
    table: (table: Table) => stepped(table, step),
    step,
  };
}
