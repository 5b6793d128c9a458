/**
 * What is said about the files that a runner uploads, in
 * English. Each reason says what is wrong, then what to do.
 */
const NOT_ENGLISH =
  "If the export is in another language, set the language to English in Strava, request a new export, and use that one.";
const NO_KIND =
  "It isn't a kind of file that is read here: use a FIT, GPX or TCX file, gzipped or not, a zip of such files, the zip that Strava or Garmin sent, or Strava's activities.csv.";

export const filesText = {
  /** For what isn't a text: a FIT file whose beginning is lost can't be told from a picture. */
  noKind: `${NO_KIND} If it should be one of these, it is damaged: copy or export it again.`,
  noKindOfText: `${NO_KIND} ${NOT_ENGLISH}`,
  empty: "It is empty: there isn't a single byte in it. Export it again.",
  unknownKind:
    "It isn't a FIT, GPX or TCX file, nor one of them zipped or gzipped. Export the activity as FIT, GPX or TCX. If it should be one already, it is damaged.",
  tooLarge: (mb: number) =>
    `It holds more than ${mb} MB, far more than one activity. Split it, or export the activity again.`,
  bomb: "It unpacks to more than 200 times its size, which no activity does. If you trust it, unpack it yourself.",
  gzipDamaged: "It is a damaged or incomplete gzip. Download it again, or unpack it yourself.",
  fitDamaged:
    "It is a FIT file that is damaged or cut short. Copy it from the watch again, or export it as TCX or GPX.",
  unfinished:
    "The watch never finished this file, as when its battery dies: what it had recorded by then is in. If the run went on, add the rest by hand.",
  fitTooLong:
    "It is a FIT file with more than a million entries, far more than one activity. Export it as TCX or GPX.",
  fitSessions: (most: number) =>
    `It is a FIT file with more than ${most} activities in it, which no watch writes. Export each of them separately.`,
  xmlDamaged: (line: number) =>
    `Its XML is damaged or incomplete: it can't be read past line ${line}. Export the activity again.`,
  xmlDocType: "It declares a DOCTYPE, which no watch or service writes. Export the activity again.",
  webPage:
    "It is a web page and not a file from a watch. Sign in where it came from, and download the file again.",
  xmlDeep: "It is nested deeper than any GPX or TCX file. Export the activity again.",
  xmlWide:
    "One of its elements has more attributes than any in a GPX or TCX file. Export the activity again.",
  xmlOther: (root: string) =>
    `It is another kind of XML (<${root}>). Export the activity as GPX, TCX or FIT.`,
  noTimes: "It has no times: it is a planned route, not an activity.",
  gpxEmpty:
    "It has one reading at most: Garmin Connect, for one, writes none into a GPX file without GPS, as on a treadmill. Export it as FIT or TCX instead, or add the run by hand.",
  nothingLater:
    "Nothing in it is later than its first reading: correct that one's time, or export it again.",
  clockNotSet: "It begins before the year 2000: the watch's clock wasn't set.",
  clockAhead:
    "It begins in the future: the watch's clock was ahead. Set it right, and correct the date where the file came from.",
  impossible:
    "It covers more than 10,000 km or 100 days, which no activity does. Correct its distance and time, or export it again.",
  nothingDone: "It has neither a distance nor a time in motion. If it was a run, add it by hand.",
  nothingRecorded: "nothing was recorded",
  notActivity: (type: string) => `It isn't an activity (${type}).`,
  sportGuessed: (sport: string) =>
    sport === "other"
      ? "It doesn't say which sport it was, and has no distance to go by, so it isn't counted as a run."
      : `It doesn't say which sport it was: going by its pace, ${sport}.`,
  outOfOrder:
    "Its times go back, and what has an earlier time isn't counted: check its distance and time.",
  zipDamaged: "It is a damaged or incomplete zip. Download the export again, or unpack it.",
  zipEncrypted: "It is encrypted. Unpack it, and use what was in it.",
  zipMethod:
    "It is compressed in a way that is rare in zips and isn't read here. Unpack it, and zip what was in it again.",
  zipTooMany: (most: number) =>
    `It has more than ${most.toLocaleString("en")} entries. Split it into parts.`,
  tooMany: (most: number) =>
    `It holds more than ${most.toLocaleString("en")} activities, more than a lifetime of running. Split it into parts.`,
  zipTooLarge: (gb: number) =>
    `It unpacks to more than ${gb} GB, more than any runner's export. Unpack it, and use only its activities.`,
  zipTooLong:
    "It takes too long to read in one go. Unpack it, and use what was in it, in several zips.",
  zipClimbs:
    "A name in the zip points outside it, which no export's does. Unpack it, and use only its activities.",
  zipDeep: "It is a zip in a zip in a zip. Unpack it, and use what was in it.",
  csvOther: `Its activities.csv doesn't begin the way Strava's does: it has no column Activity ID or Activity Date. ${NOT_ENGLISH}`,
  csvInstead: (reason: string) =>
    `${reason} The files beside it were read instead. They don't say which shoes you wore or how hard you said a run was, and they lack what you added by hand.`,
  csvInside:
    "It isn't read this deep inside. If it is from Strava's export, upload that by itself: the files beside it don't say which shoes you wore or how hard you said a run was.",
  polarJson:
    "Polar's own JSON isn't read here. Export the session as TCX at flow.polar.com, and use that file.",
  rowOf: (file: string, row: number) => `${file}, row ${row}`,
  csvColumns: (missing: string) =>
    `The header has no column ${missing}. Use activities.csv exactly as it comes in Strava's export. ${NOT_ENGLISH}`,
  csvTooLarge: (mb: number) =>
    `Its activities.csv is over ${mb} MB, far more than one runner's export. Use one runner's export.`,
  csvLarge: (most: number) =>
    `This is more than the ${most.toLocaleString("en")} rows of one runner's export. Split it into parts, each with the header.`,
  csvEmpty: "It holds no activities. Export again once Strava has some.",
  csvUnusable: (row: number, reason: string) =>
    `None of its rows can be used. Fix row ${row} first: ${reason}`,
  noneUsable: ({ file, reason }: { file: string; reason: string }) =>
    `None of its files can be used. The first of them, ${file}: ${reason}`,
  noFiles:
    "It holds no activities. Use a FIT, GPX or TCX file, or the zip that Strava or Garmin sent.",
};
