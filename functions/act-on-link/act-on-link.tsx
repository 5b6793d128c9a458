import { runnerId } from "../messages/runner-id.ts";
import { Submit } from "../pages/field.tsx";
import { Message } from "../pages/notes.tsx";
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
  const refused = message("refused", 404, actionPages.refused);
  if (runner === null) return refused;
  const verified = verifyAction(request.path["token"] ?? "", runner, Date.parse(deps.now()));
  if (verified.kind === "refused") return refused;
  if (verified.kind === "expired") return message("expired", 410, actionPages.expired, "/today");

  const { action } = verified;
  const { early, saved, already } = actionPages.done;
  const day = `${en.dayName(action.day)} ${en.dateText(action.day)}`;
  const today = dayInZone(Date.parse(deps.now()), runner.zone);
  // A digest has links for several days to come, and the routine can't untick those before they have come.
  if (action.day > today) return message("early", 409, { ...early, text: early.text(day) });
  if (request.method !== "POST") {
    if (request.query.has(NOTED)) return message("shown", 200, saved);
    const marks = await deps.exercises.ofDay(runner.id, action.day);
    const isDone = action.tips.every((tip) => marks.some((mark) => mark.tip === tip && mark.done));
    return isDone
      ? message("already done", 200, { ...already, text: already.text(day) })
      : asked(action.tips, day);
  }
  await deps.exercises.save(
    runner.id,
    action.tips.map((tip) => ({ day: action.day, tip, done: true })),
  );
  return { outcome: action.do, redirect: `${request.rawPath}?${NOTED}` };
}

function message(
  outcome: string,
  status: number,
  { title, text, link }: typeof actionPages.expired,
  to = "/routine",
): PageAnswer {
  return { outcome, status, title, body: <Message text={text} to={to} link={link} /> };
}

function asked(tips: Action["tips"], day: string): PageAnswer {
  const { title, text, button } = actionPages.done.ask;
  const body = (
    <>
      <p>{text(day)}</p>
      <ul>
        {tips.map((tip) => (
          <li>{en.sentence(exerciseName(tip))}</li>
        ))}
      </ul>
      <form method="post">
        <Submit label={button} />
      </form>
    </>
  );
  return { outcome: "asked", status: 200, title, body };
}
