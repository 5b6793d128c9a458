import type { Kind, Place, SelfScreen, Side, Sign, When } from "../../domain/pain/check-in.ts";
import type { Light } from "../../domain/pain/traffic-light.ts";

/** The pain check-in: its questions and the frame of its answer. Nobody is asked to hop. */
export const checkInPages = {
  title: "How is your hip?",
  lead: "A few short pages. Each is kept as you send it, so you can stop at any time. What can't wait comes first.",
  nothing:
    "Nothing hurts? Tick no place, and give 0 on the page after next: that is worth knowing too.",
  emergency:
    "If you can't put weight on the leg, or feel very ill, don't fill in a form: get emergency care now.",
  day: "The day this is about",
  dayHint: "Today, or one of the last 14 days.",
  next: "Save and go on",
  finish: "Save and see the answer",
  toAnswer: "See the answer now",
  stepOf: (step: number, of: number) => `Page ${step} of ${of}`,
  yes: "Yes",
  no: "No",
  unsure: "Not sure",
  noScore: "not told",
  faulty: (fields: readonly string[]) =>
    `Nothing was saved yet. Please look again at: ${fields.map((field) => `“${field}”`).join("; ")}.`,
  unknown: {
    title: "There is no such check-in",
    text: "It may have been deleted. Nothing was changed.",
    back: "To your check-ins",
  },
  history: {
    title: "Your check-ins",
    none: "You have told us nothing so far.",
    caption: "Scores from 0 (none) to 10 (the worst there is), newest first",
    date: "Day and place",
    during: "During",
    after: "After",
    morning: "Next morning",
    nowhere: "no place",
    open: (date: string) => `Answer of ${date}`,
  },
};

/** By the pages of a check-in. */
export const STEP_TEXTS = {
  where: {
    title: "Where does it hurt?",
    lead: "Tick a place in the lists or touch it in the drawings. They show one leg: say below which one it is.",
  },
  urgent: {
    title: "What can't wait",
    lead: "Please answer these whatever the pain is like. Don't try anything out to find the answer.",
  },
  pain: {
    title: "How much, and since when?",
    lead: "0 is no pain, 10 the worst you can imagine. Leave out what you don't know.",
  },
  when: {
    title: "What is it like, and when does it come?",
    lead: "As it has been in these days.",
  },
  signs: {
    title: "What else do you notice?",
    lead: "In these days, on the sore side or beyond.",
  },
  "self-screen": {
    title: "What you can see on yourself",
    lead: "If you like: in a mirror, or in a friend's video of you running. Leave it out where it hurts. It changes none of what comes first.",
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
  "sharp-and-sudden": "Sharp, it came suddenly",
  "dull-and-gradual": "Dull, it came little by little",
  radiating: "It runs along the leg",
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
  painAfter: "After it, that day",
  painNextMorning: "The next morning",
};

export const SIGN_TEXTS: Readonly<Record<Sign, string>> = {
  cannotBearWeight: "Can't you put your weight on that leg?",
  bladderOrBowelTrouble: "Is there new trouble with bladder or bowel?",
  saddleNumbness: "Is it numb where a saddle would touch you?",
  hotSwollenCalf: "Is a calf hot and swollen?",
  fever: "Do you have a fever?",
  pop: "Did you hear or feel a pop when it began?",
  lossOfFunction: "Did the leg stop doing what it should?",
  fallOrInjury: "Did it begin with a fall or an injury?",
  growsDuringRun: "Does it grow while you run?",
  earlierEachRun: "Does it begin earlier in each run?",
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
  troubleSleeping: "Does it make sleep hard?",
};

export const OTHER_TEXTS = {
  side: "Which side?",
  places: "Where",
  day: "Day",
  kind: "What is it like?",
  when: "When does it hurt?",
  daysLasted: "For how many days?",
  tried: "What have you tried?",
  restTried: "Have you rested it from running?",
  iceTried: "Have you cooled it?",
  sleepHours: "Hours of sleep last night",
  selfScreen: "What you can see on yourself",
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
  when: "When",
  whom: "Whom to see",
  until: "Until then",
  because: "Because of what you told:",
  alsoNoticed: "Also, less urgent:",
  noFlag: "Among what you answered there is no sign that calls for somebody to look at it now.",
  running: "May I run today?",
  light: { green: "Green", amber: "Amber", red: "Red" } satisfies Record<Light, string>,
  causes: "What it may be",
  noCauses: "What you told points to nothing in particular.",
  fits: "Fits, because",
  against: "Speaks against it:",
  factors: "What may play a part",
  trend: "Over time",
  open: "Still open",
  answerThem: "Answer them",
  correct: "Correct or add to it",
  remove: {
    title: "Delete this check-in",
    text: "It is gone for good, and no longer counts in any answer.",
    button: "Delete it",
  },
  again: "New check-in",
};
