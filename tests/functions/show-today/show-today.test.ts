import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { SIGNS } from "../../../domain/pain/check-in.ts";
import { connectionKey } from "../../../functions/adapters/connection-item.ts";
import { runnerData } from "../../../functions/adapters/runner-data.ts";
import { ownShoeStore, shoeStore } from "../../../functions/adapters/shoe-store.ts";
import { type Table, toItem } from "../../../functions/adapters/table.ts";
import { windowStore } from "../../../functions/adapters/window-store.ts";
import type { ActivityRecord } from "../../../functions/messages/activity.ts";
import { storedCheckIn } from "../../../functions/messages/check-in.ts";
import { style } from "../../../functions/pages/style.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import { checkInId } from "../../../functions/shared/runner/check-in-id.ts";
import { dayNumberOf, isoDay } from "../../../functions/shared/time.ts";
import { todayPages } from "../../../functions/show-today/routes.ts";
import { trainingPages } from "../../../functions/show-training/routes.ts";
import { makeRecord } from "../../support/make-record.ts";
import { PUBLIC_URL } from "../../support/make-request.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { signInTo } from "../../support/signed-in.ts";
import { freshTable } from "../../support/tables.ts";

const NOW_MS = Date.parse("2021-09-12T20:00:00Z");
const TODAY = dayNumberOf("2021-09-12");
const HOSTILE = `"><script>alert(1)</script><b>'&`;

let table: Table;

beforeEach(async () => {
  table = await freshTable();
});

const signedIn = (overrides: Partial<Runner> & Pick<Runner, "id">) => {
  const deps = {
    ...runnerData(table),
    windows: windowStore(table),
    events: { send: async () => {} },
    publicUrl: PUBLIC_URL,
    nowMs: () => NOW_MS,
  };
  return signInTo(
    (request) =>
      request.rawPath === "/today" ? todayPages(request, deps) : trainingPages(request, deps),
    deps,
    overrides,
  );
};

async function run(runnerId: string, back: number, overrides: Partial<ActivityRecord> = {}) {
  const day = isoDay(TODAY - back);
  const startAt = `${day}T16:00:00.000Z`;
  const { activities } = runnerData(table);
  await activities.save(runnerId, makeRecord({ sourceId: day, day, startAt, ...overrides }));
}

/** Five runs, a week apart: four of 5 km, then today's of 10 km. */
async function spike(runnerId: string, overrides: Partial<ActivityRecord> = {}) {
  for (const back of [28, 21, 14, 7]) await run(runnerId, back, overrides);
  await run(runnerId, 0, { distanceM: 10_000, movingS: 3000, ...overrides });
}

const hurt = (runnerId: string, answers: object) =>
  runnerData(table).checkIns.save(
    runnerId,
    storedCheckIn.parse({ id: "c1", day: "2021-09-12", places: ["outside"], ...answers }),
  );

describe("today", () => {
  it("leads to the check-in that it goes by, and to the questions still open there", async () => {
    const ada = await signedIn({ id: "ada" });
    await hurt("ada", { painDuring: 1 });
    const { html } = await ada.get("/today");
    expect(html).toContain('<a href="/check-in/2021-09-12/c1">From your check-in of');
    expect(html).toMatch(/before you rely on this\. <a href="\/check-in\/2021-09-12\/c1">/);
  });

  it("says no, and leads to its check-in, where its day hasn't come since its runner flew west", async () => {
    const ada = await signedIn({ id: "ada" });
    await hurt("ada", { id: "c2", day: "2021-09-13", painDuring: 8 });
    await hurt("ada", { painDuring: 1 });
    const { html } = await ada.get("/today");
    expect(html).toContain("No, not now");
    expect(html).toContain('<a href="/check-in/2021-09-13/c2">From your check-in of');
  });

  it("leads to this very day among the week's exercises", async () => {
    const ada = await signedIn({ id: "ada" });
    await run("ada", 1);
    expect((await ada.get("/today")).html).toContain('href="/routine#day-2021-09-12"');
  });

  it("asks for a day off after seven days with a run, and praises none beside that", async () => {
    const ada = await signedIn({ id: "ada" });
    for (let back = 1; back < 21; back += 1) await run("ada", back);
    const { html } = await ada.get("/today");
    expect(html).toContain("Better to take a day off first");
    expect(html).toContain("No day without a run");
    expect(html).toContain(
      "No rest days in the 7 days up to yesterday, 0 in the 14, 20 running days in a row",
    );
    expect(html).not.toContain("You had days to recover");
  });

  it("of a runner without a run says so, and what to do next", async () => {
    const ada = await signedIn({ id: "ada" });
    const { status, html, outcome } = await ada.get("/today");
    expect({ status, outcome }).toEqual({ status: 200, outcome: "nothing yet" });
    expect(html).toContain("No runs have reached us yet");
    for (const path of ["/connect", "/upload", "/runs", "/shoes", "/check-in"]) {
      expect(html).toContain(`href="${path}"`);
    }
    expect(html).not.toContain("Yes, within these limits");
  });

  it.each(["bounce", "complaint"] as const)(
    "says that mail is stopped after a %s",
    async (reason) => {
      const at = "2021-09-09T22:30:00.000Z";
      const zone = "Europe/Copenhagen";
      const ada = await signedIn({ id: "ada", zone, mailStopped: { reason, at } });
      const { html } = await ada.get("/today");
      expect(html).toContain("We stopped emailing you on 10 September 2021");
      expect(html).toContain('href="/settings#mail"');
      const bob = await signedIn({ id: "bob" });
      expect((await bob.get("/today")).html).not.toContain("We stopped emailing");
    },
  );

  it.each([
    ["06:00", "No, not now"],
    ["19:00", "Yes, within these limits"],
  ])("of one who said at %s that nothing hurts, and ran at 16:00, says %s", async (at, said) => {
    const ada = await signedIn({ id: "ada", zone: "UTC" });
    for (const back of [28, 21, 14, 7, 0]) await run("ada", back, { startMinute: 16 * 60 });
    const no = Object.fromEntries(SIGNS.map((sign) => [sign, false]));
    const { checkIns } = runnerData(table);
    const tell = (day: string, time: string, answers: object) =>
      checkIns.save(
        "ada",
        storedCheckIn.parse({
          id: checkInId(Date.parse(`${day}T${time}Z`), "a-check-in"),
          day,
          ...no,
          ...answers,
        }),
      );
    const sore = { places: ["front-or-groin"], painDuring: 2, growsDuringRun: true };
    await tell("2021-09-09", "20:00", sore);
    await tell("2021-09-12", at, { places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 });
    expect((await ada.get("/today")).html).toContain(said);
  });

  it("says nothing of 0 km after weeks whose runs all came without a distance", async () => {
    const ada = await signedIn({ id: "ada" });
    for (const back of [9, 8, 1, 0]) await run("ada", back, { distanceM: 0 });
    const { html } = await ada.get("/today");
    expect(html).toContain("<summary>Weekly distance: can&#39;t compare yet</summary>");
    expect(html).not.toMatch(/\b0\.0 km|÷ —|— ÷/);
  });

  it("gives whose runs never have a distance a time for the seven days, and no dashes", async () => {
    const ada = await signedIn({ id: "ada" });
    for (const back of [15, 8, 1]) await run("ada", back, { distanceM: 0 });
    const { html } = await ada.get("/today");
    expect(html).toMatch(/Next 7 days, at most<\/dt><dd>27 min<\/dd>/);
    expect(html).toMatch(/Last 7 days<\/dt><dd>25 min<\/dd><dd[^>]*>1 run<\/dd>/);
    expect(html).not.toContain("Next run, at most</dt>");
    expect(html).not.toContain("<dd>—</dd>");
  });

  it("opens no sum of distances where some are missing, but for a rise of at least so much", async () => {
    const ada = await signedIn({ id: "ada" });
    for (const back of [21, 9, 1]) await run("ada", back);
    await run("ada", 3, { distanceM: 0 });
    expect((await ada.get("/today")).html).not.toContain("minus 1 = —");
    for (const back of [0, 2]) await run("ada", back);
    expect((await ada.get("/today")).html).toMatch(/At least 15\.0 km ÷ 5\.0 km, minus 1 = \+200%/);
  });

  it("of a walker who never ran gives no yes without a limit, but what to do first", async () => {
    const ada = await signedIn({ id: "ada" });
    await run("ada", 1, { sport: "walk" });
    const { html, outcome } = await ada.get("/today");
    expect(outcome).toBe("nothing yet");
    expect(html).toContain("No runs have reached us yet");
    expect(html).not.toContain("Yes, within these limits");
  });

  it("says how far the next run and the next seven days may go, and how that came about", async () => {
    const ada = await signedIn({ id: "ada" });
    await spike("ada");
    const { html } = await ada.get("/today");
    expect(html).toMatch(/Next run, at most<\/dt><dd>11\.0 km/);
    expect(html).toMatch(/Next 7 days, at most<\/dt><dd>11\.0 km/);
    expect(html).toContain("1.10 × 10.00 km = 11.0 km in one run");
    expect(html).toContain("You haven&#39;t told us how your hips are.");
  });

  it("gives no distance for seven days, only a time, where some runs came without one", async () => {
    const ada = await signedIn({ id: "ada" });
    for (const back of [1, 8, 15]) await run("ada", back, { distanceM: 0 });
    await run("ada", 22);
    const { html } = await ada.get("/today");
    expect(html).toMatch(
      /Next 7 days, at most<\/dt><dd>—<\/dd><dd[^>]*>or, by time, 27 min<\/dd><dd[^>]*>needs a distance on nearly all your runs/,
    );
    expect(html).toMatch(/Next run, at most<\/dt><dd>5\.5 km/);
  });

  it("says why the limits are lower than the usual run of somebody who seldom runs", async () => {
    const ada = await signedIn({ id: "ada" });
    for (const back of [8, 22, 36]) await run("ada", back, { distanceM: 5000, movingS: 1800 });
    const { html } = await ada.get("/today");
    expect(html).toMatch(/Next run, at most<\/dt><dd>2\.7 km/);
    expect(html).toContain("we know of only 2 runs in the last four weeks");
  });

  it("says what the nudge says of a step up, above the lines that grew with it", async () => {
    const ada = await signedIn({ id: "ada" });
    await spike("ada");
    const { html: stepped } = await ada.get("/today");
    expect(stepped).toContain("Yes, but short and easy");
    expect(stepped).toMatch(
      /well under the limits below\. We know your runs since 15 August 2021 only/,
    );
    const bob = await signedIn({ id: "bob" });
    for (const back of [28, 21, 14, 7]) await run("bob", back, { distanceM: 9000, movingS: 2700 });
    for (const back of [0, 3]) await run("bob", back, { distanceM: 9000, movingS: 2700 });
    expect((await bob.get("/today")).html).toContain("Yes, but add nothing");
    const eve = await signedIn({ id: "eve" });
    for (const back of [28, 21, 14]) await run("eve", back, { distanceM: 20_000, movingS: 6000 });
    await run("eve", 7, { distanceM: 11_000, movingS: 3600 });
    await run("eve", 0, { distanceM: 14_000, movingS: 4200 });
    const { html } = await eve.get("/today");
    expect(html).toContain("Yes, within these limits");
    expect(html).toContain("It kept to the limits that held for it");
  });

  it("says of a return that went beyond its limits to keep short, though nothing was raised", async () => {
    const ada = await signedIn({ id: "ada" });
    for (const back of [60, 55, 50, 45, 40]) await run("ada", back, { distanceM: 8000 });
    await run("ada", 1, { distanceM: 10_000 });
    const { html } = await ada.get("/today");
    expect(html).toContain("more than you should start with after a break");
    expect(html).toContain("Nothing stands out but how much you ran after your break: see above.");
  });

  it("tells what stands out with its sum, its source and its label", async () => {
    const ada = await signedIn({ id: "ada" });
    await spike("ada");
    const { html } = await ada.get("/today");
    expect(html).toContain("One run was much longer than your recent longest");
    expect(html).toContain("Sunday 12 Sept: 10.00 km ÷ 5.00 km = 2.00");
    expect(html).toContain("BJSM 59(17):1203, one cohort of 5,205 runners");
    expect(html).toContain("Evidence: one cohort of 5,205 runners");
    // One for each of the eight rules, and one for the ceilings.
    expect(html.match(/Where the numbers come from/g)).toHaveLength(9);
  });

  it("speaks in miles to a runner who uses miles", async () => {
    const ada = await signedIn({ id: "ada", units: "mi" });
    await spike("ada");
    const { html } = await ada.get("/today");
    expect(html).toMatch(/Next run, at most<\/dt><dd>6\.8 mi/);
    // A source may quote our own number in the unit in which it was chosen.
    expect(html.replace("a week below 10 km", "")).not.toMatch(/\d km\b/);
  });

  it("gives no go-ahead to a runner who said that they are ill, then asks for easy runs, and gives one again after two", async () => {
    const nudges = (to: string | null) => ({
      ...makeRunner({}).nudges,
      pause: { reason: "ill" as const, from: "2021-09-01", to },
    });
    const ada = await signedIn({ id: "ada", nudges: nudges(null) });
    for (const back of [21, 14, 7, 0]) await run("ada", back);
    const { html } = await ada.get("/today");
    expect(html).toContain("Not while you are ill");
    expect(html).not.toContain("Yes, within these limits");
    const bob = await signedIn({ id: "bob", nudges: nudges("2021-09-11") });
    for (const back of [21, 14, 7, 0]) await run("bob", back);
    expect((await bob.get("/today")).html).toContain("You have just been ill");
    await run("bob", 0, { sourceId: "later", startMinute: 1200, distanceM: 400, movingS: 120 });
    expect((await bob.get("/today")).html).toContain("Yes, within these limits");
  });

  it("says as a digest does what else the week held", async () => {
    const ada = await signedIn({ id: "ada" });
    await run("ada", 3);
    await run("ada", 1, { sport: "ride", movingS: 5400 });
    expect((await ada.get("/today")).html).toContain(
      "Besides running: 1 session of other sports, 1 h 30 min.",
    );
  });

  it("asks for a day off where seven days held none", async () => {
    const ada = await signedIn({ id: "ada" });
    for (let back = 0; back < 8; back += 1) await run("ada", back);
    const { html } = await ada.get("/today");
    expect(html).toContain("Better to take a day off first");
    expect(html).toContain("<p>No rest days in the last 7, 8 running days in a row</p>");
  });

  it("asks for it before the run that would make it eight, not only after", async () => {
    const ada = await signedIn({ id: "ada" });
    for (let back = 1; back < 9; back += 1) await run("ada", back);
    const { html } = await ada.get("/today");
    expect(html).toContain("Better to take a day off first");
    expect(html).toContain("too few days without a run lately");
  });

  it("says after a break what the limits start from, without a click", async () => {
    const ada = await signedIn({ id: "ada" });
    for (const back of [330, 320, 302]) await run("ada", back, { distanceM: 20_000 });
    const { html } = await ada.get("/today");
    const seen = html.replaceAll(/<details>.*?<\/details>/gs, "");
    expect(seen).toContain("After about 10 months without a run, these start at 50% of your level");
    expect(seen).toContain("the further below them you should begin");
  });

  it("sets no limit by what was run before a break of years, and says yes to short and easy runs", async () => {
    const ada = await signedIn({ id: "ada" });
    for (const back of [1130, 1120, 1102]) await run("ada", back, { distanceM: 20_000 });
    const { html } = await ada.get("/today");
    expect(html).toContain("<strong>Yes, but short and easy</strong>");
    expect(html).toContain("After about 3 years without a run, what you ran before no longer says");
    expect(html).toMatch(/Next run, at most<\/dt><dd>—.*Next 7 days, at most<\/dt><dd>—/);
  });

  it("says in a race week what its limits are for, and what a sore hip means for the race", async () => {
    const pause = { reason: "race-week" as const, from: "2021-09-08", to: "2021-09-14" };
    const nudges = { ...makeRunner().nudges, pause };
    const ada = await signedIn({ id: "ada", nudges });
    for (const back of [2, 9, 16, 23]) await run("ada", back);
    const forTraining = "The limits below are for training: a race may go beyond them.";
    const forTheRace = "What is said above goes for the race as well.";
    const { html } = await ada.get("/today");
    expect(html).toContain(forTraining);
    expect(html).not.toContain(forTheRace);
    await hurt("ada", { painDuring: 5, painNextMorning: 1 });
    const sore = (await ada.get("/today")).html;
    expect(sore).toContain(forTheRace);
    expect(sore).not.toContain(forTraining);
    await hurt("ada", { painDuring: 7, painNextMorning: 1 });
    const red = (await ada.get("/today")).html;
    expect(red).toContain(forTheRace);
    await run("ada", 0, { distanceM: 21_000, movingS: 6000 });
    await hurt("ada", { painDuring: 0, painNextMorning: 0, places: [] });
    const raced = (await ada.get("/today")).html;
    expect(raced).not.toContain(forTheRace);
    expect(raced).not.toContain(forTraining);
  });

  it("says nothing in a race week of limits that it doesn't show yet", async () => {
    const pause = { reason: "race-week" as const, from: "2021-09-08", to: "2021-09-14" };
    const ada = await signedIn({ id: "ada", nudges: { ...makeRunner().nudges, pause } });
    await hurt("ada", { painDuring: 1, painNextMorning: 0 });
    const { html } = await ada.get("/today");
    expect(html).toContain("You set a pause (race week)");
    expect(html).not.toContain("The limits below");
  });

  it("counts no day before the first known run as a day off", async () => {
    const ada = await signedIn({ id: "ada" });
    for (const back of [1, 4, 12]) await run("ada", back);
    const { html } = await ada.get("/today");
    expect(html).toContain("5 rest days in the 7 days up to yesterday</span>");
    expect(html).not.toMatch(/of 14|in the 14/);
    await run("ada", 14);
    expect((await ada.get("/today")).html).toContain("up to yesterday, 10 in the 14</span>");
  });

  it("names the pair that is due first", async () => {
    const ada = await signedIn({ id: "ada" });
    await shoeStore(table).save("ada", { source: "own", sourceId: "s1", name: "Blue pair" });
    await shoeStore(table).save("ada", { source: "own", sourceId: "s2", name: "Red pair" });
    await run("ada", 1, { source: "own", shoeSourceId: "s2" });
    const { html } = await ada.get("/today");
    const next = html.slice(html.indexOf("Next shoe"));
    expect(next).toContain("Red pair");
    expect(next.slice(0, next.indexOf("<details"))).not.toContain("Blue pair");
  });

  it("tells what is known of rest and of shoes once", async () => {
    const ada = await signedIn({ id: "ada" });
    const ownShoes = ownShoeStore(table);
    const pair = { sourceId: "blue", name: "Blue pair", noticeAtM: null, retired: false };
    await ownShoes.add("ada", { ...pair, startDistanceM: 100_000, replaceAtM: null });
    for (const back of [1, 4, 8, 15]) await run("ada", back);
    const seen = async () =>
      (await ada.get("/today")).html.replaceAll(
        /(<details><summary>.*?<\/summary>).*?<\/details>/gs,
        "$1",
      );
    const fresh = await seen();
    expect(fresh.match(/rest days/gi)).toHaveLength(1);
    expect(fresh.match(/<strong>Blue pair/g)).toHaveLength(1);
    expect(fresh).toContain("<h2>Next shoe</h2>");
    expect(fresh).not.toContain("Your shoes have distance left");
    const nextShoe = fresh.slice(fresh.indexOf("<h2>Next shoe</h2>"));
    expect(nextShoe).toContain('<p class="quiet">Convention');

    const [stored] = await runnerData(table).shoes.all("ada");
    if (stored === undefined) throw new Error("no pair");
    await ownShoes.change("ada", stored, { startDistanceM: 600_000 });
    const worn = await seen();
    expect(worn).toMatch(
      /One pair of shoes starting to wear<\/h3><p class="pair"><strong>Blue pair/,
    );
    expect(worn.match(/<strong>Blue pair/g)).toHaveLength(1);
    expect(worn).not.toContain("Next shoe");
  });
});

describe("a check-in", () => {
  it("with a red flag comes first: when and whom, no line to run to, no advice to run on", async () => {
    const ada = await signedIn({ id: "ada" });
    await spike("ada");
    await hurt("ada", { cannotBearWeight: true });
    const { html } = await ada.get("/today");
    expect(html).toContain("No, not now");
    expect(html).toContain("Get emergency care now");
    expect(html.indexOf("Get emergency care now")).toBeLessThan(
      html.indexOf("What the last check"),
    );
    expect(html).not.toContain("Next run, at most</dt>");
    expect(html).not.toContain("exercises</a>");
    expect(html).not.toContain("extend your longest run in small steps");
  });

  it("that says not to run asks about the runs that came after it, and about none before", async () => {
    const asks = "came after that check-in, which says not to run for now";
    const ada = await signedIn({ id: "ada" });
    await run("ada", 3);
    await hurt("ada", { day: "2021-09-10", painDuring: 7 });
    expect((await ada.get("/today")).html).not.toContain(asks);
    await run("ada", 0);
    expect((await ada.get("/today")).html).toContain(`One run of the last 7 days ${asks}`);
    await hurt("ada", { day: "2021-09-10", painDuring: 1, painNextMorning: 0 });
    expect((await ada.get("/today")).html).not.toContain(asks);
  });

  it("with signs of a bone stress injury stops the running over three weeks off, and says what ends that", async () => {
    const ada = await signedIn({ id: "ada" });
    for (const back of [35, 28, 21]) await run("ada", back);
    const grew = { places: ["front-or-groin"], painDuring: 2, growsDuringRun: true };
    await hurt("ada", { ...grew, id: "c0", day: "2021-08-22" });
    await hurt("ada", { places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 });
    const { html } = await ada.get("/today");
    expect(html).toContain("No, not now");
    expect(html).toContain("says that you may run, tell us so in a check-in on a later day");
    expect(html).not.toContain("Next run, at most</dt>");
  });

  it("with a professional's word that the runner may run says whose answer that is, and gives limits", async () => {
    const ada = await signedIn({ id: "ada" });
    for (const back of [35, 28, 21]) await run("ada", back);
    const grew = { places: ["front-or-groin"], painDuring: 2, growsDuringRun: true };
    await hurt("ada", { ...grew, id: "c0", day: "2021-08-22" });
    const well = { places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 };
    await hurt("ada", { ...well, clearedToRun: true });
    const { html } = await ada.get("/today");
    expect(html).toContain("That is their answer and not ours");
    expect(html).not.toContain("No, not now");
    expect(html).toContain("Next run, at most</dt>");
  });

  it("with a red light stops the running until it has eased", async () => {
    const ada = await signedIn({ id: "ada" });
    await spike("ada");
    await hurt("ada", { painDuring: 7 });
    const { html } = await ada.get("/today");
    expect(html).toMatch(/<div class="note verdict stop">/);
    expect(html).not.toContain("Next run, at most</dt>");
  });

  it("with an amber light keeps the lines and asks for less", async () => {
    const ada = await signedIn({ id: "ada" });
    await spike("ada");
    await hurt("ada", { painDuring: 4 });
    const { html } = await ada.get("/today");
    expect(html).toContain("Yes, but shorter and easier");
    expect(html).toContain("Next run, at most</dt>");
  });

  it("that asks for a visit this week is no alarm, and one that can't wait is", async () => {
    const [ada, bob] = [await signedIn({ id: "ada" }), await signedIn({ id: "bob" })];
    await hurt("ada", { painDuring: 4, daysLasted: 20 });
    await hurt("bob", { cannotBearWeight: true });
    expect((await ada.get("/today")).html).toMatch(/<div class="note warn"><p><strong>Get it/);
    expect((await bob.get("/today")).html).toMatch(/<div class="note stop"><p><strong>Get emerg/);
  });

  it("with a fever where nothing hurts asks to get well, and sends nobody to have a hip looked at", async () => {
    const ada = await signedIn({ id: "ada" });
    await spike("ada");
    const painless = { painDuring: 0, painAfter: 0, painNextMorning: 0 };
    await hurt("ada", { places: [], ...painless, fever: true });
    const { html } = await ada.get("/today");
    expect(html).toMatch(
      /Not while you are ill<\/strong><\/p><p>No running until you are well again/,
    );
    expect(html).toMatch(/<div class="note warn"><p><strong>Don&#39;t run until you are well/);
    expect(html).not.toContain("Next run, at most</dt>");
    expect(html).not.toContain("looked at your hip");
  });

  it("counts before any run is known", async () => {
    const ada = await signedIn({ id: "ada" });
    await hurt("ada", { fever: true, redness: true, swelling: true });
    const { html } = await ada.get("/today");
    expect(html).toContain("No, not now");
    expect(html).toContain("No runs have reached us yet");
  });
});

describe("the training page", () => {
  it("of a runner without a run draws nothing and leads on", async () => {
    const ada = await signedIn({ id: "ada" });
    const { html, status } = await ada.get("/training");
    expect(status).toBe(200);
    expect(html).not.toContain("<svg");
    expect(html).toContain('href="/connect"');
  });

  it("has a table with the same figures behind every chart", async () => {
    const ada = await signedIn({ id: "ada" });
    await spike("ada", { sessionRpe: 5 });
    const { html } = await ada.get("/training");
    expect(html.match(/<svg/g)).toHaveLength(5);
    expect(html.match(/<table/g)).toHaveLength(5);
    expect(html).toContain('<th scope="row">12 September 2021</th><td>10.0 km</td><td>5.5 km</td>');
    expect(html).toContain("<td>10.00 km</td><td>5.00 km</td><td>2.00</td>");
  });

  it.each([
    [{}, 5],
    [{ weeks: "52" }, 20],
    [{ weeks: "9999" }, 12],
    [{ weeks: "<script>" }, 12],
  ])("asked for %j shows the weeks there are, and never more than 52", async (query, shown) => {
    const ada = await signedIn({ id: "ada" });
    const weeks = shown === 5 ? 4 : 19;
    for (let back = 0; back <= weeks; back += 1) await run("ada", 7 * back);
    const { html } = await ada.get("/training", {}, query);
    const first = html.slice(html.indexOf("<table"), html.indexOf("</table"));
    expect(first.match(/<th scope="row"/g)).toHaveLength(shown);
  });

  it("says of a week on a treadmill without a sensor that its distance isn't known", async () => {
    const ada = await signedIn({ id: "ada" });
    await run("ada", 7);
    await run("ada", 0, { distanceM: 0 });
    const { html } = await ada.get("/training");
    expect(html).toContain('<th scope="row">12 September 2021</th><td>not known</td>');
    expect(html).toContain('<th scope="row">5 September 2021</th><td>5.0 km</td>');
  });

  it("leads from each of Strava's runs to where it is shown there", async () => {
    const ada = await signedIn({ id: "ada" });
    await run("ada", 1, { source: "strava", sourceId: "16181809559" });
    const { html } = await ada.get("/training");
    expect(html).toContain(
      '<a href="https://www.strava.com/activities/16181809559">View on Strava</a>',
    );
  });

  it("without a rating or a pulse says what load needs, and draws the rest", async () => {
    const ada = await signedIn({ id: "ada" });
    await spike("ada");
    const { html } = await ada.get("/training");
    expect(html).toContain("Load needs one and the same measure");
    expect(html.match(/<svg/g)).toHaveLength(3);
    expect(html).not.toContain("it was ignored");
  });

  it("tells a runner whose pulse is above the maximum they stated why it gives no load, and where to correct that", async () => {
    const ada = await signedIn({ id: "ada", maxHeartRateBpm: 170, restHeartRateBpm: 50 });
    await spike("ada", { averageHeartRateBpm: 150, maxHeartRateBpm: 181 });
    const { html } = await ada.get("/training");
    expect(html).toContain(
      "In the last four weeks 4 runs had a heart rate above your maximum of 170, so it was ignored.",
    );
    expect(html).toContain("Load needs one and the same measure");
  });
});

describe("a history that is not whole", () => {
  const strava = (runnerId: string, state: string) =>
    table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item: {
          ...toItem(connectionKey(runnerId)),
          ...toItem({
            runnerId,
            athleteId: "1",
            state,
            reason: "refused",
            sinceMs: 0,
            granted: [],
            tokenVersion: "1",
          }),
        },
      }),
    );

  it.each([
    ["connected", "We are still fetching your runs.", "See how far your history has come"],
    [
      "needs-consent",
      "until then we judge nothing and send no digest, even if other sources report your runs",
      "Connect Strava again, or disconnect it",
    ],
  ])("(%s) is not judged, and both pages say why and what to do", async (state, why, what) => {
    const ada = await signedIn({ id: "ada" });
    await spike("ada");
    await strava("ada", state);
    const { html } = await ada.get("/today");
    expect(html).toContain(why);
    expect(html).not.toContain("Next run, at most</dt>");
    expect(html).not.toContain("What the last check found");
    const training = (await ada.get("/training")).html;
    expect(training).toContain(why);
    for (const page of [html, training]) expect(page).toContain(`<a href="/connect">${what}</a>`);
  });

  it("has both pages look again by themselves while it is fetched, and not once it is lost", async () => {
    const ada = await signedIn({ id: "ada" });
    await run("ada", 1);
    const again = async (path: string) => {
      const { answer } = await ada.get(path);
      return "again" in answer ? answer.again : undefined;
    };
    await strava("ada", "connected");
    expect(await again("/today")).toBe("/today");
    expect(await again("/training")).toBe("/training?weeks=12");
    await strava("ada", "needs-consent");
    expect([await again("/today"), await again("/training")]).toEqual([undefined, undefined]);
  });

  it.each([
    ["needs-consent", "refused", "Runs from Polar no longer reach us"],
    ["needs-consent", "missing-scope", "Runs from Polar don&#39;t reach us"],
    ["erasing", undefined, "Your connection to Polar has ended"],
  ])(
    "with another service's connection lost (%s, %s) is judged, and Today and Training say whose runs are missing",
    async (state, reason, said) => {
      const ada = await signedIn({ id: "ada" });
      await run("ada", 1);
      expect((await ada.get("/today")).html).not.toContain("Polar");
      const connection = {
        runnerId: "ada",
        athleteId: "1",
        state,
        sinceMs: 0,
        granted: [],
        tokenVersion: "1",
        ...(reason !== undefined && { reason }),
      };
      await table.client.send(
        new PutItemCommand({
          TableName: table.name,
          Item: toItem({ ...connectionKey("ada", "polar"), ...connection }),
        }),
      );
      const { html } = await ada.get("/today");
      expect(html).toContain("Next run, at most</dt>");
      for (const page of [html, (await ada.get("/training")).html]) {
        expect(page).toContain(said);
        expect(page).toContain('<a href="/connect">Open your sources</a>');
      }
    },
  );

  it("never hides a red flag", async () => {
    const ada = await signedIn({ id: "ada" });
    await strava("ada", "connected");
    await hurt("ada", { cannotBearWeight: true });
    expect((await ada.get("/today")).html).toContain("Get emergency care now");
  });
});

describe("a run's name of one long word", () => {
  it("is broken in the table of runs, where it would push the figures off a phone", async () => {
    const ada = await signedIn({ id: "ada" });
    const name = "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenlauf";
    await run("ada", 1, { name });
    const [, cell] =
      /<td>(<span[^>]*>Donau.*?)<\/td>/.exec((await ada.get("/training")).html) ?? [];
    expect(cell).toBe(`<span class="name">${name}</span>`);
    expect(style).toMatch(/td \.name \{[^}]*max-width: 14rem; overflow-wrap: anywhere;/);
  });
});

describe("both pages", () => {
  it.each(["/today", "/training"])("%s shows no run of another runner", async (path) => {
    const ada = await signedIn({ id: "ada" });
    await signedIn({ id: "bob" });
    await run("bob", 0, { name: "Bob's secret loop", distanceM: 33_330 });
    await hurt("bob", { cannotBearWeight: true });
    await run("ada", 1);
    const { html } = await ada.get(path);
    // Any number may be a place in a chart.
    const said = html.replaceAll(/ (?:[xy][12]?|d|width|height)="[^"]*"/g, "");
    for (const word of ["secret loop", "33.3", "emergency"]) expect(said).not.toContain(word);
  });

  it.each(["/today", "/training"])("%s asks anyone who is not signed in to do so", async (path) => {
    const ada = await signedIn({ id: "ada" });
    for (const name of Object.keys(ada.cookies)) delete ada.cookies[name];
    expect(await ada.get(path)).toMatchObject({
      status: 303,
      to: `/sign-in?next=%2F${path.slice(1)}`,
    });
  });

  it.each(["/today", "/training"])("%s makes hostile names harmless", async (path) => {
    const ada = await signedIn({ id: "ada" });
    const worn = { source: "own", shoeSourceId: "s1" };
    await shoeStore(table).save("ada", { source: "own", sourceId: "s1", name: HOSTILE });
    await spike("ada", { ...worn, name: HOSTILE });
    const { html } = await ada.get(path);
    expect(html).not.toContain("<script>alert");
    expect(html).toContain("&lt;script&gt;alert(1)");
  });

  it.each(["/today", "/training"])(
    "%s credits Strava and Garmin for what they told, and nobody else",
    async (path) => {
      const ada = await signedIn({ id: "ada" });
      const bob = await signedIn({ id: "bob" });
      await spike("ada", { source: "strava", device: "Garmin Forerunner 265" });
      await spike("bob");
      const { html } = await ada.get(path);
      expect(html).toContain("Powered by Strava");
      expect(html).toContain("Insights derived in part from Garmin device-sourced data.");
      expect((await bob.get(path)).html).not.toMatch(/Powered by|Garmin|strava\.com/);
    },
  );

  it("carry no style and no script that a strict policy refuses", async () => {
    const ada = await signedIn({ id: "ada" });
    await spike("ada", { sessionRpe: 5 });
    for (const path of ["/today", "/training"]) {
      const { html } = await ada.get(path);
      expect(html).not.toMatch(/ style=| on[a-z]+=|<style|<script/);
    }
  });

  it("weigh little: today with its style sheet stays under 60 kB after years of running", async () => {
    const ada = await signedIn({ id: "ada" });
    for (let back = 0; back < 60; back += 1) {
      await run("ada", back, {
        name: HOSTILE,
        sessionRpe: 5,
        cadenceSpm: 160,
        averageHeartRateBpm: 150,
      });
    }
    await hurt("ada", { cannotBearWeight: true, fever: true, pop: true, nightPain: true });
    const { html } = await ada.get("/today");
    expect(html.length + style.length).toBeLessThan(58_000);
    expect(style.length).toBeLessThan(15_000);
  });
});
