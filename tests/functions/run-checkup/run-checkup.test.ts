import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CATALOGUE, isTipId, TIPS } from "../../../domain/tips/catalogue.ts";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { caseStores } from "../../../functions/adapters/case-stores.ts";
import { checkInStore } from "../../../functions/adapters/check-in-store.ts";
import { exerciseLogStore } from "../../../functions/adapters/exercise-log-store.ts";
import { LEASE_S, noticeStore } from "../../../functions/adapters/notice-store.ts";
import { eraseItems } from "../../../functions/adapters/query.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import { ownShoeStore, shoeStore } from "../../../functions/adapters/shoe-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { windowStore } from "../../../functions/adapters/window-store.ts";
import { storedCheckIn } from "../../../functions/messages/check-in.ts";
import type { ProviderEvent } from "../../../functions/messages/provider-event.ts";
import { type RunCheckupDeps, runCheckup } from "../../../functions/run-checkup/run-checkup.ts";
import { TryAgain } from "../../../functions/shared/errors.ts";
import { correlated } from "../../../functions/shared/events/correlation.ts";
import { verifyAction } from "../../../functions/shared/http/action-links.ts";
import { isUnsubscribeToken } from "../../../functions/shared/http/links.ts";
import { dayNumberOf, isoDay } from "../../../functions/shared/time.ts";
import { digestWords } from "../../../functions/wording/digest.en.ts";
import { reportWords } from "../../../functions/wording/report.en.ts";
import { untied } from "../../support/email-html.ts";
import { fakeMailer } from "../../support/mailers.ts";
import { makeRecord, makeShoeRecord } from "../../support/make-record.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

afterEach(() => vi.restoreAllMocks());

let table: Table;
let post: ReturnType<typeof fakeMailer>;
let deps: RunCheckupDeps;
let now: string;
let asked: ProviderEvent[];

beforeEach(async () => {
  table = await freshTable();
  post = fakeMailer();
  asked = [];
  now = "2021-09-13T05:00:00.000Z";
  deps = {
    ...caseStores(table),
    exercises: exerciseLogStore(table),
    windows: windowStore(table),
    events: {
      send: async (events) => void asked.push(...events),
    },
    checkups: { send: async () => undefined },
    pace: (work) => work(),
    notices: noticeStore(table),
    toPng: async () => PNG,
    mailer: post.mailer,
    publicUrl: "https://run.example",
    now: () => now,
  };
});

/** Stands in for a picture: the renderer has its own test. */
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47);

const message = { runnerId: "r1", day: "2021-09-12" };

/** A runner with 5 km on each of 4 Sundays, then 10 km on the fifth. */
async function storeRunner(overrides = {}) {
  const runner = makeRunner(overrides);
  await runnerStore(table).create(runner);
  const last = dayNumberOf("2021-09-12");
  for (const [index, distanceM] of [10_000, 5000, 5000, 5000, 5000].entries()) {
    const day = isoDay(last - 7 * index);
    await activityStore(table).save("r1", {
      ...makeRecord({ sourceId: day, day, startAt: `${day}T17:00:00.000Z`, distanceM }),
      shoeSourceId: "s1",
    });
  }
  await shoeStore(table).save("r1", makeShoeRecord());
  return runner;
}

const WORN = { startDistanceM: 900_000, noticeAtM: null, replaceAtM: null, retired: false };

const scan = () => itemsOf(table);

describe("a check-up of a runner with a history", () => {
  it("writes the digest of that day to the runner", async () => {
    await storeRunner();
    expect(await runCheckup(message, deps)).toEqual({ outcome: "sent" });
    const [mail] = post.taken;
    expect(mail?.to).toBe("ada@example.com");
    expect(mail?.subject).toContain("10.0 km");
    for (const part of [mail?.html ?? "", mail?.text ?? ""].map(untied)) {
      expect(part).toContain("2.00 × your longest in the 30 days before (5.00 km)");
      expect(part).toContain("Blue pair");
    }
    expect(mail?.notice).toEqual({ runnerId: "r1", notice: "digest:2021-09-12" });
  });

  it("credits Strava where one of the runs came from there, and else nobody", async () => {
    await storeRunner();
    await runCheckup(message, deps);
    const told = makeRecord({ source: "strava", sourceId: "7", day: "2021-09-10" });
    await activityStore(table).save("r1", told);
    await runCheckup({ ...message, day: "2021-09-13" }, deps);
    const [before, after] = post.taken.map(({ html, text }) =>
      [html, text].map((part) => part.includes("Powered by Strava")),
    );
    expect({ before, after }).toEqual({ before: [false, false], after: [true, true] });
  });

  it("remembers what it said, so that no nudge says it again", async () => {
    await storeRunner();
    await runCheckup(message, deps);
    const [digest] = await deps.notices.digestsSince("r1", message.day);
    expect(digest?.keys).toContain(`too-far:${dayNumberOf(message.day)}@10000`);
    expect(digest?.keys).not.toContain("rule:rest-days");
  });

  it("judges as of the message's day: what came later is not seen", async () => {
    await storeRunner();
    const later = makeRecord({ sourceId: "later", day: "2021-09-13", distanceM: 42_195 });
    await activityStore(table).save("r1", later);
    await runCheckup(message, deps);
    expect(post.taken[0]?.subject).toContain("10.0 km");
  });

  it("gives the mail an unsubscribe link that is the runner's own", async () => {
    const runner = await storeRunner();
    await runCheckup(message, deps);
    const headers = post.taken[0]?.headers ?? {};
    const link = /^<https:\/\/run\.example\/unsubscribe\/r1\/digest\/([^/>]+)>$/.exec(
      headers["List-Unsubscribe"] ?? "",
    );
    expect(headers["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
    expect(isUnsubscribeToken(link?.[1] ?? "", runner, "digest")).toBe(true);
    expect(post.taken[0]?.text).toContain(link?.[0].slice(1, -1));
  });

  it("says so where the history is generated, and only there", async () => {
    await storeRunner({ generated: true });
    await runCheckup(message, deps);
    expect(post.taken[0]?.text).toMatch(/generated/i);
    expect(post.taken[0]?.html).toMatch(/generated/i);
  });

  it("speaks miles to a runner who does", async () => {
    await storeRunner({ units: "mi" });
    await runCheckup(message, deps);
    expect(post.taken[0]?.subject).toContain("6.2 mi");
    expect(post.taken[0]?.text).not.toMatch(/\d km/);
  });

  it("carries the picture of the weeks, and leaves without it where it can't be made", async () => {
    await storeRunner();
    await runCheckup(message, deps);
    deps = { ...deps, toPng: () => Promise.reject(new Error("no renderer")) };
    await runCheckup({ runnerId: "r1", day: "2021-09-19" }, deps);
    const [drawn, plain] = post.taken;
    expect(drawn?.inline).toEqual([expect.objectContaining({ bytes: PNG })]);
    expect(drawn?.html).toContain('src="cid:');
    expect(plain?.inline).toEqual([]);
    expect(plain?.html).not.toContain("<img");
    expect(plain?.html).toContain("Running per week in km");
  });

  it("says in the log, in one line that names nobody, that a picture couldn't be made", async () => {
    await storeRunner();
    const lines: unknown[] = [];
    vi.spyOn(process.stderr, "write").mockImplementation((line) => {
      lines.push(JSON.parse(String(line)));
      return true;
    });
    deps = { ...deps, toPng: () => Promise.reject(new TypeError("no picture of Ada's weeks")) };
    await correlated("c1", () => runCheckup(message, deps));
    expect(lines).toEqual([
      expect.objectContaining({
        level: "WARN",
        message: "chart not drawn",
        error: "TypeError",
        correlation_id: "c1",
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain("Ada");
  });

  it("gives each session of the routine a link of the runner's own that marks it", async () => {
    const runner = await storeRunner();
    await runCheckup(message, deps);
    const tokens = [...(post.taken[0]?.text ?? "").matchAll(/\/act\/r1\/(\S+)/g)].map(
      ([, token = ""]) => verifyAction(token, runner, Date.parse(now)),
    );
    expect(tokens.length).toBeGreaterThanOrEqual(2);
    for (const verified of tokens) {
      expect(verified).toMatchObject({ kind: "valid", action: { do: "exercises-done" } });
      if (verified.kind === "valid") expect(verified.action.day > message.day).toBe(true);
    }
  });

  it("makes an exercise longer once its log has earned a step", async () => {
    await storeRunner();
    const last = dayNumberOf(message.day);
    const days = [0, 4, 8, 12, 16, 20].map((ago) => isoDay(last - ago));
    const tips = CATALOGUE.filter(({ kind }) => kind === "strength").map(({ id }) => id);
    const entries = days.flatMap((day) => tips.map((tip) => ({ day, tip, done: true })));
    await runCheckup(message, deps);
    await exerciseLogStore(table).save("r1", entries);
    await runCheckup({ runnerId: "r1", day: "2021-09-13" }, deps);
    const reps = post.taken.map(({ text }) => Number(/lamshells 2 × (\d+)/.exec(text)?.[1]));
    expect(reps[1]).toBeGreaterThan(reps[0] ?? Number.NaN);
  });

  it("repeats no tip within four weeks", async () => {
    await storeRunner();
    const days = [0, 7, 14, 21].map((later) => isoDay(dayNumberOf("2021-09-12") + later));
    for (const day of days) await runCheckup({ runnerId: "r1", day }, deps);
    const tips = (await deps.notices.digestsSince("r1", "2021-09-12")).flatMap(
      (digest) => digest.tips,
    );
    expect(tips).toHaveLength(8);
    expect(new Set(tips).size).toBe(8);
  });

  it("tells of what stays as it is once in five weeks, and at once of what changed", async () => {
    await storeRunner();
    const last = dayNumberOf("2021-09-12");
    const days = [0, 7, 14, 21, 28, 35].map((later) => isoDay(last + later));
    for (const [week, day] of days.entries()) {
      const slow = { distanceM: 5000, cadenceSpm: 160, sourceId: `slow ${day}`, day };
      await activityStore(table).save("r1", makeRecord(slow));
      if (week === 2) {
        await ownShoeStore(table).add("r1", { ...WORN, sourceId: "o1", name: "Old pair" });
      }
      await runCheckup({ runnerId: "r1", day }, deps);
    }
    const told = (words: string) => post.taken.map(({ text }) => untied(text).includes(words));
    const [yes, no] = [true, false];
    expect(told("Your step rate was below")).toEqual([yes, no, no, no, no, yes]);
    expect(told("This needs heart rate")).toEqual([yes, no, no, no, no, yes]);
    expect(told("One pair of shoes due for replacement")).toEqual([no, no, yes, no, no, no]);
    expect(told("Past the distance you replace it at")).toEqual([no, no, yes, yes, yes, yes]);
    const digests = await deps.notices.digestsSince("r1", "2021-09-12");
    const isNoted = ({ keys }: { keys: readonly string[] }) =>
      keys.some((key) => /^shoe:/.test(key));
    expect(digests.map(isNoted)).toEqual([no, no, yes, yes, yes, yes]);
  });

  it("doesn't take as told what a week without a run left out", async () => {
    await storeRunner();
    const days = ["2021-09-19", "2021-09-26"] as const;
    await activityStore(table).save("r1", makeRecord({ sourceId: "next", day: days[1] }));
    for (const day of days) await runCheckup({ runnerId: "r1", day }, deps);
    const told = post.taken.map(({ text }) => untied(text).includes("came with a step rate"));
    expect(told).toEqual([false, true]);
  });

  it("counts no tip as given by a digest that never left", async () => {
    await storeRunner();
    const given = async () => {
      await runCheckup(message, deps);
      return (await deps.notices.digestsSince("r1", message.day))[0]?.tips ?? [];
    };
    const tips = await given();
    await eraseItems(table, "r1", "NOTICE#");
    const lost = { runnerId: "r1", notice: "digest:2021-09-05" };
    const claim = await deps.notices.claim(lost, { tips }, now);
    if (claim.kind !== "ours") throw new Error("not claimed");
    await deps.notices.skip(claim.held, now);
    expect(await given()).toEqual(tips);
  });
});

describe("a check-up of a runner whose hip hurts", () => {
  const told = { id: "c1", day: "2021-09-11", places: ["front-or-groin"], painDuring: 2 };

  async function tell(signs: object) {
    await checkInStore(table).save("r1", storedCheckIn.parse({ ...told, ...signs }));
  }

  it("puts a red flag before all training, and shows no ceiling and no exercise beside it", async () => {
    await storeRunner();
    await tell({ growsDuringRun: true, easesWithRest: true });
    await runCheckup(message, deps);
    const [mail] = post.taken;
    for (const part of [mail?.html ?? "", mail?.text ?? ""]) {
      const flagAt = part.indexOf("Stop running and see a doctor");
      expect(flagAt).toBeGreaterThan(0);
      expect(flagAt).toBeLessThan(part.indexOf("This week"));
      expect(part.replaceAll(/\s+/g, " ")).toContain("No running at all until someone has looked");
      expect(part).not.toContain("11.0 km");
    }
    const [digest] = await deps.notices.digestsSince("r1", "2021-09-12");
    const kinds = (digest?.tips ?? []).filter(isTipId).map((tip) => TIPS[tip].kind);
    for (const kind of kinds) expect(["explanation", "recovery", "self-care"]).toContain(kind);
  });

  it("names neither pain nor health in the subject or the preheader: they show on lock screens", async () => {
    await storeRunner();
    await tell({ growsDuringRun: true });
    await runCheckup(message, deps);
    const [mail] = post.taken;
    const preheader = /<div[^>]*display:none[^>]*>([^<]*)</.exec(mail?.html ?? "")?.[1] ?? "";
    expect(untied(preheader)).toContain("Last week 5.0 km.");
    expect(`${mail?.subject} ${preheader}`).not.toMatch(/hip|pain|hurt|doctor|injur|next week/i);
  });

  it("shows the light of a mild ache, and still the ceilings", async () => {
    await storeRunner();
    await checkInStore(table).save(
      "r1",
      storedCheckIn.parse({ ...told, places: ["outside"], painNextMorning: 0 }),
    );
    await runCheckup(message, deps);
    expect(post.taken[0]?.text).toMatch(/^YOUR HIP$/m);
    expect(post.taken[0]?.text).toContain("11.0 km");
  });

  it("leads to a check-in that begins with the same places and side", async () => {
    await storeRunner();
    await tell({ places: ["outside", "deep"], side: "left" });
    await tell({ id: "c2", day: "2021-09-10", places: ["buttock"] });
    await runCheckup(message, deps);
    const [mail] = post.taken;
    const link = "/check-in?places=outside&places=deep&side=left";
    expect(mail?.text).toContain(link);
    expect(mail?.html).toContain(link.replaceAll("&", "&amp;"));
  });

  it("goes by what was told until it leaves, also after the week that it is about", async () => {
    await storeRunner();
    await tell({ growsDuringRun: true, day: "2021-09-13" });
    await runCheckup(message, deps);
    const text = untied(post.taken[0]?.text ?? "");
    expect(text).toMatch(/^YOUR HIP$/m);
    expect(text).toContain("From your check-in of 13 September 2021");
    expect(text).toContain("Stop running and see a doctor");
    expect(text).not.toContain("11.0 km");
  });
});

describe("a check-up of a runner who is ill", () => {
  const ill = (from: string, to: string | null) => ({
    nudges: { ...makeRunner().nudges, pause: { from, to, reason: "ill" as const } },
  });

  it.each([
    ["since the week that it is about", "2021-09-12", null, true],
    ["since the morning on which it leaves", "2021-09-13", null, true],
    ["from the day after", "2021-09-14", null, false],
    ["until the day before that one", "2021-09-10", "2021-09-11", false],
    ["until the last day of that week", "2021-09-10", "2021-09-12", false],
  ])("%s says so above the limits and gives no exercise: %s, %s", async (_, from, to, isIll) => {
    await storeRunner(ill(from, to));
    await runCheckup(message, deps);
    const text = untied(post.taken[0]?.text ?? "").replaceAll(/\s+/g, " ");
    expect(text.includes(reportWords.caution.ill)).toBe(isIll);
    expect(text.includes(digestWords.routineWhileIll)).toBe(isIll);
  });

  it.each([
    ["2021-09-12", true],
    ["2021-09-13", false],
  ])("until %s has just been ill on the morning on which it leaves: %s", async (to, isOver) => {
    await storeRunner(ill("2021-09-10", to));
    await runCheckup(message, deps);
    const text = untied(post.taken[0]?.text ?? "").replaceAll(/\s+/g, " ");
    expect(text.includes(reportWords.caution["after-illness"])).toBe(isOver);
  });
});

describe("a digest that nobody should get", () => {
  it("for an unknown runner ends there, and nothing is written", async () => {
    expect(await runCheckup(message, deps)).toEqual({ outcome: "unknown runner" });
    expect(post.taken).toEqual([]);
    expect(await scan()).toEqual([]);
  });

  it.each(["bounce", "complaint"] as const)("after a %s ends there", async (reason) => {
    await storeRunner({ mailStopped: { reason, at: now } });
    const before = await scan();
    expect(await runCheckup(message, deps)).toEqual({ outcome: "mail is stopped" });
    expect(post.taken).toEqual([]);
    expect(await scan()).toEqual(before);
  });

  it("for a runner who stopped it ends there, though the message was under way", async () => {
    await storeRunner();
    await deps.runners.find("r1");
    await runnerStore(table).stop("r1", "digest");
    const before = await scan();
    expect(await runCheckup(message, deps)).toEqual({ outcome: "digest is off" });
    expect(post.taken).toEqual([]);
    expect(await scan()).toEqual(before);
  });
});

describe("a digest that comes late", () => {
  const dueAt = "2021-09-13T05:00:00.000Z";
  const nextWeek = { runnerId: "r1", day: "2021-09-19" };
  const nextText = async () => {
    await runCheckup(nextWeek, deps);
    return (post.taken.at(-1)?.text ?? "").replaceAll(/\s+/g, " ");
  };

  it("by three days still leaves", async () => {
    await storeRunner();
    now = "2021-09-16T05:00:00.000Z";
    expect(await runCheckup({ ...message, dueAt }, deps)).toEqual({ outcome: "sent" });
    expect(await nextText()).not.toMatch(/was skipped|may not have reached you/);
  });

  it("by more is left out for good, and the next one says so, once", async () => {
    await storeRunner();
    now = "2021-09-16T05:00:01.000Z";
    const late = { ...message, dueAt };
    expect(await runCheckup(late, deps)).toEqual({ outcome: "left out, too late" });
    expect(await runCheckup(late, deps)).toEqual({ outcome: "already settled" });
    expect(post.taken).toEqual([]);
    expect(await nextText()).toContain("The digest for 12 September 2021 was skipped");
    await runCheckup({ runnerId: "r1", day: "2021-09-26" }, deps);
    expect(post.taken.at(-1)?.text).not.toContain("was skipped");
  });

  it("by more is not called left out, which would ring, if it was sent in time", async () => {
    await storeRunner();
    const redriven = { ...message, dueAt };
    await runCheckup(redriven, deps);
    now = "2021-09-20T05:00:00.000Z";
    expect(await runCheckup(redriven, deps)).toEqual({ outcome: "already settled" });
    expect(await nextText()).not.toMatch(/was skipped|may not have reached you/);
  });

  it("by more than three days after an attempt that broke off is given up, and the next one says so", async () => {
    await storeRunner();
    const late = { ...message, dueAt };
    now = "2021-09-16T04:59:00.000Z";
    post.once("break-after");
    await expect(runCheckup(late, deps)).rejects.toThrow("connection lost");
    // SES may still say that it left.
    now = "2021-09-16T05:01:00.000Z";
    await expect(runCheckup(late, deps)).rejects.toThrow(TryAgain);
    now = "2021-09-16T05:10:00.000Z";
    expect(await runCheckup(late, deps)).toEqual({ outcome: "given up, it may have left" });
    expect(post.taken).toHaveLength(1);
    expect(await nextText()).toContain("The digest for 12 September 2021 may not have reached you");
  });

  it("is sent though it was asked for late, where nobody said when it was due", async () => {
    await storeRunner();
    now = "2022-09-16T05:00:00.000Z";
    expect(await runCheckup(message, deps)).toEqual({ outcome: "sent" });
  });

  it.each([
    ["was sent after all", "sent", 0],
    ["was left out already", "skipped", 1],
  ] as const)("doesn't count one as never asked for that %s", async (_, ended, times) => {
    await storeRunner();
    const before = { runnerId: "r1", notice: "digest:2021-09-05" };
    const claim = await deps.notices.claim(before, { tooLate: true }, now);
    if (claim.kind !== "ours") throw new Error("not claimed");
    if (ended === "sent") await deps.notices.markSent(claim.held, "m-1", now);
    else await deps.notices.skip(claim.held, now);
    await runCheckup({ ...message, dueAt, missed: ["2021-09-05"] }, deps);
    expect(post.taken[0]?.text.match(/5\s+September/g) ?? []).toHaveLength(times);
  });

  it("tells of those before it that were never asked for, whether it leaves itself or not", async () => {
    await storeRunner();
    const missed = ["2021-08-29", "2021-09-05"];
    now = "2021-09-13T05:00:00.000Z";
    await runCheckup({ ...message, dueAt, missed }, deps);
    const said = "The digests for 29 August 2021 and 5 September 2021 were skipped";
    expect(post.taken[0]?.text.replaceAll(/\s+/g, " ")).toContain(said);

    now = "2021-09-30T05:00:00.000Z";
    const tooLate = { runnerId: "r1", day: "2021-09-26", dueAt: "2021-09-26T05:00:00.000Z" };
    await runCheckup({ ...tooLate, missed: ["2021-09-19"] }, deps);
    await runCheckup({ runnerId: "r1", day: "2021-10-03" }, deps);
    expect(post.taken.at(-1)?.text.replaceAll(/\s+/g, " ")).toContain(
      "The digests for 19 September 2021 and 26 September 2021 were skipped",
    );
  });

  it("or got lost on its way is told apart from one that was left out", async () => {
    await storeRunner();
    post.once("break-after");
    await expect(runCheckup(message, deps)).rejects.toThrow("connection lost");
    now = new Date(Date.parse(now) + LEASE_S * 1000).toISOString();
    await runCheckup(message, deps);
    expect(await nextText()).toContain("The digest for 12 September 2021 may not have reached you");
  });
});

describe("a digest is sent once", () => {
  it("however often the message comes", async () => {
    await storeRunner();
    await runCheckup(message, deps);
    for (let time = 0; time < 3; time += 1) {
      expect(await runCheckup(message, deps)).toEqual({ outcome: "already settled" });
    }
    expect(post.taken).toHaveLength(1);
  });

  it("when four workers take the message at the same time", async () => {
    await storeRunner();
    await Promise.allSettled([1, 2, 3, 4].map(() => runCheckup(message, deps)));
    expect(post.taken).toHaveLength(1);
  });

  it("on the next attempt, when the mail service refused the first", async () => {
    await storeRunner();
    post.once("refuse");
    await expect(runCheckup(message, deps)).rejects.toThrow(TryAgain);
    expect(await runCheckup(message, deps)).toEqual({ outcome: "sent" });
    expect(post.taken).toHaveLength(1);
  });

  it.each(["break-before", "break-after"] as const)(
    "or not at all, when the connection was lost (%s): it waits for the lease, then gives up",
    async (how) => {
      await storeRunner();
      post.once(how);
      await expect(runCheckup(message, deps)).rejects.toThrow("connection lost");
      const sentAtFirst = post.taken.length;
      await expect(runCheckup(message, deps)).rejects.toThrow(TryAgain);
      now = new Date(Date.parse(now) + LEASE_S * 1000).toISOString();
      expect(await runCheckup(message, deps)).toEqual({ outcome: "given up, it may have left" });
      expect(await runCheckup(message, deps)).toEqual({ outcome: "already settled" });
      expect(post.taken).toHaveLength(sentAtFirst);
    },
  );

  it("and what may not have arrived is said in the next one, and only there", async () => {
    await storeRunner();
    post.once("break-after");
    await expect(runCheckup(message, deps)).rejects.toThrow("connection lost");
    now = new Date(Date.parse(now) + LEASE_S * 1000).toISOString();
    await runCheckup(message, deps);
    for (const day of ["2021-09-19", "2021-09-26"]) await runCheckup({ runnerId: "r1", day }, deps);
    const told = post.taken.map(({ text, html }) =>
      [text, html].map((part) =>
        part
          .replaceAll(/\s+/g, " ")
          .includes("The digest for 12 September 2021 may not have reached you"),
      ),
    );
    expect(told).toEqual([
      [false, false],
      [true, true],
      [false, false],
    ]);
  });

  it.each(["claimed", "released"])(
    "and one still on its way (%s) is not said to be missing",
    async (state) => {
      await storeRunner();
      const before = { runnerId: "r1", notice: "digest:2021-09-05" };
      const claim = await deps.notices.claim(before, {}, now);
      if (claim.kind !== "ours") throw new Error("not claimed");
      if (state === "released") await deps.notices.release(claim.held);
      await runCheckup(message, deps);
      expect(post.taken).toHaveLength(1);
      expect(post.taken[0]?.text).not.toContain("5 September");
    },
  );

  it("and one of a later day is no matter of an earlier one's that comes after it", async () => {
    await storeRunner();
    const later = { runnerId: "r1", notice: "digest:2021-09-19" };
    const claim = await deps.notices.claim(later, { tooLate: true }, now);
    if (claim.kind !== "ours") throw new Error("not claimed");
    await deps.notices.skip(claim.held, now);
    await runCheckup(message, deps);
    expect(post.taken).toHaveLength(1);
    expect(post.taken[0]?.text).not.toContain("19 September");
  });

  it("and one that SES's word shows to have left is not said to be missing", async () => {
    await storeRunner();
    post.once("break-after");
    await expect(runCheckup(message, deps)).rejects.toThrow("connection lost");
    await deps.notices.settle({ runnerId: "r1", notice: "digest:2021-09-12" }, "m-1", now);
    await runCheckup({ runnerId: "r1", day: "2021-09-19" }, deps);
    expect(post.taken[1]?.text).not.toContain("may not have reached you");
  });

  it("and the next week's is another digest", async () => {
    await storeRunner();
    await runCheckup(message, deps);
    await runCheckup({ runnerId: "r1", day: "2021-09-19" }, deps);
    expect(post.taken).toHaveLength(2);
  });
});
