/** Getting in, staying in and the frame of all pages, in English. */
export const layoutText = {
  skip: "Skip to the content",
  menu: "Pages",
  underWay: "Something here is still under way.",
  again: "See how far it is",
  unanswered: "Something here is still under way, and just now there was no answer.",
  disclaimer: "Stridewell informs. It does not diagnose and does not replace a professional.",
};

/** The menu of who is signed in. */
export const menu = [
  { path: "/today", label: "Today" },
  { path: "/training", label: "Training" },
  { path: "/routine", label: "Routine" },
  { path: "/shoes", label: "Shoes" },
  { path: "/check-in", label: "Check-in" },
  { path: "/connect", label: "Sources" },
  { path: "/settings", label: "Settings" },
];

export const formPages = {
  foreign: {
    title: "This form is out of date",
    text: "Nothing was changed. It was not sent from a page of ours, or that page was opened before you signed in anew. Go back, load the page again and send it once more.",
  },
  tooLarge: {
    status: 413,
    title: "That is too much",
    text: "Nothing was changed. What was sent is larger than any of our forms can be: please shorten the text.",
  },
  unreadable: {
    status: 400,
    title: "This form can't be read",
    text: "Nothing was changed. What was sent is damaged, or says one thing twice. Go back, load the page again and send it once more.",
  },
  broken: {
    title: "Something broke on our side",
    text: "Please try again in a few minutes. Nothing that was stored before is lost.",
    stays:
      "If it stays like this, tell the person who runs this Stridewell. With this number they find what went wrong:",
  },
};

/** What stands where nothing is. Of the address itself it says nothing. */
export const noSuchPage = {
  title: "There is no such page",
  text: "Nothing is at this address, and nothing was changed. It may be mistyped, or cut off in a mail.",
  today: "Go to Today",
  or: "Or see",
  welcome: "what Stridewell is.",
};

export const signInPages = {
  ask: {
    title: "Sign in",
    text: "Type your email address. If it may use this Stridewell, a mail with a link and a code comes within a minute. There is no password.",
    label: "Email address",
    button: "Send me the mail",
    invalid: "This is no email address: it looks like name@example.com.",
  },
  tooOften: {
    title: "Too many mails were asked for",
    text: "To keep your mailbox quiet, only a few sign-in mails are sent in an hour. Use the newest one you got, or try again in an hour.",
  },
  code: {
    title: "Look into your mailbox",
    text: "If this address may use Stridewell, a mail is on its way. Open its link in this browser, or type its code here. Both work for 15 minutes.",
    label: "Code from the mail (8 digits)",
    button: "Sign in",
    wrong: "This is not the code of the newest mail. After five wrong tries a new mail is needed.",
    again: "No mail? Look into the spam folder, or ask for another one.",
  },
  link: {
    title: "Sign in to Stridewell",
    text: "Press the button to sign in with this browser.",
    button: "Sign in",
  },
  otherBrowser: {
    title: "Type the code instead",
    text: "This link only works in the browser that asked for it, so that nobody who gets hold of it can use it. In that browser, type the code that stands in the same mail. Or ask for a new mail from this browser.",
  },
  gone: {
    title: "This way in has ended",
    text: "A link and its code work once, for 15 minutes and five tries. Nothing is lost: ask for a new mail.",
    again: "Ask for a new mail",
  },
  signedOut: {
    here: "You are signed out: on this browser nobody can see your pages any more.",
    everywhere: "Every browser that was signed in as you is signed out.",
  },
};

/** Raised with every change of what is agreed to; kept with the runner. */
export const CONSENT_VERSION = "2026-11";

export const joinPage = {
  title: "Before anything is stored",
  lead: "Your address is confirmed. Stridewell looks at your training to write to you before something hurts. For that it needs your yes.",
  what: "What is stored, and for how long",
  stored: [
    "Your address, time zone and settings, until you delete your account.",
    "Your runs and shoes from the services that you connect, for as long as their terms allow and at most until you disconnect or delete.",
    "What you answer about pain, until you delete it.",
    "Backups of the table keep deleted data for at most 35 days; nobody reads them but to repair a loss.",
  ],
  who: "It lies encrypted in the AWS account of whoever runs this Stridewell for you. Pages show it to you alone. No advertising, no analysis by others, no language model.",
  health:
    "I agree that Stridewell stores and judges data about my training and my health (runs, heart rate, what I answer about pain) to write to me about it. I can take this back at any time by deleting my account.",
  age: "I am 16 or older.",
  zone: "Your time zone",
  zoneHint: "Days begin and mails come by this clock.",
  button: "Agree and begin",
  refused:
    "Both boxes have to be ticked: without your yes nothing may be stored, and Stridewell is for people of 16 and over.",
  zoneUnknown: "Please choose a time zone from the list.",
};

export const signInMail = {
  subject: "Your way into Stridewell",
  lead: "Open this link in the browser that you asked from:",
  button: "Sign in",
  code: "or type this code there:",
  once: "Both work once and for 15 minutes.",
  notYou:
    "If you did not ask for this, do nothing: without this mail nobody gets in, and nothing was changed.",
  why: "You get this because your address was typed in on the sign-in page.",
};
