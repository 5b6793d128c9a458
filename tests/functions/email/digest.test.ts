import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { weekdayOf } from "../../../domain/calendar.ts";
import type { Checkup } from "../../../domain/checkup.ts";
import type { CheckIn } from "../../../domain/pain/check-in.ts";
import { type Triage, triage } from "../../../domain/pain/triage.ts";
import type { Routine } from "../../../domain/tips/weekly-routine.ts";
import { renderDigest } from "../../../functions/email/digest.ts";
import { type DigestContext, digestView } from "../../../functions/email/digest-view.ts";
import { anyCheckup } from "../../support/arbitrary-checkup.ts";
import { untied } from "../../support/email-html.ts";
import { makeActivity, onDays, TODAY } from "../../support/make-activity.ts";
import { makeCheckIn, makeLoadContext } from "../../support/make-check-in.ts";
import { makeCheckup, makeDigestContext } from "../../support/make-digest.ts";
import { makeShoe } from "../../support/make-shoe.ts";

const GMAIL_CLIPS_AT = 102 * 1024;

function render(checkup: Checkup = makeCheckup(), context: Partial<DigestContext> = {}) {
  const { html, ...rest } = renderDigest(digestView(checkup, makeDigestContext(context)));
  return { ...rest, html: untied(html) };
}

/** What a reader sees of the HTML, without the head, comments and tags. */
function visible(html: string): string {
  return html
    .replace(/<head>.*<\/head>|<!--.*?-->/gs, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll(/&(?:nbsp|zwnj|#847);/g, " ")
    .replaceAll("&amp;", "&");
}

function figures(text: string): string[] {
  return text.match(/\d[\d.,:]*\d|\d/g) ?? [];
}

const shoe = makeShoe({ startDistanceM: 500_000 });
const runs = onDays(
  [1, 3, 8, 10, 15].map((ago) => TODAY - ago),
  { shoeId: shoe.id },
);

describe("the digest's content", () => {
  const { subject, html, text } = render(makeCheckup(undefined, { shoes: [shoe] }));

  it("tells a runner without a run how runs get here, and nobody else", () => {
    const begin = "Open your page to connect a service, upload files or add a run yourself.";
    const fresh = render(makeCheckup([]));
    for (const part of [visible(fresh.html), fresh.text]) {
      expect(part.replaceAll(/\s+/g, " ")).toContain(`after your first one. ${begin}`);
      expect(part).toMatch(/Open your page(?! to)/);
    }
    expect(text.replaceAll("\n", " ")).not.toContain(begin);
  });

  it("calls a first run after a break that went beyond its limit neither nothing nor fine", () => {
    const before = onDays([TODAY - 25, TODAY - 27, TODAY - 30], {
      distanceM: 14_000,
      movingS: 5400,
    });
    const digestOf = (distanceM: number) =>
      render(makeCheckup([...before, makeActivity({ distanceM, movingS: 5400 })])).text;
    expect(digestOf(13_900)).toContain("but how much you ran after your break: see below.");
    expect(digestOf(13_900)).not.toMatch(/Looks fine: Longest run/);
    expect(digestOf(7_000)).toContain("Nothing stood out this week.");
    expect(digestOf(7_000)).toContain("Looks fine: Longest run");
  });

  it("judges nothing in a week without a run, and compares nothing while no run is known", () => {
    const away = render(makeCheckup(onDays([TODAY - 30, TODAY - 20])));
    const fresh = render(makeCheckup([]));
    for (const part of [away.text, visible(away.html), fresh.text, visible(fresh.html)]) {
      expect(part).not.toMatch(/what stood out|Looks fine|Can't say yet|Not judged/i);
      expect(part).toContain("Longest run");
    }
    expect(away.text).toMatch(/^Rest days +7 +7/m);
    for (const part of [fresh.text, visible(fresh.html)])
      expect(part).not.toMatch(/Rest days|0 min/);
    const worn = makeShoe({ startDistanceM: 900_000 });
    const { text } = render(makeCheckup(onDays([TODAY - 20]), { shoes: [worn] }));
    expect(text).toContain("WHAT STOOD OUT\n\nOne pair of shoes due for replacement");
  });

  it("says in the subject what the week was", () => {
    expect(subject).toBe("Your week: 15.0 km, one run much longer than usual");
  });

  it.each([
    ["the longest run against the 30 days before", "1.98 ×"],
    ["the weekly rise", "15.0 km after 5.0 km (+200%)"],
    ["next week's distance", "16.5 km"],
    ["next week's longest run", "11.0 km"],
    ["the shoe with its limit", "500 km of 805 km"],
    ["how far to trust a finding", "one cohort of 5,205 runners"],
    ["a tip", "Two sets of 12."],
    ["the mean of the weeks before", "Average, 4 weeks before"],
    ["the longest of the 30 days before", "longest in the 30 days before"],
    ["the line to stay under", "Next week at most 16.5 km"],
    ["the way to a check-in", "https://run.example/check-in"],
    ["the way to the runner's page", "https://run.example/today"],
    ["the way to the settings", "https://run.example/settings"],
    ["the way to the shoes", "https://run.example/shoes"],
    ["why it came", "You connected your runs."],
    ["that it informs", "gives information, not a diagnosis"],
    ["the way out", "https://run.example/unsubscribe/r1/digest/abc"],
  ])("holds %s in both parts", (_, expected) => {
    expect(html).toContain(expected);
    expect(text.replaceAll("\n", " ")).toContain(expected);
  });

  it("puts the most severe finding first", () => {
    const order = ["One run was much longer", "More distance", "One pair of shoes"];
    const places = order.map((title) => html.indexOf(title));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it("gives miles to a runner who asked for them", () => {
    const inMiles = render(makeCheckup(), { units: "mi" });
    expect(inMiles.subject).toContain("9.3 mi");
    expect(visible(inMiles.html)).not.toMatch(/\d km/);
    expect(inMiles.text).not.toMatch(/\d km/);
  });

  it("says of made-up data, and of nothing else, that it is generated", () => {
    expect(html).not.toContain("generated data");
    const made = render(makeCheckup(), { generated: true });
    expect(made.html).toContain("generated data");
    expect(made.text.indexOf("generated data")).toBeLessThan(80);
  });

  it("leaves out the tips where there are none", () => {
    expect(html).toContain("To try this week");
    expect(render(makeCheckup(), { tips: [] }).html).not.toContain("To try this week");
  });
});

describe("the week beside the four before it", () => {
  const weekly = (kms: readonly number[]) =>
    makeCheckup(kms.flatMap((km, ago) => onDays([TODAY - 7 * ago - 1], { distanceM: km * 1000 })));
  const row = (kms: readonly number[]) => /^Distance .*$/m.exec(render(weekly(kms)).text)?.[0];

  it.each([
    ["is their mean, this week left out", [20, 10, 12, 14, 9], "Distance 20.0 km 10.0 km 11.3 km"],
    ["counts a week without a run", [20, 10, 0, 0, 10], "Distance 20.0 km 10.0 km 5.0 km"],
    ["is unknown for a younger history", [20, 10, 12, 14], "Distance 20.0 km 10.0 km —"],
  ])("%s", (_, kms, expected) => {
    expect(row(kms.map((km) => km))?.replaceAll(/ +/g, " ")).toBe(expected);
  });
});

describe("the routine", () => {
  const dose = { sets: 2, reps: 10, holdS: null, sides: "each-side" } as const;
  const week: Routine = {
    answer: "routine",
    selfCare: [],
    beforeRun: [{ tip: "W1-leg-swings", dose }],
    afterRun: [],
    days: [1, 2, 3, 4, 5, 6, 7].map((later) => ({
      day: TODAY + later,
      weekday: weekdayOf(TODAY + later),
      run: later === 3,
      strength: later === 2 ? [{ tip: "G1", dose }] : [],
      mobility: [],
    })),
    others: [],
  };

  it("stands on the day it is for, with its dose and the link that marks it", () => {
    const doneUrl = (day: number, tips: readonly string[]) =>
      `https://run.example/act/r1/${day - TODAY}-${tips.join("-")}`;
    const { html, text } = render(makeCheckup(), { routine: week, doneUrl, streakWeeks: 3 });
    const date = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" }).format(
      (TODAY + 2) * 86_400_000,
    );
    for (const part of [html, text]) {
      expect(part).toContain(`${date} `);
      expect(part).toContain("Clamshells 2 × 10 each side");
      expect(part).toContain("https://run.example/act/r1/2-G1");
      expect(part).toContain("Before each run: leg swings.");
      expect(part).toContain("3 weeks in a row");
    }
    expect(text.match(/\/act\//g)).toHaveLength(1);
  });

  it("gives way to the hip: no exercise, no link to mark one", () => {
    const { html, text } = render(makeCheckup(), {
      routine: { answer: "no-exercise", because: "red-flag", selfCare: [] },
    });
    for (const part of [html, text]) expect(part).not.toContain("/act/");
    expect(text).toContain("No exercise is suggested");
  });

  it("waits for a runner who said that they are ill", () => {
    const ill = makeCheckup(undefined, { pauses: [{ reason: "ill", from: TODAY - 7, to: null }] });
    const { html, text } = render(ill, { routine: week });
    for (const part of [html, text]) {
      expect(part).not.toContain("/act/");
      expect(part).not.toContain("Clamshells");
      expect(part).toContain("your routine waits until you are well");
    }
    expect(text.replaceAll("\n", " ")).toContain(
      "These limits are for when you are well again; start well under them.",
    );
    expect(digestView(ill, makeDigestContext()).preheader).not.toContain("at most");
  });
});

describe("an earlier digest that did not come", () => {
  it.each([
    ["skipped", "The digest for 7 September 2021 was skipped"],
    ["unknown", "The digest for 7 September 2021 may not have reached you"],
  ] as const)("%s is said in both parts", (fate, words) => {
    const { html, text } = render(makeCheckup(), { missed: [{ day: "2021-09-07", fate }] });
    expect(html).toContain(words);
    expect(text.replaceAll("\n", " ")).toContain(words);
  });

  it("joins several of a kind in one sentence", () => {
    const { text } = render(makeCheckup(), {
      missed: [
        { day: "2021-08-31", fate: "skipped" },
        { day: "2021-09-07", fate: "skipped" },
      ],
    });
    expect(text.replaceAll("\n", " ")).toContain(
      "The digests for 31 August 2021 and 7 September 2021 were skipped",
    );
  });
});

describe("a week unlike others", () => {
  it("without a run is no failure, and says what to check", () => {
    const { subject, text } = render(makeCheckup(runs.slice(2)));
    expect(subject).toBe("Your week: no runs");
    expect(text).toContain("If you were resting");
  });

  it("that is the first compares with nothing", () => {
    const { text } = render(makeCheckup(runs.slice(0, 2)));
    expect(text).toMatch(/Distance {8}20\.0 km {9}—/);
    expect(text).toMatch(/Distance {8}— \(needs two weeks of running\)/);
  });

  it("after a break welcomes back", () => {
    const { text } = render(makeCheckup([...runs.slice(0, 1), ...onDays([TODAY - 50])]));
    expect(text).toContain("back after a break");
    expect(text).toMatch(/Welcome\s+back/);
  });

  it("that was paused says which checks were left alone", () => {
    const paused = makeCheckup(undefined, {
      pauses: [{ reason: "ill", from: TODAY - 7, to: null }],
    });
    // Nobody who races, tapers or is pregnant has paused the training itself.
    expect(render(paused).text.replaceAll("\n", " ")).toMatch(
      /Not judged: .*You set a pause for this week/,
    );
  });

  it("says from which day its longest run goes down, as the run that it goes by will be too long ago", () => {
    const short = [1, 3, 8, 10, 15, 17, 22, 24].map((back) =>
      makeActivity({ day: TODAY - back, distanceM: 10_000 }),
    );
    const far = makeActivity({ day: TODAY - 28, distanceM: 20_000 });
    const { html, text } = render(makeCheckup([...short, far]));
    // TODAY is a Sunday.
    const note = "11.0 km from Wednesday: by then the run it is based on is over 30 days old";
    expect(untied(text)).toMatch(new RegExp(`^Longest run +22\\.0 km \\(${note}\\)$`, "m"));
    expect(untied(html)).toContain(note);
  });

  it("with times and no distances gives no distance as a limit", () => {
    const treadmill = onDays(
      [1, 8, 15].map((ago) => TODAY - ago),
      { distanceM: 0 },
    );
    const { html, text } = render(makeCheckup(treadmill));
    expect(html).not.toContain("0.0 km");
    expect(html).toContain("Last week 1 h. Next week at most 1 h 6 min in all.");
    expect(text).toContain("THE LAST 12 WEEKS, IN MINUTES");
    expect(text).not.toContain("0.0 km");
    expect(text).not.toMatch(/^(Distance|Longest run)\b/m);
    expect(text).toMatch(/NEXT WEEK, AT MOST\n\nTime +1 h 6 min\n\n/);
    expect(text.replaceAll(/\s+/g, " ")).toContain("rest days, the same time as last week.");
    expect(text.replaceAll("\n", " ")).toContain(
      "Can't say yet: Longest run and Weekly distance. None of the week's runs came with a distance, so go by their time.",
    );
  });

  it("of which this week's are a rise by themselves, says that it is one of at least so much", () => {
    const far = onDays([TODAY, TODAY - 2, TODAY - 7, TODAY - 20], { distanceM: 10_000 });
    const indoors = makeActivity({ day: TODAY - 4, distanceM: 0 });
    const { text } = render(makeCheckup([...far, indoors]));
    expect(text.replaceAll("\n", " ")).toContain(
      "More distance than the week before At least 20.0 km after 10.0 km (+100%), as some runs came without a distance ",
    );
  });

  it("partly on a treadmill gives no distance that only the runs outdoors would explain", () => {
    const days = [2, 5, 9, 12, 16, 19, 23, 26];
    const winter = days.map((ago) =>
      makeActivity({ day: TODAY - ago, distanceM: ago < 20 ? 0 : 10_000 }),
    );
    const { text, html } = render(makeCheckup(winter));
    expect(text).toMatch(
      /Distance +— \(needs a distance on nearly all your runs\)\nTime +2 h 12 min/,
    );
    expect(text).toMatch(/Longest run +11\.0 km/);
    expect(html).toContain(
      "Last week 2 h. Next week at most 2 h 12 min in all. Longest run at most 11.0 km.",
    );
  });
});

describe("next week's lines", () => {
  it("let no single run be longer than the week in all, after a long run of weeks ago", () => {
    const long = makeActivity({ day: TODAY - 22, distanceM: 40_000, movingS: 14_400 });
    const week = onDays([TODAY - 1, TODAY - 8, TODAY - 15], { distanceM: 8000 });
    const { html, text } = render(makeCheckup([long, ...week]));
    expect(text).toMatch(/NEXT WEEK, AT MOST\s+Distance +17\.6 km\n.*\n *Longest run +17\.6 km/);
    expect(html).toContain("Longest run at most 17.6 km");
  });

  it("say after a long run, in the first weeks, that its caution isn't for who ran as far before", () => {
    const week = onDays([TODAY - 8, TODAY - 15, TODAY - 22], { distanceM: 8000 });
    const said = /well under them\. We know your runs since 21 August 2021 only/;
    const long = makeActivity({ distanceM: 12_000, movingS: 3600 });
    const older = makeActivity({ day: TODAY - 40, distanceM: 8000 });
    for (const isFirst of [true, false]) {
      const { html, text } = render(makeCheckup([...(isFirst ? [] : [older]), ...week, long]));
      for (const part of [visible(html), text].map((part) => part.replaceAll(/\s+/g, " "))) {
        expect(part).toContain("beyond what you were used to");
        expect(said.test(part)).toBe(isFirst);
      }
    }
  });
});

describe("beside a check-in", () => {
  const hip = (answers: Partial<CheckIn>) =>
    triage([makeCheckIn({ day: TODAY, ...answers })], makeLoadContext());
  const read = (pain: Triage | null, checkup = makeCheckup()) => {
    const { html, text } = render(checkup, { pain });
    return [visible(html), text].map((part) => part.replaceAll(/\s+/g, " "));
  };
  const everyDay = makeCheckup(onDays([0, 1, 2, 3, 4, 5, 6].map((ago) => TODAY - ago)));

  it.each([
    ["a red flag", { saddleNumbness: true }],
    ["a red light", { painDuring: 7 }],
  ])("%s leaves no word on how to train on", (_, answers) => {
    for (const part of read(hip(answers), everyDay)) {
      expect(part).toContain("No day without a run");
      expect(part).not.toMatch(/easy ride is fine|To try this week/);
      expect(part).toContain("What you told us comes first");
    }
    for (const part of read(hip(answers), makeCheckup([...onDays([TODAY - 1, TODAY - 50])]))) {
      expect(part).not.toMatch(/Welcome back|Nothing stood out this week/);
    }
  });

  it("that says not to run asks about runs that came after it, without a word of blame", () => {
    const week = makeCheckup(onDays([1, 3, 5, 8, 20].map((ago) => TODAY - ago)));
    for (const part of read(
      hip({ day: TODAY - 4, growsDuringRun: true, places: ["deep"] }),
      week,
    )) {
      expect(part).toContain(
        "2 runs of the last 7 days came after that check-in, which says not to run for now. If it has got better, or somebody has examined you and says that you may run, tell us in a new check-in.",
      );
    }
    for (const part of read(hip({ day: TODAY - 4 }), week)) {
      expect(part).not.toContain("came after that check-in");
    }
  });

  it("that only lacks a score for a run asks for one short run, and calls no hip sore", () => {
    const steady = makeCheckup(onDays([1, 4, 8, 11, 15, 18].map((ago) => TODAY - ago)));
    const unscored = { painDuring: null, painAfter: null, painNextMorning: 0, places: [] };
    for (const part of read(hip(unscored), steady)) {
      expect(part).toContain("We don't know yet how a run feels to your hip");
      expect(part).not.toContain("Your hip comes first");
    }
  });

  it("that is green speaks of the hip alone, beside a word on the runs that asks for easy ones", () => {
    for (const part of read(hip({ painDuring: 2 }), makeCheckup())) {
      expect(part).toContain("Green: as far as your hip goes, running as planned is usually fine");
      expect(part).toContain("Keep the next two or three runs short and easy");
    }
  });

  it.each([
    [14, false],
    [15, true],
  ])("of %i days ago asks anew: %s", (ago, asks) => {
    for (const part of read(hip({ day: TODAY - ago }))) {
      expect(part.includes("more than two weeks old")).toBe(asks);
    }
  });

  it("that is amber says first to stay well under the limits, and keeps them off the lock screen", () => {
    const steady = makeCheckup(onDays([1, 4, 8, 11, 15, 18].map((ago) => TODAY - ago)));
    const pain = hip({ painDuring: 4 });
    for (const part of read(pain, steady)) {
      expect(part).toMatch(
        /next week, at most Your hip comes first: only shorter, easier runs, well under/i,
      );
      expect(part).not.toContain("at most 11.0 km.");
    }
    for (const part of read(null, steady)) expect(part).not.toContain("Your hip comes first");
    const view = (told: Triage | null) => digestView(steady, makeDigestContext({ pain: told }));
    expect(view(null).preheader).toContain("Longest run at most 11.0 km.");
    expect(view(pain).preheader).toBe("Last week 20.0 km.");
  });

  it("says how many danger questions are open, beside a green light too", () => {
    for (const part of read(hip({ fever: null, limp: null }))) {
      expect(part).toContain("Green:");
      expect(part).toContain(
        "2 of the questions that check for danger signs still need a yes or no",
      );
    }
  });
});

describe("a wardrobe of shoes", () => {
  const pairs = Array.from({ length: 100 }, (_, at) =>
    makeShoe({ id: `pair-${at}`, name: `Pair ${at}`, startDistanceM: 4000 * at }),
  );
  const { html, text } = render(makeCheckup(undefined, { shoes: pairs }));

  it("shows the five pairs with the least left, and no client clips what follows", () => {
    expect(html.length).toBeLessThan(GMAIL_CLIPS_AT);
    const named = (part: string) => [...new Set(part.match(/Pair \d+/g))];
    expect(named(text)).toEqual(["Pair 99", "Pair 98", "Pair 97", "Pair 96", "Pair 95"]);
    expect(named(visible(html))).toEqual(named(text));
  });

  it("hides no worn pair behind others, also while nobody runs in it and it has no date", () => {
    const inUse = pairs.slice(0, 5);
    const worn = makeShoe({ id: "worn", name: "Worn pair", startDistanceM: 790_000 });
    const activities = inUse.flatMap(({ id }, ago) => onDays([TODAY - ago], { shoeId: id }));
    const mail = render(makeCheckup(activities, { shoes: [...inUse, worn] }));
    // Once among what stands out, and once with its bar.
    expect(mail.text.match(/Worn pair/g)).toHaveLength(2);
    expect(visible(mail.html).match(/Worn pair/g)).toHaveLength(2);
  });
});

describe("hostile names", () => {
  const name = `<script>alert("x")</script>\r\nBcc: a@b.example '&' \u202Etxt 👟`;
  const mail = render(makeCheckup(runs, { shoes: [{ ...shoe, name }] }), {
    why: "<b>why</b>",
    tips: [{ title: "<i>t</i><img src=x>", text: "a\nb", label: `"l"` }],
  });

  it("come out as text and not as markup", () => {
    expect(mail.html).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
    expect(mail.html).not.toMatch(/<script|<img|<b>why|<i>t/);
  });

  it("break no line and turn no direction", () => {
    expect(mail.text).not.toMatch(/^Bcc:/m);
    expect(mail.html + mail.text).not.toMatch(/[\u202A-\u202E]/);
  });

  it.each(["javascript:alert(1)", 'https://x.example/" onclick="y', "https://x.example/\r\nX: y"])(
    "are no address: %s",
    (app) => {
      const urls = { ...makeDigestContext().urls, app };
      expect(() => render(makeCheckup(), { urls })).toThrow(TypeError);
    },
  );
});

describe("whatever the history", () => {
  it("both parts hold the same figures, none of them nonsense, on one subject line", () => {
    fc.assert(
      fc.property(anyCheckup, fc.constantFrom("km", "mi"), (checkup, units) => {
        const { subject, html, text } = render(checkup, { units });
        expect(subject).toMatch(/^[^\p{Cc}]{1,120}$/u);
        const inText = new Set(figures(text));
        // The preheader is for the inbox's list, and repeats figures of the body in other words.
        expect(figures(visible(html)).filter((figure) => !inText.has(figure))).toEqual([]);
        expect(visible(html)).not.toMatch(/NaN|Infinity|undefined|\[object/);
        expect(html.length).toBeLessThan(GMAIL_CLIPS_AT);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the HTML", () => {
  it("names its language and follows dark mode", () => {
    const { html } = render();
    expect(html).toContain('<html lang="en" dir="ltr"');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain("@media (prefers-color-scheme: dark)");
  });

  it("shows the weeks as a picture that travels with it, its figures as the words in its place", () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const { html, inline } = renderDigest(digestView(makeCheckup(), makeDigestContext()), bytes);
    const [image, ...others] = untied(html).match(/<img [^>]*>/g) ?? [];
    expect(others).toEqual([]);
    expect(image).toMatch(
      /alt="Running per week in km, oldest first: [\d—, ]+15\. Next week at most 16\.5 km\."/,
    );
    expect(image).toContain(`src="cid:${inline[0]?.contentId}"`);
    expect(inline).toEqual([
      expect.objectContaining({ fileName: "weeks.png", contentType: "image/png", bytes }),
    ]);
  });

  it("shows no 0 for a week before the first run that is known, nor for one without a distance", () => {
    const indoors = makeActivity({ day: TODAY - 7, distanceM: 0 });
    const runs = [...onDays([TODAY, TODAY - 22], { distanceM: 8000 }), indoors];
    const view = digestView(makeCheckup(runs), makeDigestContext());
    const values = view.chart?.bars.map(({ value }) => value);
    expect(values).toEqual([...Array(8).fill("—"), "8", "0", "—", "8"]);
    expect(view.chart?.alt).toContain("—, 8, 0, —, 8.");
  });

  it("shows no 0 minutes before the first run on a treadmill that knows no distance", () => {
    const indoors = onDays([TODAY, TODAY - 14], { distanceM: 0, movingS: 1800 });
    const { chart } = digestView(makeCheckup(indoors), makeDigestContext());
    const values = chart?.bars.map(({ value }) => value);
    expect(values).toEqual([...Array(9).fill("—"), "30", "0", "30"]);
  });

  it("says the figures of the weeks where there is no picture", () => {
    const { html, inline } = render();
    expect(inline).toEqual([]);
    expect(visible(html)).toMatch(/Running per week in km, oldest first: [\d—, ]+15\./);
  });

  it("asks nothing of another host", () => {
    expect(render().html).not.toMatch(/<img|<link|@import|url\(/);
  });
});
