import { html } from "hono/html";
import { NUDGE_TOPICS } from "../../domain/nudges/decide-nudges.ts";
import { runnerId } from "../messages/runner-id.ts";
import type { Runner, RunnerStore, Topic } from "../ports/runner.ts";
import type { HttpAnswer, HttpRequest } from "../shared/http/http-handler.ts";
import { isUnsubscribeToken } from "../shared/http/links.ts";
import type { PageAnswer } from "../shared/http/page.ts";
import { NUDGE_TOPIC_TEXTS } from "../wording/nudges.en.ts";
import { unsubscribePages } from "../wording/pages.en.ts";
import { reminderPages } from "../wording/reminder.en.ts";

const TOPICS: readonly Topic[] = ["digest", "reminder", ...NUDGE_TOPICS];

export interface UnsubscribeDeps {
  readonly runners: Pick<RunnerStore, "find" | "stop">;
}

/** Sent by our own form, since a mail client's POST must not be redirected. */
const FROM_PAGE = "page";

/**
 * RFC 8058: a POST stops the topic at once, without a cookie or a sign-in. A GET only asks, since
 * mail scanners open every link.
 */
export async function unsubscribe(
  request: Pick<HttpRequest, "method" | "path" | "rawPath" | "form">,
  deps: UnsubscribeDeps,
): Promise<HttpAnswer> {
  const topic = topicOf(request.path["topic"]);
  // The table rejects anything that can't be an id, and that would raise the alarm as our failure.
  const id = runnerId.safeParse(request.path["runnerId"]).data;
  const runner = topic === null || id === undefined ? null : await deps.runners.find(id);
  // The same answer for an unknown runner and a wrong token, so that nobody learns which ids exist.
  if (topic === null || runner === null) return refused();
  if (!isUnsubscribeToken(request.path["token"] ?? "", runner, topic)) return refused();

  const words = wordsOf(topic);
  if (request.method === "POST") {
    await deps.runners.stop(runner.id, topic);
    const isOurs = request.form.get("from") === FROM_PAGE;
    return isOurs ? { outcome: "stopped", redirect: request.rawPath } : stopped(words);
  }
  if (isOff(runner, topic)) return stopped(words);
  const { title, text, button } = words.ask;
  const form = html`<p>${text}</p><form method="post"><input type="hidden" name="from" value="${FROM_PAGE}"><button type="submit">${button}</button></form>`;
  return { outcome: "asked", status: 200, title, body: form };
}

function stopped({ done }: { done: { title: string; text: string } }): PageAnswer {
  return { outcome: "stopped", status: 200, title: done.title, body: withSettings(done.text) };
}

function isOff({ digest, reminders, nudges }: Runner, topic: Topic): boolean {
  if (topic === "digest") return !digest.on;
  return topic === "reminder" ? !reminders.email : nudges.topicsOff.includes(topic);
}

function wordsOf(topic: Topic) {
  if (topic === "digest") return unsubscribePages;
  return topic === "reminder" ? reminderPages : NUDGE_TOPIC_TEXTS[topic];
}

function topicOf(text: string | undefined): Topic | null {
  return TOPICS.find((topic) => topic === text) ?? null;
}

function refused(): PageAnswer {
  const { title, text } = unsubscribePages.refused;
  return { outcome: "refused", status: 404, title, body: withSettings(text) };
}

/** For whoever stopped too much, or has an old link and wants to stop something. */
function withSettings(text: string) {
  return html`<p>${text}</p><p><a href="/settings">${unsubscribePages.settings}</a></p>`;
}
