import type { Kind, Place, SelfScreen, Side, Sign, When } from "../../domain/pain/check-in.ts";
import type { Light } from "../../domain/pain/traffic-light.ts";

/** The pain check-in: its questions and the frame of its answer. Nobody is asked to hop. */
export const checkInPages = {
  title: "How is your hip?",
  lead: "A few short pages. Each one is saved as you go, so you can stop at any time. What can't wait comes first.",
  nothing:
    "Nothing hurts? Leave every place unticked and answer 0 on the page after next: that is worth knowing too.",
  /** By whose word can end it. */
  clearedBy: {
    doctor:
      "On earlier days you told us of signs that a doctor should look at. Has a doctor examined you since then, and said that you may run?",
    any: "On earlier days you told us of signs that someone should look at. Has a doctor, a physical therapist or a kinesiologist examined you since then, and said that you may run?",
  },
  clearedHint:
    "If you are still waiting for a visit or a result, answer no. After a yes those signs no longer count, except those of an emergency, which end when you answer them with no. Answer everything else by how it has been since the examination.",
  examined:
    "You told us that somebody has examined you: answer yes only to what is so now, or has happened since.",
  emergency:
    "If you can't put weight on the leg, feel very ill, or have sudden pain in the belly or a testicle, don't fill in a form: get emergency care now.",
  day: "Which day is this about?",
  dayHint: "Today, or one of the last 14 days, by the time zone in your settings.",
  next: "Save and continue",
  finish: "Save and see the answer",
  toAnswer: "Save and see the answer now",
  stepOf: (step: number, of: number) => `Page ${step} of ${of}`,
  yes: "Yes",
  no: "No",
  unsure: "Not sure",
  noScore: "not answered",
  faulty: (fields: readonly string[]) =>
    `This page hasn't been saved yet. Please check: ${fields.map((field) => `“${field}”`).join("; ")}.`,
  /** What to do about a field that can't be used as it was sent. */
  faults: {
    day: "Choose today or one of the last 14 days.",
    full: "There were ten check-ins about that day already, which is the most. Open the last one in the list below, and change your answers there.",
    daysLasted: "Enter the number of days, such as 3, or leave it empty if you don't know.",
    sleepHours: "Enter the hours, 24 at most, such as 7 or 7.5, or leave it empty.",
    others: "Choose one of the answers.",
  },
  unknown: {
    title: "We can't find that check-in",
    text: "It may have been deleted. Nothing was changed.",
    back: "Back to your check-ins",
  },
  history: {
    title: "Your check-ins",
    none: "You haven't told us anything yet.",
    caption: "Scores from 0 (no pain) to 10 (the worst you can imagine), newest first",
    date: "Day and place",
    during: "During",
    after: "After",
    morning: "Next morning or later",
    nowhere: "no place",
    open: (date: string, places: string) => `Answer for ${date}, ${places}`,
    older: (count: number) => (count === 1 ? "1 older check-in" : `${count} older check-ins`),
  },
};

/** By the pages of a check-in. */
export const STEP_TEXTS = {
  where: {
    title: "Where does it hurt?",
    lead: "Tick a place in the lists or tap it in the drawings. They show one leg: say below which one it is.",
  },
  urgent: {
    title: "What can't wait",
    lead: "Please answer these whatever the pain is like. Don't try any movement just to find the answer.",
  },
  pain: {
    title: "How bad is it, and how long has it hurt?",
    lead: "0 is no pain, 10 the worst you can imagine. Leave out what you don't know.",
  },
  when: {
    title: "What is it like, and when does it hurt?",
    lead: "As it has been over the last few days.",
  },
  signs: {
    title: "What else do you notice?",
    lead: "Over the last few days, on the sore side or anywhere else.",
  },
  "self-screen": {
    title: "What you can see for yourself",
    lead: "If you like: in a mirror, or in a friend's video of you running. Skip whatever hurts. None of it changes what comes first.",
  },
};

export const BODY_VIEWS: Readonly<Record<"front" | "side" | "back" | "inner", string>> = {
  front: "Front",
  side: "Side",
  back: "Back",
  inner: "Inner side",
};

export const PLACE_TEXTS: Readonly<Record<Place, string>> = {
  "front-or-groin": "Front of the hip or groin",
  deep: "Deep inside, hard to point at",
  outside: "Outside of the hip",
  "outer-knee": "Outside of the knee",
  buttock: "Buttock",
  "sit-bone": "Sit bone",
  "inner-thigh": "Inner thigh",
};

export const SIDE_TEXTS: Readonly<Record<Side, string>> = {
  left: "Left",
  right: "Right",
  both: "Both",
};

export const KIND_TEXTS: Readonly<Record<Kind, string>> = {
  "sharp-and-sudden": "Sharp, and it came on suddenly",
  "dull-and-gradual": "Dull, and it came on gradually",
  radiating: "It runs down the leg",
};

export const WHEN_TEXTS: Readonly<Record<When, string>> = {
  "only-running": "Only when I run",
  "after-running": "Straight after a run",
  "at-rest": "At rest",
  stairs: "On stairs",
  "standing-on-one-leg": "Standing on one leg",
  "lying-on-it": "Lying on that side",
  sitting: "Sitting",
};

export const SCORE_TEXTS = {
  painDuring: "During your last run",
  painAfter: "After it, the same day",
  painNextMorning: "The next morning or later",
};

export const SIGN_TEXTS: Readonly<Record<Sign, string>> = {
  cannotBearWeight: "Are you unable to put your weight on that leg?",
  bladderOrBowelTrouble: "Do you have new trouble with your bladder or bowels?",
  saddleNumbness: "Are you numb where a saddle would touch you?",
  hotSwollenCalf: "Is a calf hot and swollen?",
  fever: "Do you have a fever?",
  pop: "Did you hear or feel a pop when it began?",
  lossOfFunction: "Did the leg stop working as it should?",
  fallOrInjury: "Did it begin with a fall or an injury?",
  growsDuringRun: "Does it get worse while you run?",
  earlierEachRun: "Does it start earlier in each run?",
  easesWithRest: "Does it ease when you rest?",
  nightPain: "Does it hurt at night?",
  limp: "Does it make you limp?",
  swelling: "Is it swollen?",
  redness: "Is it red?",
  warmth: "Is it warm to the touch?",
  numbness: "Is anything numb?",
  tingling: "Does anything tingle?",
  radiating: "Does it run down the leg?",
  spreading: "Is it spreading?",
  troubleWalking: "Does it make walking hard?",
  troubleStairs: "Does it make stairs hard?",
  troubleSleeping: "Does it make sleeping hard?",
};

export const OTHER_TEXTS = {
  side: "Which side?",
  places: "Where",
  day: "Day",
  kind: "What is it like?",
  when: "When does it hurt?",
  daysLasted: "For how many days has it hurt?",
  tried: "What have you tried?",
  restTried: "Have you rested from running?",
  iceTried: "Have you put ice or something cold on it?",
  clearedToRun: "Has someone examined you since then?",
  sleepHours: "Hours of sleep last night",
  selfScreen: "What you can see for yourself",
};

export const SCREEN_TEXTS: Readonly<Record<keyof SelfScreen, string>> = {
  kneesInward: "Does a knee fall inward when you run or squat?",
  pelvicDrop: "Does one side of the pelvis drop at each step?",
  trunkSways: "Does your trunk sway from side to side?",
  tightHipFlexors: "Do the fronts of your hips feel tight?",
  tightHamstrings: "Do the backs of your thighs feel tight?",
  tightItBand: "Does the outside of your thigh feel tight?",
  shoesWornOnInnerEdge: "Are your shoes worn on the inner edge?",
};

export const resultPage = {
  title: "What your check-in says",
  of: (date: string) => `Your check-in of ${date}.`,
  onlyBegun: (date: string) =>
    `You have only begun this one: until you give a score, we go by what you told us on ${date}.`,
  when: "When",
  whom: "Who to turn to",
  until: "Until then",
  because: "This is because of what you told us:",
  alsoNoticed: "Also, less urgent:",
  noFlag: "Nothing in your answers is a sign that someone should look at it now.",
  noFlagYet:
    "This isn't complete yet. Nothing you have answered so far is a sign that someone should look at it now.",
  notAsked:
    "We don't ask about the rest of your health. See a doctor sooner than you otherwise would if any of this is so: this hip has been operated on; your bones are weak; you eat too little for how much you run, or have missed periods; you have had cancer, or lose weight without meaning to; you take blood thinners, cortisone or medicine that weakens your defences; you are pregnant, or have had a baby in the last months; you are under 18, or over 60 and have fallen.",
  past: "This is how it stood on that day.",
  toToday: "See how it stands today",
  running: "May I run today?",
  runningThen: "Could I run that day?",
  light: { green: "Green", amber: "Amber", red: "Red" } satisfies Record<Light, string>,
  causes: "What it may be",
  noCauses: "Your answers point to nothing in particular.",
  fits: "It fits because",
  against: "Against it:",
  factors: "What may play a part",
  factorsUnhurt: "What may play a part if something starts to hurt",
  trend: "Over time",
  open: "Still to answer",
  correct: "Correct or add to it",
  remove: {
    title: "Delete this check-in",
    text: "It will be gone for good, and will no longer count in any answer.",
    button: "Delete it",
  },
  again: "New check-in",
};
