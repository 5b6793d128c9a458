/** A short email about the account itself: what happened, one button, one code. */
export interface LetterView {
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  readonly subject: string;
  /** What an inbox shows after the subject. */
  readonly preheader: string;
  readonly appUrl: string;
  readonly heading: string;
  readonly before: readonly string[];
  readonly button: { readonly label: string; readonly url: string } | null;
  readonly code: { readonly label: string; readonly value: string } | null;
  readonly after: readonly string[];
  /** Why this person gets this email. */
  readonly why: string;
}
