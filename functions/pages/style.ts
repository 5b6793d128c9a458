/** The one style sheet. Light and dark follow the reader's system; nothing is narrower than 320 px. */
export const style = `:root {
  color-scheme: light dark;
  --ink: #1d2b27; --quiet: #52605b; --paper: #fbfaf7; --card: #ffffff; --line: #d9ddd8;
  --accent: #1f6f5c; --on-accent: #ffffff; --warn: #9a4a00; --warn-paper: #fdf1e3;
  --stop: #a3261d; --stop-paper: #fdecea; --good: #1f6f5c; --good-paper: #eef4f0; --bar: #6b9b8b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8ece9; --quiet: #a9b5b0; --paper: #14201c; --card: #1b2a25; --line: #33443e;
    --accent: #7cc8b2; --on-accent: #0e1a16; --warn: #f0b572; --warn-paper: #33260f;
    --stop: #ff9d93; --stop-paper: #3a1916; --good: #7cc8b2; --good-paper: #1b2f28; --bar: #57877a;
  }
}
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: break-word; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 1rem 0; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.25rem 0 .5rem; }
h3 { font-size: 1.0625rem; margin: 1.25rem 0 .25rem; }
p, ul, ol, dl, table, fieldset { margin: .5rem 0 1rem; }
details { margin: .25rem 0 .5rem; }
a { color: var(--accent); }
.quiet { color: var(--quiet); font-size: .9375rem; }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; }
header.site { border-bottom: 1px solid var(--line); }
header.site nav { max-width: 44rem; margin: 0 auto; padding: .25rem 1rem; display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: center; }
header.site a { text-decoration: none; padding: .5rem 0; min-height: 2.75rem; }
header.site a.home { font-weight: 700; color: var(--ink); }
header.site a[aria-current] { color: var(--ink); box-shadow: inset 0 -2px var(--accent); }
footer.site { max-width: 44rem; margin: 0 auto; padding: 1rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .875rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .125rem; }
button, .button { display: inline-block; font: inherit; font-weight: 600; padding: .55rem 1.15rem; min-height: 2.75rem; border: 2px solid var(--accent); border-radius: .5rem; background: var(--accent); color: var(--on-accent); cursor: pointer; text-decoration: none; }
button.second, .button.second { background: transparent; color: var(--accent); }
button.small { padding: .1rem .6rem; min-height: 1.75rem; margin: .15rem 0 0 .35rem; font-size: .875rem; }
button.danger { background: transparent; color: var(--stop); border-color: var(--stop); }
.brand { display: inline-block; }
.brand img { display: block; }
.strava-brand { color: #fc5200; font-size: 1.25rem; font-weight: 700; }
.credits { margin-top: 2rem; font-size: .875rem; color: var(--quiet); }
form { margin: 1rem 0; }
form :is(input, select) + button, form p > button, form.inline > button { margin-top: .5rem; }
form.inline > button { margin-right: .5rem; }
form.inline { display: inline; margin: 0; }
fieldset { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem 1rem; min-width: 0; }
legend { font-weight: 600; padding: 0 .25rem; }
label { display: block; font-weight: 600; margin: .75rem 0 .25rem; }
label.choice { display: flex; gap: .6rem; align-items: flex-start; font-weight: 400; margin: 0; padding: .5rem 0; min-height: 2.75rem; }
input, select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--quiet); border-radius: .375rem; padding: .5rem .6rem; max-width: 100%; min-height: 2.75rem; }
::placeholder { color: var(--quiet); opacity: 1; }
input[type=checkbox], input[type=radio] { width: 1.25rem; height: 1.25rem; min-height: 0; margin: .2rem 0 0; flex: none; accent-color: var(--accent); }
.hint { color: var(--quiet); font-size: .9375rem; margin: 0 0 .25rem; font-weight: 400; }
p.hint:not([id]) { margin-top: .4rem; }
ul.links a { display: block; padding: .53rem 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.1rem; margin: 1rem 0; }
.note { border-left: .3rem solid var(--accent); padding: .5rem .9rem; background: var(--card); margin: 1rem 0; }
.note.warn { border-color: var(--warn); background: var(--warn-paper); }
.note.stop { border-color: var(--stop); background: var(--stop-paper); }
.wide { overflow-x: auto; }
pre { white-space: pre-wrap; font-size: .875rem; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
/* One word of sixty letters would push the figures beside it off a phone. */
td .name { display: inline-block; min-width: 6rem; max-width: 14rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
caption { text-align: left; color: var(--quiet); padding-bottom: .25rem; }
details > summary { cursor: pointer; color: var(--accent); padding: .53rem 0; }
progress { width: 100%; height: .9rem; accent-color: var(--accent); }
svg.chart { width: 100%; height: auto; display: block; }
dl.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; }
dl.figures dt { color: var(--quiet); font-size: .9375rem; }
dl.figures dd { margin: 0; font-size: 1.375rem; font-weight: 700; line-height: 1.3; }
.code { font-size: 1.5rem; letter-spacing: .2em; font-variant-numeric: tabular-nums; }
.body-map { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; }
.body-map fieldset { margin: 0; }
.drawing { position: relative; width: 7.5rem; margin: 0 auto; }
.drawing svg { display: block; width: 100%; height: auto; }
.drawing .body { fill: var(--paper); stroke: var(--quiet); stroke-width: 1.5; }
.drawing .fold { fill: none; stroke: var(--quiet); stroke-width: 1; }
.drawing circle { fill: var(--card); stroke: var(--stop); stroke-width: 1.5; stroke-dasharray: 2 1.5; }
.drawing label { position: absolute; width: 2.75rem; height: 2.75rem; margin: -1.375rem 0 0 -1.375rem; cursor: pointer; }
label.front-or-groin { left: 42.5%; top: 58.7%; } label.deep { left: 32.5%; top: 32.3%; }
label.outside { left: 47.5%; top: 39.3%; } label.outer-knee { left: 50%; top: 78.6%; }
label.buttock { left: 35%; top: 32.3%; } label.sit-bone { left: 41.3%; top: 58.7%; }
label.inner-thigh { left: 35%; top: 67.9%; }
.body-map:has(#place-front-or-groin:checked) circle.front-or-groin, .body-map:has(#place-deep:checked) circle.deep, .body-map:has(#place-outside:checked) circle.outside, .body-map:has(#place-outer-knee:checked) circle.outer-knee, .body-map:has(#place-buttock:checked) circle.buttock, .body-map:has(#place-sit-bone:checked) circle.sit-bone, .body-map:has(#place-inner-thigh:checked) circle.inner-thigh { fill: var(--stop); stroke-dasharray: none; }
fieldset.ask { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: .5rem 0 0; margin: 0 0 .5rem; display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
fieldset.ask legend { float: left; width: 100%; padding: 0; }
fieldset.ask label.choice { align-items: center; }
fieldset.ask input { margin: 0; }
fieldset.ask .note { width: 100%; margin: .5rem 0; }
.field { margin: .5rem 0 1rem; }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 0 1rem; align-items: end; }
.light { border-left: .6rem solid var(--quiet); padding-left: .75rem; }
.light.red { border-color: var(--stop); } .light.amber { border-color: var(--warn); } .light.green { border-color: var(--good); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.card > :first-child, .note > :first-child { margin-top: 0; }
.card > :last-child, .note > :last-child { margin-bottom: 0; }
th .hint { display: block; }
.verdict p { margin: .15rem 0; }
.verdict strong { font-size: 1.25rem; }
.note.good { border-color: var(--good); background: var(--good-paper); }
dl.figures dd.quiet { font-size: .9375rem; font-weight: 400; }
details dt { font-weight: 600; }
details dd { margin: 0 0 .25rem; }
dl.numbers dd { margin-bottom: .75rem; }
svg.chart { max-width: 30rem; font-variant-numeric: tabular-nums; }
.parts { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
.parts a { padding: .5rem 0; min-height: 2.75rem; }
.tabs { display: flex; flex-wrap: wrap; gap: .5rem; }
.tabs a { padding: .5rem .9rem; border: 1px solid var(--accent); border-radius: .5rem; text-decoration: none; }
.tabs a[aria-current] { background: var(--accent); color: var(--on-accent); }
.pair { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; margin: .5rem 0 0; overflow-wrap: anywhere; }
.pair > * { min-width: 0; }
progress { appearance: none; border: 1px solid var(--quiet); border-radius: .5rem; background: var(--card); color: var(--good); overflow: hidden; }
progress::-webkit-progress-bar { background: var(--card); }
progress::-webkit-progress-value { background: var(--good); }
progress::-moz-progress-bar { background: var(--good); }
progress.warn::-webkit-progress-value { background: var(--warn); }
progress.warn::-moz-progress-bar { background: var(--warn); }
progress.stop::-webkit-progress-value { background: var(--stop); }
progress.stop::-moz-progress-bar { background: var(--stop); }
progress.quiet::-webkit-progress-value { background: var(--quiet); }
progress.quiet::-moz-progress-bar { background: var(--quiet); }
input.address { width: 100%; }
.moves { list-style: none; padding: 0; }
.moves li { display: grid; grid-template-columns: 6.5rem 1fr; gap: .25rem 1rem; margin: 0 0 1rem; }
.moves li > div:only-child { grid-column: 1 / -1; }
.moves p { margin: .15rem 0 0; }
svg.pose { width: 6.5rem; height: auto; fill: none; stroke: var(--ink); stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
svg.pose .floor { stroke: var(--line); }
svg.pose .prop { stroke: var(--quiet); stroke-width: 1.25; }
svg.pose .moves { stroke: var(--accent); stroke-width: 1.25; stroke-dasharray: 2 2.5; }
svg.pose circle { fill: var(--paper); }
@media (max-width: 26rem) { .moves li { grid-template-columns: 1fr; } }
/* Otherwise the filled part has the colour of the empty one. */
@media (forced-colors: active) { progress { forced-color-adjust: none; } header.site a[aria-current], .tabs a[aria-current] { text-decoration: underline; } }
@media print {
  header.site, button, .button, .tabs, .parts, .skip, details:has(.danger) { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  /* A bar is a background, which nobody's printer prints unless told to. */
  progress { print-color-adjust: exact; }
}
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
`;
