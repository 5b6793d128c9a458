import { Submit } from "../pages/field.tsx";
import { WayOn } from "../pages/notes.tsx";
import type {
  Brought,
  UploadedActivityStore,
  UploadOutcome,
  UploadStore,
} from "../ports/uploads.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { SignedInDeps, SignedInRequest } from "../shared/http/signed-in.ts";
import { uploadIdOf } from "../shared/runner/upload-key.ts";
import { uploadPage } from "../wording/upload.en.ts";

const { undo: text } = uploadPage;

export interface UndoDeps extends SignedInDeps {
  readonly uploads: Pick<UploadStore, "all" | "noteUndone">;
  readonly activities: Pick<UploadedActivityStore, "brought" | "remove">;
}

/** Says what would go, and asks. */
export async function askToUndo(
  { runner, query, csrf }: SignedInRequest,
  deps: UndoDeps,
): Promise<HttpAnswer> {
  const uploadId = query.get("upload") ?? "";
  const files = await filesOf(runner.id, uploadId, deps);
  if (files.length === 0) return unknownUpload();
  const brought = await deps.activities.brought(runner.id, uploadId);
  return {
    outcome: "asked",
    status: 200,
    title: text.title,
    body: <Question uploadId={uploadId} files={files} brought={brought} csrf={csrf} />,
  };
}

export async function undoUpload(
  { runner, form }: SignedInRequest,
  deps: UndoDeps,
): Promise<HttpAnswer> {
  const uploadId = form.get("upload") ?? "";
  if ((await filesOf(runner.id, uploadId, deps)).length === 0) return unknownUpload();
  // First, so that nothing more of it is stored.
  await deps.uploads.noteUndone(runner.id, uploadId);
  await deps.activities.remove(runner.id, uploadId);
  return { outcome: "undone", redirect: "/upload" };
}

async function filesOf(runnerId: string, uploadId: string, { uploads }: UndoDeps) {
  const outcomes = await uploads.all(runnerId);
  return outcomes.filter((outcome) => uploadIdOf(outcome) === uploadId);
}

const MOST_NAMED = 20;

function Question({
  uploadId,
  files,
  brought,
  csrf,
}: {
  uploadId: string;
  files: readonly UploadOutcome[];
  brought: Brought;
  csrf: string;
}) {
  const isStoring = files.some((file) => file.isStoring === true);
  const { activities, firstDay, lastDay } = brought;
  const goes =
    firstDay === null || lastDay === null ? null : text.goes(activities, firstDay, lastDay);
  return (
    <>
      <p>{text.files}</p>
      <ul>
        {files.slice(0, MOST_NAMED).map(({ name }) => (
          <li>{name}</li>
        ))}
        {files.length > MOST_NAMED ? <li>{uploadPage.more(files.length - MOST_NAMED)}</li> : null}
      </ul>
      {!isStoring && goes === null ? (
        <p>{text.nothing}</p>
      ) : (
        <form method="post" action="/upload/undo">
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="upload" value={uploadId} />
          <p>
            {goes === null ? null : <strong>{goes} </strong>}
            {brought.shoes > 0 ? `${text.shoes(brought.shoes)} ` : ""}
            {isStoring ? `${text.storing} ` : ""}
            {text.stays}
          </p>
          <Submit label={text.button} />
        </form>
      )}
      <WayOn to="/upload" link={text.back} />
    </>
  );
}

function unknownUpload(): HttpAnswer {
  const body = (
    <>
      <p>{text.unknown}</p>
      <WayOn to="/upload" link={text.back} />
    </>
  );
  return { outcome: "unknown upload", status: 404, title: text.title, body };
}
