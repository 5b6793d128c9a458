/** The page on which a runner brings files, in English. */
export const uploadPage = {
  title: "Bring files",
  lead: "FIT, GPX or TCX of any watch, a zip of them, or the export that Strava or Garmin sends you: 2 GB at most. The file is read, its activities are stored, and the file itself is deleted at once.",
  file: "File",
  button: "Bring it in",
  drop: "Several at a time can be dropped here.",
  sending: "Sending {name}: {percent}%",
  failed: "{name} did not arrive. Load the page anew and try again.",
  tooLarge:
    "{name} is larger than 2 GB, the most that can be brought at once. Unpack it, and bring what was in it in several zips.",
  someOf: (left: number, files: number) => `${left} of ${files} files`,
  waiting: (what: string) => `On its way: ${what}.`,
  late: (what: string) =>
    `Arrived, but not read for a while: ${what}. That is tried again, and if it can't be done, whoever runs this Stridewell is told.`,
  results: "What became of your files",
  resultsHint: "Each is listed for a week.",
  nothing: "Nothing was stored.",
  stored: (count: number) =>
    count === 1 ? "1 activity is stored." : `${count.toLocaleString("en")} activities are stored.`,
  known: (count: number) => `${count.toLocaleString("en")} were here already.`,
  twice: (count: number) =>
    `${count.toLocaleString("en")} came in more than one file and were taken once.`,
  others: (count: number) => `${count.toLocaleString("en")} files hold no activity.`,
  leftOut: (count: number) => `Left out: ${count.toLocaleString("en")}`,
  leftOutMore: (count: number) => `and ${count.toLocaleString("en")} more`,
  row: (row: number) => `row ${row}`,
};
