import * as z from "zod/mini";
import { isTipId } from "../../domain/tips/catalogue.ts";
import type { ExerciseLogStore } from "../ports/exercises.ts";
import { exercises } from "./item-kinds.ts";
import { itemsOfRunner } from "./query.ts";
import { runnerPk, type Table } from "./table.ts";

const exerciseItem = z.object({
  day: z.iso.date(),
  /** An exercise that the catalogue no longer has is left out rather than refused. */
  tip: z.string(),
  done: z.boolean(),
});

export function exerciseLogStore(table: Table): ExerciseLogStore {
  const marksOf = async (runnerId: string, prefix: string) => {
    const entries = [];
    for await (const item of itemsOfRunner(table, runnerId, prefix)) {
      const { day, tip, done } = exercises.read(exerciseItem, item);
      if (isTipId(tip)) entries.push({ day, tip, done });
    }
    return entries;
  };

  return {
    async save(runnerId, entries) {
      await Promise.all(
        entries.map(({ day, tip, done }) =>
          exercises.put(table, {
            Item: { pk: runnerPk(runnerId), sk: `EXERCISE#${day}#${tip}`, day, tip, done },
          }),
        ),
      );
    },

    all: (runnerId) => marksOf(runnerId, "EXERCISE#"),
    ofDay: (runnerId, day) => marksOf(runnerId, `EXERCISE#${day}#`),
  };
}
