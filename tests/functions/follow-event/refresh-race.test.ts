import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startStrava } from "../../infra/local/strava/make-strava.ts";
import { type HouseDeps, makeHint, makeHouse } from "../../support/make-follow.ts";
import { freshTable } from "../../support/tables.ts";

/** The dependencies of one worker, in which each step waits for its turn. */
function inTurns(deps: HouseDeps, turn: fc.Scheduler): HouseDeps {
  const wrap = <T extends object>(part: T): T =>
    new Proxy(part, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== "function") return value;
        return async (...given: unknown[]) => {
          await turn.schedule(Promise.resolve(), String(key));
          const result: unknown = await Reflect.apply(value, target, given);
          return result;
        };
      },
    });
  return {
    ...deps,
    connections: wrap(deps.connections),
    openStrava: async () => {
      const strava = await deps.openStrava();
      return { ...strava, oauth: wrap(strava.oauth) };
    },
  };
}

describe("workers that refresh one runner's token at once", () => {
  it("in whatever order their steps come: a rotated token is kept and every message is done", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.constantFrom(2, 3),
        fc.boolean(),
        fc.boolean(),
        async (turn, workers, losesAnswer, rotatesRefreshTokens) => {
          const table = await freshTable();
          const strava = await startStrava({ rotatesRefreshTokens });
          try {
            const house = makeHouse(strava, table);
            const athlete = strava.control.addAthlete({}).id;
            await house.connect("r1", athlete);
            const runs = Array.from({ length: workers }, () =>
              strava.control.addActivity(athlete, {}),
            );
            // So late that a refresh brings new tokens and ends the old ones at once.
            strava.clock.advance(5.9 * 3_600_000);
            for (const { id } of runs) house.send(makeHint(athlete, { objectId: id }));
            if (losesAnswer) strava.control.setFaults({ lostAnswers: 1 });
            const together = [...house.queue].map((queued) =>
              house.work(queued, inTurns(house.deps, turn)),
            );
            await turn.waitFor(Promise.all(together));
            await house.drain();

            const connection = await house.deps.connections.find("r1");
            const stored = await house.deps.activities.ofSource("r1", "strava");
            const mayLose = losesAnswer && rotatesRefreshTokens;
            if (mayLose && connection?.state.kind === "needs-consent") {
              // The only answer with the new token was lost: the runner is asked to agree again, and
              // nothing is erased.
              expect(connection.state.reason).toBe("refused");
              return;
            }
            expect(connection?.state.kind).toBe("connected");
            expect(stored).toHaveLength(workers);
            const answer = await strava.oauth.refresh(connection?.tokens?.refreshToken ?? "");
            expect(answer.kind).toBe("refreshed");
          } finally {
            await strava.close();
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
