import { dateText } from "./en.ts";

const activities = (count: number) =>
  count === 1 ? "1 activity" : `${count.toLocaleString("en")} activities`;

/** The page on which a runner uploads files, in English. */
export const uploadPage = {
  title: "Upload files",
  lead: "FIT, GPX or TCX from any watch, a zip of them, or the export that Strava or Garmin sends you: 2 GB at most. The file is read, its activities are stored, and the file itself is deleted at once.",
  file: "File",
  button: "Upload",
  drop: "You can choose several at once, or drop them here.",
  sending: "Sending {name}: {percent}%. Keep this page open.",
  rest: "The other files arrived and are being read.",
  failed: "{name} did not arrive. Reload the page and try again.",
  tooLarge:
    "{name} is larger than 2 GB, the most you can upload at once. Unpack it, and upload what was in it as several zips.",
  folder: "{name} is a folder. Zip it, and upload the zip.",
  someOf: (left: number, files: number) => `${left} of ${files} files`,
  waiting: (what: string) => `Arrived and being read: ${what}. You can leave this page.`,
  late: (what: string) =>
    `Arrived a while ago, but not read yet: ${what}. We'll try again, and if it can't be done, whoever runs this Stridewell is told.`,
  gone: (what: string) => `Not read, and deleted by now: ${what}. Upload it again.`,
  results: "What happened to your files",
  resultsHint: "Each is listed for a week, and can be undone until then.",
  nothing: "Nothing was stored.",
  tooManyActivities: (most: number) =>
    `With these there would be more than ${most.toLocaleString("en")} activities from your files, which is the most we keep for one runner. None of this file was stored, and nothing else was changed.`,
  tooManyPairs: (most: number) =>
    `With these there would be more than ${most.toLocaleString("en")} pairs of shoes from your files, which is the most we keep for one runner. None of this file was stored, and nothing else was changed.`,
  stored: (count: number) => `${activities(count)} stored.`,
  storing: {
    waiting: (count: number) => `Being stored: ${activities(count)}.`,
    late: (count: number) =>
      `Storing ${activities(count)} isn't finished, so some may be missing. We'll try again, and if it can't be done, whoever runs this Stridewell is told.`,
    gone: (count: number) =>
      `Storing ${activities(count)} broke off, so some may be missing. Upload the file again.`,
  },
  known: (count: number) => `Already here: ${count.toLocaleString("en")}.`,
  twice: (count: number) =>
    `In more than one file, and stored once: ${count.toLocaleString("en")}.`,
  others: (count: number) => `Files without an activity: ${count.toLocaleString("en")}.`,
  leftOut: (count: number) => `Left out: ${count.toLocaleString("en")}`,
  more: (count: number) => `and ${count.toLocaleString("en")} more`,
  notes: (count: number) => `Stored, but worth a look: ${count.toLocaleString("en")}`,
  notesHint: "If one of them is wrong, it can be left out of every figure.",
  notesLink: "Runs left out",
  undo: {
    title: "Undo an upload",
    link: (files: number) =>
      files === 1
        ? "Undo this upload"
        : `Undo the upload of these ${files.toLocaleString("en")} files`,
    done: "Undone: no activity that this upload added is here any more. To have it back, upload the file again.",
    begun: (left: number) =>
      `Undoing this upload isn't finished: ${left.toLocaleString("en")} of its activities ${left === 1 ? "is" : "are"} still here.`,
    files: "The upload of:",
    goes: (count: number, firstDay: string, lastDay: string) =>
      count === 1
        ? `This removes 1 activity, of ${dateText(firstDay)}.`
        : `This removes ${count.toLocaleString("en")} activities, from ${dateText(firstDay)} to ${dateText(lastDay)}.`,
    storing: "Not all of it is stored yet. Once you undo it, the rest won't be.",
    shoes: (count: number) =>
      count === 1
        ? "It also removes 1 pair of shoes worn in nothing else."
        : `It also removes ${count.toLocaleString("en")} pairs of shoes worn in nothing else.`,
    stays:
      "What was here before stays, as does all that comes from elsewhere. If a later upload holds some of these activities too, they go as well: to have them back, upload that file again.",
    nothing:
      "There is nothing to remove. Activities that it only changed stay as they are, and so does all that was uploaded before uploads could be undone.",
    button: "Undo the upload",
    back: "Back to your uploads",
    unknown: "There is no such upload, or it was more than a week ago.",
  },
  row: (row: number) => `row ${row}`,
};
