/** One thing that `npm run deploy` asks. */
export interface Question {
  /** The flag's name without its dashes; null for what must not appear in a shell's history. */
  readonly flag: string | null;
  /** The environment variable's name. */
  readonly variable: string;
  readonly text: string;
  /** What an empty answer means, if one is allowed. */
  readonly empty?: string;
  readonly secret?: true;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** What is wrong with an answer, or null. */
  readonly fault: (answer: string) => string | null;
}
