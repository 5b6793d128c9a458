/**
 * What the pages do better with JavaScript, and do without it too. Plain old syntax, since no build
 * step touches it. A field marked `data-guess="zone"` is set to the browser's own time zone. A page that
 * says that something is under way is asked for again now and then, and takes on what differs: whatever
 * has the focus, is open or was typed in stays as it is.
 */
export const enhance = `"use strict";
for (const field of document.querySelectorAll("select[data-guess=zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...field.options].some((option) => option.value === zone)) field.value = zone;
}

const main = document.querySelector("main");
let isHeld = false;

function become(old, next) {
  if (old.isEqualNode(next)) return;
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

/** Whether the page says that something is under way. It needs no word of how to look while we do. */
function takeAgain(page) {
  const again = page.querySelector("[data-again]");
  again?.remove();
  return again !== null;
}

async function follow(waitMs) {
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  let goesOn = true;
  try {
    const answer = document.hidden ? null : await fetch(location.href);
    if (answer?.redirected) return;
    if (answer?.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      isHeld = false;
      goesOn = takeAgain(page);
      become(main, page.querySelector("main"));
      goesOn ||= isHeld;
    }
  } catch {
    // Offline: the next time may be better.
  }
  if (goesOn) follow(Math.min(waitMs * 1.2, 60000));
}

if (takeAgain(main)) follow(3000);
`;
