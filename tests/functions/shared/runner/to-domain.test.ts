import { describe, expect, it } from "vitest";
import { toHistory, toShoes } from "../../../../functions/shared/runner/to-domain.ts";
import { makeRecord, makeShoeRecord } from "../../../support/make-record.ts";

describe("a stored activity as the domain reads it", () => {
  it("keeps its figures, with its day as a number and its source in its id", () => {
    const record = makeRecord({
      sourceId: "42",
      averageHeartRateBpm: 150,
      maxHeartRateBpm: 171,
      sessionRpe: 6,
      cadenceSpm: 169,
      shoeSourceId: "s1",
    });
    expect(toHistory([record])).toEqual([
      {
        id: "strava-export:42",
        sport: "run",
        day: 18882,
        startMinute: 1146,
        distanceM: 5000,
        movingS: 1500,
        averageHeartRateBpm: 150,
        maxHeartRateBpm: 171,
        sessionRpe: 6,
        heartRateBands: null,
        cadenceSpm: 169,
        shoeId: "strava-export:s1",
      },
    ]);
  });

  it("wears no shoe where none is named", () => {
    expect(toHistory([makeRecord()])[0]?.shoeId).toBeNull();
  });
});

describe("a pair of shoes as the domain reads it", () => {
  it("is the one that its runs name", () => {
    const shoes = toShoes([makeShoeRecord({ sourceId: "s1" })]);
    const [run] = toHistory([makeRecord({ shoeSourceId: "s1" })]);
    expect(shoes.map(({ id }) => id)).toEqual([run?.shoeId]);
  });

  it("has the house's limits until the runner sets others", () => {
    expect(toShoes([makeShoeRecord()])).toEqual([
      {
        id: "strava-export:s1",
        name: "Blue pair",
        startDistanceM: 0,
        noticeAtM: null,
        replaceAtM: null,
        retired: false,
        providerDistanceM: null,
      },
    ]);
  });

  it("keeps what the runner set", () => {
    const set = { startDistanceM: 120_000, noticeAtM: 400_000, replaceAtM: 600_000, retired: true };
    expect(toShoes([{ ...makeShoeRecord(), ...set }])).toMatchObject([set]);
  });
});
