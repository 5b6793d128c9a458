import { layoutText } from "../wording/account.en.ts";

/** Leads to the parts of a page that is long on a phone, each by its id and its title. */
export function Parts({ parts }: { parts: readonly (readonly [id: string, title: string])[] }) {
  return (
    <nav class="parts" aria-label={layoutText.parts}>
      {parts.map(([id, title]) => (
        <a href={`#${id}`}>{title}</a>
      ))}
    </nav>
  );
}
