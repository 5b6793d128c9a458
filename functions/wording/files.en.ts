/** What is said of files that a runner brings, in English. Each reason says what is wrong, then what to do. */
const NOT_ENGLISH =
  "If the export is in another language: set the language to English in Strava, ask for a new export, and use that one.";

export const filesText = {
  noKind: `It is of no kind that is read here: a FIT, GPX or TCX file, gzipped or not, a zip of such files, the zip that Strava or Garmin sent, or Strava's activities.csv. ${NOT_ENGLISH}`,
  empty: "It is empty: there is not one byte in it. Export it again.",
  unknownKind:
    "It is no FIT, GPX or TCX file, nor one of them zipped or gzipped. Export the activity as FIT, GPX or TCX.",
  tooLarge: (mb: number) =>
    `It holds more than ${mb} MB, far more than one activity. Split it, or export the activity anew.`,
  bomb: "It unpacks to more than 200 times its size, which no activity does. Unpack it yourself if you trust it.",
  gzipDamaged: "It is a damaged or unfinished gzip. Download it again, or unpack it yourself.",
  fitDamaged:
    "It is a FIT file that is damaged or cut short. Copy it from the watch again, or export it as TCX or GPX.",
  fitTooLong:
    "It is a FIT file with more than a million entries, far more than one activity. Export it as TCX or GPX.",
  fitSessions: (most: number) =>
    `It is a FIT file with more than ${most} activities in it, which no watch writes. Export each of them by itself.`,
  fitCompressed:
    "It is a FIT file with compressed time stamps, which Garmin's own reader does not know. Export it as TCX or GPX.",
  xmlDamaged: (line: number) =>
    `It is not whole XML: reading stops at line ${line}. Export the activity again.`,
  xmlDocType: "It declares a DOCTYPE, which no watch or service writes. Export the activity again.",
  xmlDeep: "It nests deeper than any GPX or TCX does. Export the activity again.",
  xmlWide:
    "One of its elements has more attributes than any GPX or TCX gives it. Export the activity again.",
  xmlOther: (root: string) =>
    `It is XML of another kind (<${root}>). Export the activity as GPX, TCX or FIT.`,
  noTimes: "It has no times: it is a planned route and not an activity.",
  clockNotSet: "It begins before the year 2000: the clock of the watch was not set.",
  clockAhead:
    "It begins in the future: the clock of the watch was ahead. Set it right, and mend the date where the file came from.",
  impossible:
    "It tells of over 10,000 km or 100 days, which is no activity. Mend its distance and time, or export it again.",
  nothingDone: "It has neither a time nor a distance.",
  cycleOnly: "It is the change from one sport to the next.",
  nothingRecorded: "a recording of nothing",
  notActivity: (type: string) => `It is no activity but ${type}.`,
  sportGuessed: (sport: string) => `It does not say which sport it was: by its pace, ${sport}.`,
  zipDamaged: "It is a damaged or unfinished zip. Download the export again, or unpack it.",
  zipEncrypted: "It is encrypted. Unpack it, and bring what was in it.",
  zipTooMany: (most: number) =>
    `It has more than ${most.toLocaleString("en")} members. Bring it in parts.`,
  tooMany: (most: number) =>
    `It holds more than ${most.toLocaleString("en")} activities, more than any runner's years. Bring it in parts.`,
  zipTooLarge: (gb: number) =>
    `It unpacks to more than ${gb} GB, more than any runner's export. Unpack it, and bring its activities alone.`,
  zipTooLong:
    "It takes longer to read than there is time for at once. Unpack it, and bring what was in it in several zips.",
  zipClimbs:
    "A name in the zip leads out of it, which no export's does. Unpack it, and bring its activities alone.",
  zipDeep: "It is a zip in a zip in a zip. Unpack it, and bring what was in it.",
  csvOther: `Its activities.csv does not begin as Strava's does: it has no column Activity ID, Activity Date or Activity Type. ${NOT_ENGLISH}`,
  csvColumns: (missing: string) =>
    `The header has no column ${missing}. Use activities.csv just as Strava's export holds it. ${NOT_ENGLISH}`,
  csvTooLarge: (mb: number) =>
    `Its activities.csv is over ${mb} MB, far more than one runner's export. Give one runner's export.`,
  csvLarge: (most: number) =>
    `This is more than the ${most.toLocaleString("en")} rows of one runner's export. Bring it in parts, each with the header.`,
  csvEmpty: "It holds no activities. Export again once Strava has some.",
  csvUnusable: (row: number, reason: string) =>
    `No row of it can be used. Mend row ${row} first: ${reason}`,
  noneUsable: ({ file, reason }: { file: string; reason: string }) =>
    `No file in it can be used. The first of them, ${file}: ${reason}`,
  noFiles:
    "It holds no activities. Give a FIT, GPX or TCX file, or the zip that Strava or Garmin sent.",
};
