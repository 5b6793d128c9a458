/** What the pages say, in English. */
export const unsubscribePages = {
  ask: {
    title: "Stop the weekly digest?",
    text: "Press the button and no further digest is sent to you. Your runs stay stored, and whoever runs this Stridewell for you can turn it on again.",
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
  title: "Stridewell is running",
  text: "It watches the training and the shoes of its runners, and writes to them once a week. Each runner reads their own check-up in their own email; nothing about anybody is shown here.",
  disclaimer: "Stridewell informs. It does not diagnose and does not replace a professional.",
};

/** Stands at the foot of every digest. */
export const digestReason =
  "You get this because Stridewell looks after your running and your weekly digest is on.";
