/** The page of the shoes, in English. */
export const shoesPage = {
  title: "Shoes",
  lead: "Shoes are commonly replaced between 300 and 500 miles (480 and 805 km). It is about wear and not an alarm; no trial has shown that it prevents injury.",
  none: "No pair is listed yet. Add the one you run in, with what it has run already.",
  done: {
    added: "The pair is listed.",
    changed: "The pair is changed.",
    defaults: "The usual pairs are kept.",
    worn: "The run is in that pair now.",
  },
  retired: "Retired",
  change: "Change",
  told: "Its distance is the total that its service keeps, so it is changed there, and the runs in it too.",
  toldRetired: "A pair that was retired at its service comes back into use there.",
  fields: {
    name: "Name",
    start: (unit: string) => `Run in it before it came here (${unit})`,
    notice: (unit: string) => `First word from (${unit})`,
    replace: (unit: string) => `Replace at (${unit})`,
    limitHint: (figure: string) => `Leave it empty for ${figure}.`,
    retired: "Retired: no word about it any more",
  },
  save: "Save",
  add: {
    title: "Add a pair",
    button: "Add this pair",
  },
  worn: {
    title: "Which pair was it?",
    text: "A run that names no pair, or the wrong one, can be put into a pair here.",
    run: "Run",
    without: "Without a pair",
    within: "In a pair",
    choose: "Choose a run",
    chooseShoe: "Choose a pair",
    shoe: "Pair",
    button: "Put the run into this pair",
    option: (date: string, distance: string, name: string) => `${date}, ${distance}, ${name}`,
    optionWith: (option: string, shoe: string) => `${option} (now: ${shoe})`,
  },
  defaults: {
    title: "The usual pair",
    text: "Runs that name no pair count for these.",
    sport: {
      run: "Road runs",
      "trail-run": "Trail runs",
      "virtual-run": "Treadmill and virtual runs",
    },
    none: "None",
    button: "Keep these",
  },
  faults: {
    summary: "Nothing was changed.",
    name: "Name: write 1 to 60 characters, such as “Blue daily trainer”.",
    distance: (field: string, least: string, most: string) =>
      `${field}: write a plain number from ${least} to ${most}, such as 120 or 120.5.`,
    order: (notice: string, replace: string) =>
      `First word: ${notice} is more than ${replace}, where the pair is due. Write less, or raise the limit.`,
    run: "Run: choose one from the list. A run that was deleted meanwhile is no longer on it.",
    shoe: "Pair: choose one from the list.",
    many: (most: number) =>
      `${most} pairs are listed already, which is the most. Change one that is retired instead.`,
  },
  unknown: {
    title: "There is no such pair",
    text: "Nothing was changed. It may have been removed at the service that it came from.",
    back: "All shoes",
  },
};
