import type { Child } from "hono/jsx";
import { Submit } from "../pages/field.tsx";
import type {
  UploadedActivityStore,
  UploadForm,
  UploadForms,
  UploadLine,
  UploadOutcome,
  UploadStore,
} from "../ports/uploads.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { SignedInDeps, SignedInRequest } from "../shared/http/signed-in.ts";
import { oneLineOf } from "../shared/one-line.ts";
import {
  MOST_UPLOAD_BYTES,
  readUploadKey,
  uploadIdOf,
  uploadPrefix,
} from "../shared/runner/upload-key.ts";
import { uploadPage as text } from "../wording/upload.en.ts";

export interface UploadDeps extends SignedInDeps {
  readonly uploads: Pick<UploadStore, "all" | "undone">;
  readonly activities: Pick<UploadedActivityStore, "counts">;
  readonly forms: UploadForms;
  /** A new one with each call. */
  readonly randomId: () => string;
}

/** The worker's own limit, and some more. */
const LATE_AFTER_MS = 20 * 60_000;
/** By then the bucket has deleted what nobody read: it does so once a day. */
const GONE_AFTER_MS = 48 * 3_600_000;
/** As long as an outcome is kept. */
const FORGOTTEN_AFTER_MS = 7 * 24 * 3_600_000;

/**
 * The form goes straight to the bucket, which sends the browser back here with the key of what it
 * stored. With our script the same fields go there for one file after another, without leaving the page.
 */
export async function showUpload(
  { runner, query }: SignedInRequest,
  deps: UploadDeps,
): Promise<HttpAnswer> {
  const nowMs = deps.nowMs();
  const asked = { key: query.get("key") ?? "", files: query.get("files") ?? "1" };
  const since = query.get("since");
  const outcomes = await deps.uploads.all(runner.id);
  const uploads = Map.groupBy(outcomes, uploadIdOf);
  const undone = await leftOfUndone(runner.id, uploads, deps);
  const sent = { ...asked, files: Number(asked.files), sinceMs: Number(since ?? nowMs) };
  const waiting = waitingFor(sent, runner.id, outcomes, nowMs);
  // A form may be an hour old when its file has arrived, so the first look begins the wait.
  if (waiting?.state === "waiting" && since === null) {
    const look = new URLSearchParams({ ...asked, since: String(nowMs) });
    return { outcome: "arrived", redirect: `/upload?${look}` };
  }
  const uploadId = `${nowMs.toString(36)}-${deps.randomId()}`;
  const prefix = uploadPrefix({ runnerId: runner.id, uploadId });
  const [form, scripted] = await Promise.all([
    deps.forms.make(prefix, { success_action_redirect: `${deps.publicUrl}/upload` }),
    deps.forms.make(prefix, { success_action_status: "201" }),
  ]);
  return {
    outcome: waiting?.state ?? "shown",
    status: 200,
    title: text.title,
    sendsTo: new URL(form.url).origin,
    ...(waiting?.state === "waiting" && { again: `/upload?${query}` }),
    body: (
      <>
        {/* What changes from look to look is kept apart from the form, which stays. */}
        <div>
          {waiting === null ? null : (
            <p class={waiting.state === "waiting" ? "note" : "note warn"} role="status">
              {text[waiting.state](waiting.what)}
            </p>
          )}
        </div>
        <p>{text.lead}</p>
        <Form form={form} scripted={scripted} />
        <div>
          {outcomes.length === 0 ? null : (
            <>
              <h2>{text.results}</h2>
              <p class="hint">{text.resultsHint}</p>
              {outcomes.map((outcome) => (
                <Outcome outcome={outcome} isUndone={undone.has(uploadIdOf(outcome))} nowMs={nowMs}>
                  <Undo id={uploadIdOf(outcome)} uploads={uploads} undone={undone} />
                </Outcome>
              ))}
            </>
          )}
        </div>
      </>
    ),
  };
}

/** What became of the files of each upload, by its id. */
type Uploads = ReadonlyMap<string, readonly UploadOutcome[]>;

/**
 * How many activities are left of each upload that was undone: some, if that broke off, or if they were
 * being stored at that moment.
 */
async function leftOfUndone(
  runnerId: string,
  uploads: Uploads,
  deps: UploadDeps,
): Promise<ReadonlyMap<string, number>> {
  const undone = [...(await deps.uploads.undone(runnerId))].filter((id) => uploads.has(id));
  // All that was ever uploaded is read for it, so once for all of them.
  const counts = undone.length === 0 ? null : await deps.activities.counts(runnerId);
  return new Map(undone.map((id) => [id, counts?.get(id) ?? 0]));
}

interface Waiting {
  readonly what: string;
  readonly state: "waiting" | "late" | "gone";
}

/**
 * What was sent and has no outcome. The bucket gives the key of one file; our script gives the last
 * one of several and how many were sent with the same form. Anyone can write either into the URL.
 */
function waitingFor(
  sent: { readonly key: string; readonly files: number; readonly sinceMs: number },
  runnerId: string,
  outcomes: readonly UploadOutcome[],
  nowMs: number,
): Waiting | null {
  const { key, files, sinceMs } = sent;
  const place = readUploadKey(key);
  if (place === null || place.runnerId !== runnerId) return null;
  const { uploadId } = place;
  const read = outcomes.filter(
    (outcome) =>
      (files > 1 ? uploadIdOf(outcome) === uploadId : outcome.key === key) &&
      storingOf(outcome, nowMs) !== "waiting",
  );
  if (!(read.length < files)) return null;
  const madeMs = Number.parseInt(uploadId.split("-")[0] ?? "", 36);
  // A tab may be opened again weeks later.
  if (!(nowMs - madeMs < FORGOTTEN_AFTER_MS)) return null;
  const what = files > 1 ? text.someOf(files - read.length, files) : oneLineOf(place.name, 120);
  if (nowMs - madeMs >= GONE_AFTER_MS) return { what, state: "gone" };
  return { what, state: nowMs - sinceMs < LATE_AFTER_MS ? "waiting" : "late" };
}

/** How far a file is whose activities are being stored; null once they all are. */
function storingOf(
  { isStoring, unusable, at }: UploadOutcome,
  nowMs: number,
): Waiting["state"] | null {
  if (isStoring !== true) return null;
  // It could not be read a second time.
  if (unusable !== null) return "gone";
  const sinceMs = nowMs - Date.parse(at);
  if (sinceMs < LATE_AFTER_MS) return "waiting";
  return sinceMs < GONE_AFTER_MS ? "late" : "gone";
}

function Form({ form, scripted }: { form: UploadForm; scripted: UploadForm }) {
  return (
    <form
      method="post"
      action={form.url}
      enctype="multipart/form-data"
      class="card"
      data-upload={JSON.stringify(scripted.fields)}
      data-sending={text.sending}
      data-failed={text.failed}
      data-large={text.tooLarge}
      data-folder={text.folder}
      data-rest={text.rest}
      data-most={MOST_UPLOAD_BYTES}
    >
      {Object.entries(form.fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <label for="file">{text.file}</label>
      <p class="hint" data-with-script hidden>
        {text.drop}
      </p>
      {/* S3 ignores any field after the file. No `accept`: iOS then greys out FIT, GPX and TCX files. */}
      <input id="file" type="file" name="file" required />
      <Submit label={text.button} />
      <p role="status" />
    </form>
  );
}

/** An upload is undone as a whole, so each of its files says of how many it is one. */
function Undo({
  id,
  uploads,
  undone,
}: {
  id: string;
  uploads: Uploads;
  undone: ReadonlyMap<string, number>;
}) {
  const left = undone.get(id);
  if (left === 0) return <p class="note">{text.undo.done}</p>;
  const upload = uploads.get(id) ?? [];
  if (left === undefined && !upload.some(({ stored }) => stored > 0)) return null;
  return (
    <p>
      {left === undefined ? "" : `${text.undo.begun(left)} `}
      <a href={`/upload/undo?${new URLSearchParams({ upload: id })}`}>
        {text.undo.link(upload.length)}
      </a>
    </p>
  );
}

function Outcome({
  outcome,
  isUndone,
  nowMs,
  children,
}: {
  outcome: UploadOutcome;
  isUndone: boolean;
  nowMs: number;
  children: Child;
}) {
  const { name, leftOut, leftOutMore, notes } = outcome;
  return (
    <article class="card">
      <h3>{name}</h3>
      {isUndone && outcome.isStoring === true ? null : <Counts outcome={outcome} nowMs={nowMs} />}
      {leftOut.length === 0 ? null : (
        <details>
          <summary>{text.leftOut(leftOut.length + leftOutMore)}</summary>
          <Lines first={leftOut} more={leftOutMore} />
        </details>
      )}
      {notes === undefined ? null : (
        <details>
          <summary>{text.notes(notes.count)}</summary>
          <Lines first={notes.first} more={notes.count - notes.first.length} />
          <p>
            {text.notesHint} <a href="/settings/runs">{text.notesLink}</a>
          </p>
        </details>
      )}
      {children}
    </article>
  );
}

function Counts({ outcome, nowMs }: { outcome: UploadOutcome; nowMs: number }) {
  const { unusable, stored, known, twice, others } = outcome;
  const storing = storingOf(outcome, nowMs);
  return unusable === null ? (
    <p>
      {storing === null ? text.stored(stored) : text.storing[storing](stored)}
      {known > 0 ? ` ${text.known(known)}` : ""}
      {twice > 0 ? ` ${text.twice(twice)}` : ""}
      {others > 0 ? ` ${text.others(others)}` : ""}
    </p>
  ) : (
    <p class="note warn">
      {storing === null ? text.nothing : text.storing[storing](stored)} {unusable}
    </p>
  );
}

function Lines({ first, more }: { first: readonly UploadLine[]; more: number }) {
  return (
    <ul>
      {first.map(({ place, reason }) => (
        <li>
          {place}: {reason}
        </li>
      ))}
      {more > 0 ? <li>{text.more(more)}</li> : null}
    </ul>
  );
}
