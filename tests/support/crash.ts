import type { Table } from "../../functions/adapters/table.ts";

/** Thrown at the point where a process would have ended. */
export class Killed extends Error {}

/**
 * Counts steps, and ends the process at one of them: before it is done, or just after. Without a step to end
 * at, it only counts.
 */
export function killer(at: number | null, when: "before" | "after") {
  let steps = 0;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    steps += 1;
    const isLast = steps === at;
    if (isLast && when === "before") throw new Killed();
    const done = await work();
    if (isLast) throw new Killed();
    return done;
  };
  return {
    steps: () => steps,
    /** The same table, with each call counted as a step. */
    table: ({ name, client }: Table): Table => ({
      name,
      client: new Proxy(client, {
        get: (target, property) =>
          property === "send"
            ? (command: Parameters<typeof target.send>[0]) => step(() => target.send(command))
            : Reflect.get(target, property),
      }),
    }),
    step,
  };
}
