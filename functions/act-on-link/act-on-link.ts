import { html } from "hono/html";
import { runnerId } from "../messages/runner-id.ts";
import type { ExerciseLogStore } from "../ports/exercises.ts";
import type { RunnerStore } from "../ports/runner.ts";
import { type Action, verifyAction } from "../shared/http/action-links.ts";
import type { HttpAnswer, HttpRequest } from "../shared/http/http-handler.ts";
import type { PageAnswer } from "../shared/http/page.ts";
import { dayInZone } from "../shared/time.ts";
import { actionPages, exerciseName } from "../wording/digest.en.ts";
import * as en from "../wording/en.ts";

export interface ActOnLinkDeps {
  readonly runners: Pick<RunnerStore, "find">;
  readonly exercises: Pick<ExerciseLogStore, "save" | "ofDay">;
  /** Now, as a UTC instant. */
  readonly now: () => string;
}

/** In the URL of the page that follows. */
const NOTED = "noted";

/**
 * A link in an email that does one thing. A GET only shows what the button will do, since mail scanners
 * open every link; the POST does it, with the same result however often it comes.
 */
export async function actOnLink(request: HttpRequest, deps: ActOnLinkDeps): Promise<HttpAnswer> {
  // The table rejects anything that can't be an id, and that would raise the alarm as our failure.
  const id = runnerId.safeParse(request.path["runnerId"]).data;
  const runner = id === undefined ? null : await deps.runners.find(id);
  // The same answer for an unknown runner and a wrong token, so that nobody learns which ids exist.
  if (runner === null) return refused();
  const verified = verifyAction(request.path["token"] ?? "", runner, Date.parse(deps.now()));
  if (verified.kind === "refused") return refused();
  if (verified.kind === "expired") return expired();

  const { action } = verified;
  const today = dayInZone(Date.parse(deps.now()), runner.zone);
  // A digest has links for several days to come, and the routine can't untick those before they have come.
  if (action.day > today) return early(action);
  if (request.method !== "POST") {
    if (request.query.has(NOTED)) return noted();
    const marks = await deps.exercises.ofDay(runner.id, action.day);
    const isDone = action.tips.every((tip) => marks.some((mark) => mark.tip === tip && mark.done));
    return isDone ? alreadyDone(action) : asked(action);
  }
  await deps.exercises.save(
    runner.id,
    action.tips.map((tip) => ({ day: action.day, tip, done: true })),
  );
  return { outcome: action.do, redirect: `${request.rawPath}?${NOTED}` };
}

function noted(): PageAnswer {
  const { title, text, link } = actionPages.done.saved;
  const body = html`<p>${text}</p><p><a href="/routine">${link}</a></p>`;
  return { outcome: "shown", status: 200, title, body };
}

function alreadyDone({ day }: Action): PageAnswer {
  const { title, text, link } = actionPages.done.already;
  const body = html`<p>${text(dayText(day))}</p><p><a href="/routine">${link}</a></p>`;
  return { outcome: "already done", status: 200, title, body };
}

function early({ day }: Action): PageAnswer {
  const { title, text, link } = actionPages.done.early;
  const body = html`<p>${text(dayText(day))}</p><p><a href="/routine">${link}</a></p>`;
  return { outcome: "early", status: 409, title, body };
}

function asked({ day, tips }: Action): PageAnswer {
  const { title, text, button } = actionPages.done.ask;
  const exercises = tips.map((tip) => html`<li>${en.sentence(exerciseName(tip))}</li>`);
  const body = html`<p>${text(dayText(day))}</p><ul>${exercises}</ul><form method="post"><button type="submit">${button}</button></form>`;
  return { outcome: "asked", status: 200, title, body };
}

function dayText(day: string): string {
  return `${en.dayName(day)} ${en.dateText(day)}`;
}

function expired(): PageAnswer {
  const { title, text, link } = actionPages.expired;
  const body = html`<p>${text}</p><p><a href="/today">${link}</a></p>`;
  return { outcome: "expired", status: 410, title, body };
}

function refused(): PageAnswer {
  const { title, text, link } = actionPages.refused;
  const body = html`<p>${text}</p><p><a href="/routine">${link}</a></p>`;
  return { outcome: "refused", status: 404, title, body };
}
