import * as z from "zod/mini";
import { isTipId } from "../../domain/tips/catalogue.ts";
import type { ExerciseLogStore } from "../ports/exercises.ts";
import { exercises } from "./item-kinds.ts";
import { kindOfRunner } from "./query.ts";
import { runnerPk, type Table } from "./table.ts";

const exerciseItem = z.object({
  day: z.iso.date(),
  /** An exercise that the catalogue no longer has is left out rather than refused. */
  tip: z.string(),
  done: z.boolean(),
});

export function exerciseLogStore(table: Table): ExerciseLogStore {
  const marksOf = async (runnerId: string, prefix: string) => {
    const items = await kindOfRunner(table, runnerId, prefix);
    return items.flatMap((item) => {
      const { day, tip, done } = exercises.read(exerciseItem, item);
      return isTipId(tip) ? [{ day, tip, done }] : [];
    });
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
