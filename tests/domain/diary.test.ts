import { describe, expect, it } from "vitest";
import { between, diaryOf, longestRunM } from "../../domain/diary.ts";
import { makeActivity, onDays, TODAY } from "../support/make-activity.ts";

describe("a diary", () => {
  it("holds the runs in order of start, ties by id, and leaves the history as it was", () => {
    const b = makeActivity({ id: "b" });
    const a = makeActivity({ id: "a" });
    const c = makeActivity({ id: "c" });
    const early = makeActivity({ startMinute: 1 });
    const old = makeActivity({ day: TODAY - 9 });
    const activities = [b, c, a, early, old];
    expect(diaryOf({ activities }, TODAY).runs).toEqual([old, early, a, b, c]);
    expect(activities).toEqual([b, c, a, early, old]);
  });

  it("keeps runs, other sports and dismissed activities apart, up to its day", () => {
    const run = makeActivity();
    const ride = makeActivity({ sport: "ride" });
    const wrong = makeActivity();
    const tomorrow = makeActivity({ day: TODAY + 1 });
    const history = {
      activities: [ride, wrong, tomorrow, run],
      dismissed: [wrong.id, tomorrow.id],
    };
    expect(diaryOf(history, TODAY)).toEqual({
      today: TODAY,
      runs: [run],
      crossTraining: [ride],
      dismissed: [wrong],
      days: 1,
      distanceFaults: [],
      firstRunOn: TODAY,
    });
  });

  it("orders other sports and dismissed activities too", () => {
    const rides = onDays([TODAY, TODAY - 2, TODAY - 1], { sport: "ride" });
    const wrong = onDays([TODAY, TODAY - 2, TODAY - 1]);
    const dismissed = wrong.map(({ id }) => id);
    const diary = diaryOf({ activities: [...rides, ...wrong], dismissed }, TODAY);
    const inOrder = [TODAY - 2, TODAY - 1, TODAY];
    expect(diary.crossTraining.map(({ day }) => day)).toEqual(inOrder);
    expect(diary.dismissed.map(({ day }) => day)).toEqual(inOrder);
  });

  it("sets aside a distance that nobody can run in its time, and keeps the run", () => {
    const jump = makeActivity({ distanceM: 400_000, movingS: 3600 });
    const record = makeActivity({ distanceM: 1000, movingS: 100 });
    const untimed = makeActivity({ distanceM: 5000, movingS: 0 });
    const drive = makeActivity({ sport: "ride", distanceM: 60_000, movingS: 3600 });
    const diary = diaryOf({ activities: [jump, record, untimed, drive] }, TODAY);
    expect(diary.runs).toEqual([{ ...jump, distanceM: 0 }, record, untimed]);
    expect(diary.distanceFaults).toEqual([jump]);
    expect(diary.crossTraining).toEqual([drive]);
  });

  it("counts its days from the first activity of any sport", () => {
    const ride = makeActivity({ day: TODAY - 29, sport: "ride" });
    expect(diaryOf({ activities: [makeActivity(), ride] }, TODAY).days).toBe(30);
    expect(diaryOf({ activities: [ride], dismissed: [ride.id] }, TODAY).days).toBe(0);
    expect(diaryOf({ activities: [] }, TODAY).days).toBe(0);
  });
});

describe("a window of days", () => {
  const days = [1, 1, 3, 5, 5, 5, 8];

  it.each([
    [1, 8, 7],
    [0, 9, 7],
    [2, 2, 0],
    [3, 5, 4],
    [5, 5, 3],
    [6, 7, 0],
    [8, 20, 1],
    [9, 20, 0],
    [-5, 1, 2],
  ])("from %d to %d holds %d of the runs", (from, to, count) => {
    expect(between(onDays(days), from, to)).toHaveLength(count);
  });

  it("knows its longest run, if one was longer than 0 m", () => {
    const runs = [4_000, 9_000, 0].map((distanceM, i) =>
      makeActivity({ distanceM, day: TODAY - i }),
    );
    const diary = diaryOf({ activities: runs }, TODAY);
    expect(longestRunM(diary, TODAY - 2, TODAY)).toBe(9_000);
    expect(longestRunM(diary, TODAY - 2, TODAY - 2)).toBeNull();
    expect(longestRunM(diary, TODAY - 9, TODAY - 3)).toBeNull();
  });
});
