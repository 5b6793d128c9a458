/** A short email that holds no figures: what happened, one button, one code. */
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
  /** Ends emails of this kind; null for one that is sent because somebody asked for it. */
  readonly stop: { readonly text: string; readonly url: string } | null;
}
