import type { Child } from "hono/jsx";
import { layoutText, menu } from "../wording/account.en.ts";
import { assets } from "./assets.ts";

/** The frame of every page: one style sheet, and one small script that nothing depends on. */
export function Layout(props: {
  title: string;
  nav: boolean;
  /** A form that has to be corrected: the first that a screen reader says, and a tab shows. */
  isRefused: boolean;
  /** Of the page that was requested. */
  path: string;
  again: string | undefined;
  body: Child;
}) {
  const { title, nav, isRefused, path: here, again, body } = props;
  const { style, enhance } = assets();
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${isRefused ? layoutText.refused(title) : title} · Stridewell`}</title>
        <link rel="stylesheet" href={style.path} />
        <link rel="icon" href="data:," />
        <script src={enhance.path} defer></script>
      </head>
      <body>
        <a class="skip" href="#content">
          {layoutText.skip}
        </a>
        <header class="site">
          <nav aria-label={layoutText.menu}>
            <a class="home" href={nav ? "/today" : "/"}>
              Stridewell
            </a>
            {nav
              ? menu.map(({ path, label }) => (
                  <a
                    href={path}
                    {...(`${here}/`.startsWith(`${path}/`) && { "aria-current": "page" })}
                  >
                    {label}
                  </a>
                ))
              : null}
          </nav>
        </header>
        <main id="content" {...(isRefused && { "data-refused": "" })}>
          <h1>{title}</h1>
          {again === undefined ? null : (
            <p class="note" data-again data-unanswered={layoutText.unanswered}>
              {layoutText.underWay} <a href={again}>{layoutText.again}</a>
            </p>
          )}
          {body}
        </main>
        <footer class="site">{layoutText.disclaimer}</footer>
      </body>
    </html>
  );
}
