import type { Child } from "hono/jsx";
import type { ErasureMessage } from "../messages/erasure.ts";
import { Message } from "../pages/notes.tsx";
import type { AccountStore, AddressChangeStore, SettingsStore } from "../ports/account.ts";
import type { DismissalStore, SamenessStore } from "../ports/activities.ts";
import type { ConnectionList } from "../ports/connections.ts";
import type { ReminderWakeStore } from "../ports/exercises.ts";
import type { Mailer } from "../ports/mail.ts";
import type { Queue } from "../ports/queue.ts";
import type { LimitStore, UsedUpLimits } from "../ports/sign-in.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { PageAnswer } from "../shared/http/page.ts";
import type { SignedInDeps, SignedInRequest } from "../shared/http/signed-in.ts";
import { nextReminder } from "../shared/mail/reminders.ts";
import type { CaseStores } from "../shared/runner/load-case.ts";
import { settingsPage as text } from "../wording/settings.en.ts";
import { SECTIONS, wantedBy } from "./forms.ts";
import { placeOf, type Refused, SAVED, type Saved, SettingsPage } from "./settings-page.tsx";

export interface SettingsDeps extends SignedInDeps, CaseStores {
  readonly settings: SettingsStore;
  readonly reminders: ReminderWakeStore;
  readonly addresses: AddressChangeStore;
  readonly accounts: AccountStore;
  readonly connections: Pick<ConnectionList, "of">;
  readonly dismissals: DismissalStore;
  readonly sameness: SamenessStore;
  readonly limits: LimitStore & UsedUpLimits;
  readonly mailer: Mailer;
  /** The address of the person who runs this Stridewell. */
  readonly owner: string;
  readonly erasures: Queue<ErasureMessage>;
  /** A new one with each call, hard to guess. */
  readonly randomId: () => string;
}

export const nowOf = (deps: Pick<SettingsDeps, "nowMs">): string =>
  new Date(deps.nowMs()).toISOString();

export async function showSettings(
  request: SignedInRequest,
  deps: SettingsDeps,
): Promise<PageAnswer> {
  const saved = SAVED.find((one) => one === request.query.get("saved")) ?? null;
  return settingsAnswer(request, deps, saved, null);
}

export async function takeSettings(
  request: SignedInRequest,
  deps: SettingsDeps,
): Promise<HttpAnswer> {
  const section = SECTIONS.find((one) => one === request.form.get("section"));
  if (section === undefined)
    return settingsAnswer(request, deps, null, { section: null, faults: [], typed: request.form });
  const wanted = wantedBy(section, request.form, request.runner, nowOf(deps));
  if (wanted.kind === "unusable") {
    const { faults } = wanted;
    return settingsAnswer(request, deps, null, { section, faults, typed: request.form });
  }
  // Before the settings: a wake that no longer fits is corrected when it is due, but a missing one never is.
  const reminderAt = nextReminder(wanted.runner, nowOf(deps));
  if (reminderAt !== null && (section === "days" || section === "reminders")) {
    await deps.reminders.wakeAt(request.runner.id, reminderAt);
  }
  if ((await deps.settings.keep(request.runner, wanted.runner)) === "changed-meanwhile") {
    return changedMeanwhile();
  }
  return { outcome: `kept: ${section}`, redirect: savedPath(section) };
}

/** Leads to the place that reports it. */
export function savedPath(saved: Saved): string {
  return `/settings?saved=${saved}#${placeOf(saved)}`;
}

export function changedMeanwhile(): PageAnswer {
  const { title, text: words } = text.changedMeanwhile;
  return { outcome: "changed meanwhile", status: 409, title, body: <p>{words}</p> };
}

async function settingsAnswer(
  { runner, csrf }: SignedInRequest,
  deps: SettingsDeps,
  saved: Saved | null,
  refused: Refused | null,
): Promise<PageAnswer> {
  const sources = await deps.connections.of(runner.id);
  const body = (
    <SettingsPage
      runner={runner}
      csrf={csrf}
      instant={nowOf(deps)}
      sources={sources}
      saved={saved}
      refused={refused}
    />
  );
  const status = refused === null ? 200 : 422;
  return { outcome: refused === null ? "shown" : "unusable", status, title: text.title, body };
}

/** A message on a page of its own, with the way back. */
export function messagePage(
  outcome: string,
  status: number,
  words: { readonly title: string; readonly text: string },
  more: Child = null,
): PageAnswer {
  const body = (
    <Message text={words.text} to="/settings" link={text.back} look="button second">
      {more}
    </Message>
  );
  return { outcome, status, title: words.title, body };
}
