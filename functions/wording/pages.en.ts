/** What the pages say, in English. */
export const unsubscribePages = {
  ask: {
    title: "Stop the weekly digest?",
    text: "Press the button and no further digest is sent to you. Your runs stay stored, and you can turn it on again in the settings.",
    button: "Stop the digest",
  },
  done: {
    title: "The weekly digest is stopped",
    text: "You get no further digest. If one is on its way at this very moment, it is the last.",
  },
  refused: {
    title: "This link doesn't work",
    text: "It may have been cut off in the email, or replaced by a newer one. Please use the link in the latest email.",
  },
};

export const welcomePage = {
  title: "Keep your hips running",
  lead: "Stridewell watches your training and your shoes and writes to you before something hurts.",
  points: [
    "Your runs arrive by themselves from Strava or another service, or you bring the files of your watch.",
    "A digest once a week: what you ran, what stood out, how far to go next.",
    "A word at once when a run was much longer than usual, or a pair of shoes is worn.",
    "Report a pain and learn whether it needs a professional, and how soon.",
  ],
  begin: "Begin or sign in",
  known: "With your email address and no password.",
  already: "Signed in already? Open your page.",
  stored:
    "Nothing is stored before you agreed to it, each runner sees their own data alone, and everything can be deleted at any time. It is for runners of 16 and over.",
  noSuchFile: {
    title: "There is no such file",
    text: "Stridewell was updated meanwhile: please load the page anew.",
  },
};

/** Stands at the foot of every digest. */
export const digestReason =
  "You get this because Stridewell looks after your running and your weekly digest is on. Reply to it, and the person who runs this Stridewell reads it.";
