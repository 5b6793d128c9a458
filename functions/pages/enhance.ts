/**
 * What the pages do better with JavaScript, though they work without it. Plain old syntax, since no build step
 * touches it.
 *
 * - A form whose button is clicked twice is sent once; a page that Back brings up after its form was sent is
 *   loaded anew, and Back to a form that was refused brings up its page, with no question whether to send it
 *   again.
 * - Where several forms with `data-keep` share a page, sending one keeps what was typed into the others: in one
 *   with `all`, which shows what was typed and refused, that is every field.
 * - A field marked `data-guess="zone"` is set to the browser's own time zone.
 * - A form with `data-upload` sends each chosen or dropped file on its own, shows its progress, asks before the
 *   page is left meanwhile, and then loads the page that says what becomes of them.
 * - A page that says something is under way is fetched again now and then, and what differs is updated; whatever
 *   has the focus, is open or was typed in stays as it is. If there is no answer, the page says so and leaves a
 *   link for looking by hand.
 */
export const enhance = `"use strict";
const sentMs = new WeakMap();
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  // A second click would drop the answer to the first, and a code that signs in works only once. After a
  // few seconds without an answer it is a new try.
  if (Date.now() - (sentMs.get(event.target) ?? 0) < 3000) event.preventDefault();
  else sentMs.set(event.target, Date.now());
});
// A page that Back brings up as it was left still says what its form showed before it was sent, so changing a
// field back would count as leaving it alone. Loaded anew, it keeps what was typed.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && [...document.forms].some((form) => sentMs.has(form))) location.reload();
});
const main = document.querySelector("main");
if (main.hasAttribute("data-refused")) history.replaceState(null, "");
for (const field of document.querySelectorAll("select[data-guess=zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Browsers and Node call some zones by different names, but each knows the other's.
  if (![...field.options].some((option) => option.value === zone)) field.add(new Option(zone, zone));
  field.value = zone;
}
for (const form of document.querySelectorAll("form[data-upload]")) {
  const { upload, most, sending, failed, large, folder, rest } = form.dataset;
  const input = form.querySelector("input[type=file]");
  const status = form.querySelector("[role=status]");
  const words = (text, name, percent) =>
    text.replace("{name}", () => name).replace("{percent}", percent);
  const send = (file, key) =>
    new Promise((resolve, reject) => {
      const data = new FormData();
      for (const [name, value] of Object.entries({ ...JSON.parse(upload), key })) data.append(name, value);
      data.append("file", file);
      const request = new XMLHttpRequest();
      request.upload.onprogress = ({ loaded, total }) => {
        status.textContent = words(sending, file.name, String(Math.floor((100 * loaded) / total)));
      };
      request.onload = () => (request.status === 201 ? resolve() : reject());
      request.onerror = reject;
      request.open("POST", form.action);
      request.send(data);
    });
  let sent = 0;
  const sendAll = async (files, folders = new Set()) => {
    if (form.hasAttribute("aria-busy") || files.length === 0) return;
    form.setAttribute("aria-busy", "true");
    let last = "";
    const faults = [];
    for (const file of files) {
      // Two files with the same name, from two folders, are two files.
      const key = JSON.parse(upload).key.replace("\${filename}", () => sent + "/" + file.name);
      if (folders.has(file.name)) faults.push(words(folder, file.name, ""));
      else if (file.size > Number(most)) faults.push(words(large, file.name, ""));
      else {
        try {
          await send(file, key);
          last = key;
          sent += 1;
        } catch {
          faults.push(words(failed, file.name, ""));
        }
      }
    }
    form.removeAttribute("aria-busy");
    if (faults.length === 0) location.assign("/upload?files=" + sent + "&key=" + encodeURIComponent(last));
    else status.textContent = [...faults, ...(last === "" ? [] : [rest])].join(" ");
  };
  // Whoever leaves would lose what is on its way.
  addEventListener("beforeunload", (event) => {
    if (form.hasAttribute("aria-busy")) event.preventDefault();
  });
  input.multiple = true;
  for (const hint of form.querySelectorAll("[data-with-script]")) hint.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void sendAll([...input.files]);
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    const { files, items } = event.dataTransfer;
    // A folder is among the files, but no browser sends one.
    const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry?.isDirectory);
    void sendAll([...files], new Set(entries.map(({ name }) => name)));
  });
}

let isHeld = false;

function become(old, next) {
  // An upload form keeps the fields that were signed for it.
  if (old.isEqualNode(next) || old.dataset?.upload !== undefined) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = next.nodeValue;
    return;
  }
  for (const { name, value } of next.attributes) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) {
    if (name !== "open" && !next.hasAttribute(name)) old.removeAttribute(name);
  }
  const [was, is] = [[...old.childNodes], [...next.childNodes]];
  if (was.length === is.length && was.every((one, at) => one.nodeName === is[at].nodeName)) {
    was.forEach((one, at) => become(one, is[at]));
  } else if (old.contains(document.activeElement)) {
    isHeld = true;
  } else {
    old.replaceChildren(...is);
  }
}

/** Takes the note that something is under way off the page: nobody needs it while we look ourselves. */
function takeNote(page) {
  const note = page.querySelector("[data-again]");
  note?.remove();
  return note;
}

/** Says that there was no answer, with a link for looking by hand. */
function tell(note) {
  note.firstChild.nodeValue = note.dataset.unanswered + " ";
  note.setAttribute("role", "status");
  main.querySelector("h1").after(note);
}

async function follow(note, waitMs) {
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  let goesOn = true;
  try {
    const answer = document.hidden ? null : await fetch(location.href);
    if (answer?.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      isHeld = false;
      goesOn = takeNote(page) !== null;
      note.remove();
      become(main, page.querySelector("main"));
      goesOn ||= isHeld;
    } else if (answer !== null) {
      tell(note);
      // Signed out in the meantime: the link leads to the sign-in page, and asking again would too.
      goesOn = !answer.redirected;
    }
  } catch {
    // Offline or cut off: the next attempt may work.
    tell(note);
  }
  if (goesOn) follow(note, Math.min(waitMs * 1.2, 60000));
}

const underWay = takeNote(main);
if (underWay !== null) follow(underWay, 3000);

const isTyped = ({ value, defaultValue, checked, defaultChecked, options }) =>
  options === undefined
    ? value !== defaultValue || checked !== defaultChecked
    : [...options].some(({ selected, defaultSelected }) => selected !== defaultSelected);
const typed = sessionStorage.getItem("typed");
// For one page only: whoever uses this tab next must not find it.
sessionStorage.removeItem("typed");
for (const { name, value, checked } of JSON.parse(typed ?? "[]")) {
  for (const field of document.getElementsByName(name)) {
    if (field.form?.dataset.keep === undefined) continue;
    field.closest("details")?.setAttribute("open", "");
    if (field.type !== "checkbox") field.value = value;
    else if (field.value === value) field.checked = checked;
  }
}
document.addEventListener("submit", ({ target, defaultPrevented }) => {
  if (defaultPrevented || target.dataset.keep === undefined) return;
  const fields = [...document.querySelectorAll("[data-keep] :is(input, select):not([type=hidden])")]
    .filter((field) => field.form !== target && (field.form.dataset.keep === "all" || isTyped(field)))
    .map(({ name, value, checked }) => ({ name, value, checked }));
  sessionStorage.setItem("typed", JSON.stringify(fields));
});
`;
