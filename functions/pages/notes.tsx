import type { Child } from "hono/jsx";

/** What has just been done, read out at once; nothing if it is null. */
export function Done({ text }: { text: Child | null }) {
  return text === null ? null : (
    <p class="note" role="status">
      {text}
    </p>
  );
}

/** The words for what the page's address says has been done, such as `?done=added`; null for anything else. */
export function wordsFor(
  done: string | null,
  words: Readonly<Record<string, string>>,
): string | null {
  return Object.entries(words).find(([what]) => what === done)?.[1] ?? null;
}

/** Why a form was refused, read out at once; nothing if it is null. */
export function Refusal({ text }: { text: string | null }) {
  return text === null ? null : (
    <p class="note warn" role="alert">
      {text}
    </p>
  );
}

interface Way {
  readonly to: string;
  readonly link: string;
  readonly look?: "button" | "button second";
}

/** Where to go on to: a button, or a link if no `look` is given. */
export function WayOn({ to, link, look }: Way) {
  return (
    <p>
      <a class={look} href={to}>
        {link}
      </a>
    </p>
  );
}

/** What a page that only says one thing says, and the way on. */
export function Message(props: Way & { readonly text: string; readonly children?: Child }) {
  const { text, children, ...way } = props;
  return (
    <>
      <p>{text}</p>
      {children}
      <WayOn {...way} />
    </>
  );
}
