import { type Fault, Field, Submit } from "../pages/field.tsx";
import { WayOn } from "../pages/notes.tsx";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import { noSessionCookie } from "../shared/http/session.ts";
import type { SignedInRequest } from "../shared/http/signed-in.ts";
import { eraseNow } from "../shared/runner/erase-now.ts";
import { deletePage as text } from "../wording/settings.en.ts";
import { nowOf, type SettingsDeps } from "./settings.tsx";

/** The page has mostly finished by then; if both run at once, that does no harm either. */
const WORKER_AFTER_S = 5;

export async function askDelete({ csrf }: SignedInRequest): Promise<HttpAnswer> {
  return deleteForm(csrf, []);
}

function deleteForm(csrf: string, faults: readonly Fault[]): HttpAnswer {
  const body = (
    <>
      <p>{text.lead}</p>
      <ul>
        {text.happens.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
      <WayOn to="/settings/export" link={text.export} />
      <form method="post" action="/settings/delete">
        <input type="hidden" name="csrf" value={csrf} />
        <Field id="word" name="word" label={text.label(text.word)} faults={faults}>
          {(shared) => (
            <input {...shared} required autocomplete="off" autocapitalize="none" maxlength={20} />
          )}
        </Field>
        <Submit label={text.button} look="danger" />
      </form>
    </>
  );
  const status = faults.length === 0 ? 200 : 422;
  return { outcome: "asked", status, title: text.title, body };
}

/**
 * Erases at once what needs nobody else. The worker withdraws the access, tells the runner and erases the
 * rest. Its message is sent first, so that everything is erased even if this breaks off.
 */
export async function takeDelete(
  { form, csrf, runner }: SignedInRequest,
  deps: SettingsDeps,
): Promise<HttpAnswer> {
  if ((form.get("word") ?? "").trim().toLowerCase() !== text.word) {
    return deleteForm(csrf, [{ field: "word", text: text.wrong(text.word) }]);
  }
  await deps.erasures.send([{ kind: "erase", runnerId: runner.id, left: false }], WORKER_AFTER_S);
  await eraseNow(runner.id, { ...deps, now: () => nowOf(deps) });
  return { outcome: "erased", redirect: "/goodbye", cookies: [noSessionCookie()], forgets: true };
}

/** For someone who no longer has an account here. */
export async function sayGoodbye(): Promise<HttpAnswer> {
  const { title, text: words } = text.done;
  return { outcome: "shown", status: 200, title, body: <p>{words}</p> };
}
