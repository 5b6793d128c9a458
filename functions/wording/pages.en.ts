/** The unsubscribe pages, in English. */
export const unsubscribePages = {
  ask: {
    title: "Stop the weekly digest?",
    text: "Press the button and you get no more digests. Your runs stay stored, and you can turn the digest on again in the settings.",
    button: "Stop the digest",
  },
  done: {
    title: "The weekly digest has stopped",
    text: "You get no more digests. If one is already on its way, it is the last.",
  },
  refused: {
    title: "This link doesn't work",
    text: "It may have been cut off in the email, or replaced by a newer one. Please use the link in the latest email, or choose in the settings what we send you.",
  },
  settings: "Change your email settings",
};

export const welcomePage = {
  title: "Keep your hips running",
  lead: "Stridewell watches your training and your shoes and writes to you before something hurts.",
  points: [
    "Your runs arrive automatically from Strava or another service, or you upload the files from your watch.",
    "A digest once a week: what you ran, what stood out, how far to go next.",
    "A message at once when a run was much longer than usual, or a pair of shoes is worn.",
    "Report a pain and find out whether it needs a professional, and how soon.",
  ],
  begin: "Get started or sign in",
  known: "With your email address and no password.",
  already: "Signed in already? Open your page.",
  stored:
    "Nothing about your running or your health is stored before you agree to it, each runner sees only their own data, and everything can be deleted at any time. Stridewell is for runners aged 16 and over.",
  noSuchFile: {
    title: "File not found",
    text: "Stridewell has been updated in the meantime: please reload the page.",
  },
};

/** At the foot of every digest. */
export const digestReason =
  "You get this because Stridewell looks after your running and your weekly digest is on. If you reply, the person who runs this Stridewell reads it.";
