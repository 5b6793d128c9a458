import type { MailStopped } from "../ports/runner.ts";

/** Signing in, joining and the frame of all pages, in English. */
export const layoutText = {
  parts: "Parts of this page",
  skip: "Skip to content",
  menu: "Pages",
  refused: (title: string) => `Please check: ${title}`,
  underWay: "Something here is still in progress.",
  again: "Check progress",
  unanswered: "Something here is still in progress, but there was no answer just now.",
  disclaimer:
    "Stridewell gives information, not a diagnosis. It is no substitute for a professional.",
};

/** The menu for a signed-in runner. */
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
    text: "Nothing was changed. The form didn't come from one of our pages, or its page was opened before you last signed in. Go back and send it again. If you get here again, reload that page first.",
  },
  tooLarge: {
    status: 413,
    title: "That is too long",
    text: "Nothing was changed. What you sent is larger than any of our forms allows: please shorten the text.",
  },
  unreadable: {
    status: 400,
    title: "This form can't be read",
    text: "Nothing was changed. What arrived is damaged, or gives the same answer twice. Go back, reload the page and send it again.",
  },
  broken: {
    title: "Something went wrong on our side",
    text: "Please try again in a few minutes. Nothing that was already stored is lost.",
    stays:
      "If it keeps happening, tell the person who runs this Stridewell. This number helps them find out what went wrong:",
  },
};

/** What an unknown URL shows. It says nothing about the URL itself. */
export const noSuchPage = {
  title: "Page not found",
  text: "There is nothing at this address, and nothing was changed. It may have been mistyped, or cut off in an email.",
  today: "Go to Today",
  or: "Or see",
  welcome: "what Stridewell is.",
};

export const signInPages = {
  ask: {
    title: "Sign in",
    text: "Enter your email address. If it may use this Stridewell, an email with a link and a code arrives within a minute. There is no password.",
    label: "Email address",
    button: "Send me the email",
    invalid: "This isn't an email address: it should look like name@example.com.",
  },
  tooOften: {
    title: "Too many emails requested",
    text: "To keep your inbox quiet, we send only a few sign-in emails an hour, and 15 a day. Use the latest one you received, or try again in an hour or, at the latest, tomorrow.",
  },
  code: {
    title: "Check your inbox",
    text: (address: string) =>
      `If ${address} may use Stridewell, an email is on its way. Open its link in this browser, or enter its code here. Both work for 15 minutes.`,
    label: "Code from the email (8 digits)",
    button: "Sign in",
    wrong: "That isn't the code in the latest email. After five wrong tries you need a new email.",
    again: "No email? Check your spam folder, or request another.",
  },
  link: {
    title: "Sign in to Stridewell",
    text: "Press the button to sign in on this browser.",
    button: "Sign in",
  },
  otherBrowser: {
    title: "Enter the code instead",
    text: "The link only works in the browser it was requested from, so that nobody else who gets hold of it can use it. In that browser, enter the code from the same email. Or request a new email from this browser.",
  },
  gone: {
    title: "This sign-in has expired",
    text: "A link and its code work once, for 15 minutes and five tries. Nothing is lost: request a new email.",
    again: "Request a new email",
    already: "Signed in already, in another tab? Open your page.",
  },
  signedOut: {
    here: "You are signed out: nobody can see your pages on this browser any more.",
    everywhere: "You are signed out of every browser.",
    unsaved:
      "You were signed out by then, so what you just sent was not saved. Sign in, and you come back to its page to enter it again. Your browser may still have it: once you are signed in, go back to where you sent it.",
  },
};

/** Raised with every change to what runners agree to; stored with the runner. */
export const CONSENT_VERSION = "2026-11-27";

export const joinPage = {
  title: "Before you begin",
  lead: "Your address is confirmed. Stridewell looks at your training so that it can write to you before something hurts. For that it needs your consent.",
  what: "What is stored, and for how long",
  stored: [
    "Your address, time zone and settings, until you delete your account.",
    "Your runs and shoes from the services you connect, for as long as their terms allow, and at most until you disconnect them or delete your account.",
    "Your runs from files, and the runs and shoes you enter yourself, at most until you delete your account.",
    "The files you upload, until they are read, two days at most; and for a week what was found in them.",
    "Your answers about pain, until you delete them, and the exercises you mark as done, until you delete your account.",
    "Which emails we sent you and what they were about, for 400 days, or until you delete your account.",
    "Backups of the database keep deleted data for at most 28 days, and messages between our programs that failed for at most 14. Nobody reads them except to repair something.",
    "If your mailbox rejects our emails for good, your address goes on Amazon's list of addresses that get none from here. It stays there, even after you delete your account, until whoever runs this Stridewell takes it off.",
  ],
  who: "Your data is kept encrypted in the AWS account of whoever runs this Stridewell for you. Replies to its emails go to them too. The pages show your data to you alone. No advertising, no analysis by others, no language model.",
  health:
    "I agree that Stridewell stores and assesses data about my training and my health (runs, heart rate, my answers about pain) in order to write to me about it. I can withdraw this consent at any time by deleting my account.",
  age: "I am 16 or older.",
  zone: "Your time zone",
  zoneHint: "Your days begin and your emails come by this clock.",
  button: "Agree and begin",
  untold: {
    health: "Please tick this box if you agree: without your consent nothing may be stored.",
    age: "Please tick this box if it is true: Stridewell is for people aged 16 and over.",
  },
  zoneUnknown: "Please choose a time zone from the list.",
};

export const signInMail = {
  subject: "Sign in to Stridewell",
  lead: "Open this link in the browser you requested it from:",
  button: "Sign in",
  code: "or enter this code there:",
  once: "Both work for 15 minutes, and only once.",
  notYou:
    "If you didn't request this, you can ignore it: without this email nobody gets in, and nothing was changed.",
  why: "You get this because your address was entered on the sign-in page.",
};

/** Why a runner gets no more emails, since the day `date`. */
export const mailStopped: Readonly<Record<MailStopped["reason"], (date: string) => string>> = {
  bounce: (date) =>
    `We stopped emailing you on ${date}: your mailbox rejected one of our emails for good.`,
  complaint: (date) =>
    `We stopped emailing you on ${date}: one of our emails was marked as spam in your mailbox.`,
  erased: () => "You get no more emails: this account is being erased.",
};
