import { beforeEach, describe, expect, it } from "vitest";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { runnerData } from "../../../functions/adapters/runner-data.ts";
import { shoeStore } from "../../../functions/adapters/shoe-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { uploadStore } from "../../../functions/adapters/upload-store.ts";
import { uploadedActivityStore } from "../../../functions/adapters/uploaded-store.ts";
import type { UploadOutcome } from "../../../functions/ports/uploads.ts";
import { uploadPages } from "../../../functions/upload/routes.ts";
import { makeRecord, makeShoeRecord } from "../../support/make-record.ts";
import { PUBLIC_URL } from "../../support/make-request.ts";
import { makeUploadOutcome } from "../../support/make-upload-outcome.ts";
import { signInTo } from "../../support/signed-in.ts";
import { freshTable } from "../../support/tables.ts";

const NOW_MS = Date.parse("2021-09-12T20:00:00Z");
const BUCKET = "https://uploads.example.com/";
const UPLOAD_ID = `${NOW_MS.toString(36)}-random`;

let table: Table;
let prefixes: string[];

beforeEach(async () => {
  table = await freshTable();
  prefixes = [];
});

const signedIn = (id: string, nowMs = NOW_MS) => {
  const deps = {
    ...runnerData(table),
    uploads: uploadStore(table, () => nowMs),
    activities: uploadedActivityStore(table),
    forms: {
      make: async (prefix: string, then: Readonly<Record<string, string>>) => {
        prefixes.push(prefix);
        return { url: BUCKET, fields: { key: `${prefix}\${filename}`, ...then } };
      },
    },
    publicUrl: PUBLIC_URL,
    nowMs: () => nowMs,
    randomId: () => "random",
  };
  return signInTo((request) => uploadPages(request, deps), deps, { id });
};

const outcome = (overrides: Partial<UploadOutcome> = {}) =>
  makeUploadOutcome({ key: `uploads/ada/${UPLOAD_ID}/run.fit`, ...overrides });

const since = String(NOW_MS);
const key = (runnerId: string) => ({ key: `uploads/${runnerId}/${UPLOAD_ID}/run.fit`, since });

describe("the form for files", () => {
  it("is signed for its own runner's prefix, and needs no script", async () => {
    const ada = await signedIn("ada");
    const { html } = await ada.get("/upload");
    expect(prefixes).toEqual(Array(2).fill(`uploads/ada/${UPLOAD_ID}/`));
    expect(html).toContain(`action="${BUCKET}" enctype="multipart/form-data"`);
    expect(html).toContain(`name="success_action_redirect" value="${PUBLIC_URL}/upload"`);
    expect(html.indexOf('type="file"')).toBeGreaterThan(html.lastIndexOf('type="hidden"'));
  });

  it("lets every file be chosen, since an iPhone greys out all whose ending it doesn't know", async () => {
    const { html } = await (await signedIn("ada")).get("/upload");
    expect(/<input[^>]*type="file"[^>]*>/.exec(html)?.[0]).not.toContain("accept");
  });
});

describe("a file that has just arrived", () => {
  it("is waited for by a page that follows, until there is word of it", async () => {
    const ada = await signedIn("ada");
    expect((await ada.get("/upload", {}, key("ada"))).html).toContain(
      "Arrived and being read: run.fit.",
    );
    await uploadStore(table, () => NOW_MS).save("ada", outcome());
    const { html } = await ada.get("/upload", {}, key("ada"));
    expect(html).not.toContain("Arrived and being read");
    expect(html).toContain("1 activity stored.");
  });

  it("of several of one name is known by its number, and told by its name", async () => {
    const ada = await signedIn("ada");
    const second = { key: `uploads/ada/${UPLOAD_ID}/1/run.fit`, since };
    await uploadStore(table, () => NOW_MS).save("ada", outcome());
    expect((await ada.get("/upload", {}, second)).html).toContain(
      "Arrived and being read: run.fit.",
    );
  });

  it("with others is waited for until there is word of each", async () => {
    const ada = await signedIn("ada");
    const keyOf = (at: number) => `uploads/ada/${UPLOAD_ID}/${at}/run.fit`;
    const sent = { key: keyOf(1), files: "2", since };
    const save = (at: number) =>
      uploadStore(table, () => NOW_MS).save("ada", outcome({ key: keyOf(at) }));
    expect((await ada.get("/upload", {}, sent)).html).toContain(
      "Arrived and being read: 2 of 2 files.",
    );
    await save(1);
    expect((await ada.get("/upload", {}, sent)).html).toContain(
      "Arrived and being read: 1 of 2 files.",
    );
    await save(0);
    expect((await ada.get("/upload", {}, sent)).html).not.toContain("Arrived and being read");
  });

  it("is waited for from the first look, however old its form is", async () => {
    const ada = await signedIn("ada", NOW_MS + 50 * 60_000);
    // What S3 adds to the URL.
    const back = { bucket: "b", key: key("ada").key, etag: '"e"' };
    const { to } = await ada.get("/upload", {}, back);
    const look = Object.fromEntries(new URL(to ?? "", PUBLIC_URL).searchParams);
    expect(look).toEqual({ key: back.key, files: "1", since: String(NOW_MS + 50 * 60_000) });
    expect((await ada.get("/upload", {}, look)).html).toContain("Arrived and being read: run.fit.");
  });

  it.each([
    [19, "Arrived and being read: run.fit."],
    [21, "not read yet: run.fit."],
    [47 * 60, "not read yet: run.fit."],
    [48 * 60, "deleted by now: run.fit. Upload it again."],
  ])("of which there is no word after %i minutes is told as it stands", async (minutes, words) => {
    const ada = await signedIn("ada", NOW_MS + minutes * 60_000);
    expect((await ada.get("/upload", {}, key("ada"))).html).toContain(words);
  });

  it("is no longer told of once its outcome is forgotten, on a tab that is opened again", async () => {
    const ada = await signedIn("ada", NOW_MS + 7 * 24 * 3_600_000);
    for (const query of [key("ada"), { key: key("ada").key }]) {
      const { html } = await ada.get("/upload", {}, query);
      expect(html).not.toContain("run.fit");
    }
  });

  it("of another runner's file says nothing", async () => {
    await uploadStore(table, () => NOW_MS).save("eve", outcome({ name: "of eve.fit" }));
    const ada = await signedIn("ada");
    const { html } = await ada.get("/upload", {}, key("eve"));
    expect(html).not.toContain("Arrived and being read");
    expect(html).not.toContain("of eve.fit");
  });
});

describe("what became of a file", () => {
  it("is told with what was left out and why, as text", async () => {
    const ada = await signedIn("ada");
    const leftOut = [{ place: "<b>bad.fit</b>", reason: "It is cut short." }];
    await uploadStore(table, () => NOW_MS).save(
      "ada",
      outcome({ stored: 2, known: 3, twice: 1, others: 4, leftOut, leftOutMore: 1 }),
    );
    const { html } = await ada.get("/upload");
    for (const words of ["2 activities stored.", "Already here: 3.", "Left out: 2"]) {
      expect(html).toContain(words);
    }
    expect(html).toContain("&lt;b&gt;bad.fit&lt;/b&gt;: It is cut short.");
  });

  it("is told with what was guessed, and where a wrong guess can be left out", async () => {
    const ada = await signedIn("ada");
    const first = [{ place: "<i>a.gpx</i>", reason: "Going by its pace, run." }];
    const guessed = outcome({ notes: { count: 3, first } });
    await uploadStore(table, () => NOW_MS).save("ada", guessed);
    const { html } = await ada.get("/upload");
    expect(html).toContain("Stored, but worth a look: 3");
    expect(html).toContain("&lt;i&gt;a.gpx&lt;/i&gt;: Going by its pace, run.");
    expect(html).toContain("and 2 more");
    expect(html).toContain('href="/settings/runs"');
  });

  it("is told where nothing of it could be used", async () => {
    const ada = await signedIn("ada");
    await uploadStore(table, () => NOW_MS).save("ada", outcome({ unusable: "It is empty." }));
    expect((await ada.get("/upload")).html).toContain("Nothing was stored. It is empty.");
  });

  it("is told where a part of it is stored and the rest can't be", async () => {
    const ada = await signedIn("ada");
    const partly = outcome({ isStoring: true, stored: 5, unusable: "It takes too long." });
    await uploadStore(table, () => NOW_MS).save("ada", partly);
    const { html } = await ada.get("/upload", {}, key("ada"));
    expect(html).toContain("Storing 5 activities broke off, so some may be missing.");
    expect(html).toContain("It takes too long.");
    expect(html).not.toContain("Nothing was stored.");
    expect(html).not.toContain("Arrived and being read");
    expect(html).toContain("Undo this upload</a>");
  });

  it.each([
    [1, "Being stored: 5,000 activities."],
    [
      21,
      "Storing 5,000 activities isn&#39;t finished, so some may be missing. We&#39;ll try again",
    ],
    [48 * 60, "Storing 5,000 activities broke off, so some may be missing. Upload the file again."],
  ])(
    "of which not all is stored after %i minutes says so, and can be undone",
    async (minutes, words) => {
      const at = new Date(NOW_MS).toISOString();
      await uploadStore(table, () => NOW_MS).noteStoring("ada", outcome({ at, stored: 5000 }));
      const ada = await signedIn("ada", NOW_MS + minutes * 60_000);
      const { html } = await ada.get("/upload", {}, key("ada"));
      expect(html).toContain(words);
      expect(html).not.toContain("activities stored.");
      expect(html).toContain("Undo this upload</a>");
      expect(html.includes("Arrived and being read: run.fit.")).toBe(minutes < 20);
      expect(html).not.toContain("not read yet");
    },
  );

  it("is not overwritten by word that it is being stored, once it is done", async () => {
    await uploadStore(table, () => NOW_MS).save("ada", outcome({ stored: 2 }));
    await uploadStore(table, () => NOW_MS).noteStoring("ada", outcome({ stored: 9 }));
    const { html } = await (await signedIn("ada")).get("/upload");
    expect(html).toContain("2 activities stored.");
  });

  it("is forgotten after a week", async () => {
    await uploadStore(table, () => NOW_MS).save("ada", outcome());
    const later = NOW_MS + 8 * 24 * 3_600_000;
    expect(await uploadStore(table, () => later).all("ada")).toEqual([]);
  });
});

describe("an upload", () => {
  const hers = (at: number) => `uploads/ada/${UPLOAD_ID}/${at}/export.zip`;
  const day = (of: number) => `2021-09-0${of}`;
  const bring = async (ofMonth: readonly number[], uploadId = UPLOAD_ID, runnerId = "ada") => {
    for (const at of ofMonth) {
      const record = makeRecord({ source: "file", sourceId: `${uploadId}:${at}`, day: day(at) });
      await uploadedActivityStore(table).save(runnerId, record, uploadId, new Set());
    }
  };
  const told = (overrides: Partial<UploadOutcome> = {}) =>
    uploadStore(table, () => NOW_MS).save("ada", outcome(overrides));
  const runs = async (runnerId = "ada") =>
    (await activityStore(table).all(runnerId)).map((run) => run.day).toSorted();
  const link = `/upload/undo?upload=${UPLOAD_ID}`;

  it("says what undoing it removes, asks, and removes that", async () => {
    const ada = await signedIn("ada");
    await bring([1], "another");
    await bring([2, 3, 5]);
    await told({ key: hers(1), name: "<b>export</b>.zip", stored: 3 });
    expect((await ada.get("/upload")).html).toContain(`<a href="${link}">Undo this upload</a>`);
    const { html } = await ada.get("/upload/undo", {}, { upload: UPLOAD_ID });
    expect(html).toContain("&lt;b&gt;export&lt;/b&gt;.zip");
    expect(html).toContain("This removes 3 activities, from 2 September 2021 to 5 September 2021.");
    expect(html).not.toContain("pairs of shoes");
    expect(await runs()).toHaveLength(4);
    const { to } = await ada.post("/upload/undo", { upload: UPLOAD_ID });
    expect(to).toBe("/upload");
    expect(await runs()).toEqual([day(1)]);
    const after = (await ada.get("/upload")).html;
    expect(after).toContain("Undone: no activity that this upload added is here any more.");
    expect(after).not.toContain(link);
  });

  it("of several files is undone as one", async () => {
    const ada = await signedIn("ada");
    await told({ key: hers(1) });
    await told({ key: hers(2), stored: 0, known: 1 });
    await told({ key: `uploads/ada/${NOW_MS.toString(36)}-other/run.fit` });
    const { html } = await ada.get("/upload");
    expect(html.split(`href="${link}">Undo the upload of these 2 files</a>`)).toHaveLength(3);
    expect(html.split("Undo this upload")).toHaveLength(2);
  });

  it("whose undoing broke off is shown as unfinished, and can be finished", async () => {
    const ada = await signedIn("ada");
    await told();
    await bring([1, 2]);
    await uploadStore(table, () => NOW_MS).noteUndone("ada", UPLOAD_ID);
    const { html } = await ada.get("/upload");
    expect(html).toContain(
      `Undoing this upload isn&#39;t finished: 2 of its activities are still here. <a href="${link}">`,
    );
    await ada.post("/upload/undo", { upload: UPLOAD_ID });
    expect(await runs()).toEqual([]);
  });

  it.each([
    ["nothing", []],
    ["a part", [2, 3]],
  ])("of which %s is stored yet can be undone", async (_, part) => {
    const ada = await signedIn("ada");
    await bring(part);
    await uploadStore(table, () => NOW_MS).noteStoring("ada", outcome({ stored: 5 }));
    const { html } = await ada.get("/upload/undo", {}, { upload: UPLOAD_ID });
    expect(html).toContain("Not all of it is stored yet. Once you undo it, the rest won&#39;t be.");
    expect(html.includes("This removes 2 activities")).toBe(part.length > 0);
    await ada.post("/upload/undo", { upload: UPLOAD_ID });
    expect(await runs()).toEqual([]);
    const after = (await ada.get("/upload")).html;
    expect(after).toContain("Undone: no activity that this upload added is here any more.");
    expect(after).not.toContain("Being stored");
  });

  it("that brought nothing new has nothing to undo", async () => {
    const ada = await signedIn("ada");
    await told({ stored: 0, known: 4 });
    expect((await ada.get("/upload")).html).not.toContain(link);
    const { html } = await ada.get("/upload/undo", {}, { upload: UPLOAD_ID });
    expect(html).toContain("There is nothing to remove.");
    expect(html).not.toContain("<form");
  });

  it("from before uploads could be undone says that its activities stay", async () => {
    const ada = await signedIn("ada");
    await activityStore(table).save("ada", makeRecord({ source: "file", day: day(1) }));
    await told({ stored: 1 });
    const { html } = await ada.get("/upload/undo", {}, { upload: UPLOAD_ID });
    expect(html).toContain("all that was uploaded before uploads could be undone.");
    await ada.post("/upload/undo", { upload: UPLOAD_ID });
    expect(await runs()).toEqual([day(1)]);
  });

  it("of another runner can be neither seen nor undone", async () => {
    await bring([1], UPLOAD_ID, "eve");
    const eves = outcome({ key: `uploads/eve/${UPLOAD_ID}/run.fit`, name: "of eve.fit" });
    await uploadStore(table, () => NOW_MS).save("eve", eves);
    const ada = await signedIn("ada");
    const asked = await ada.get("/upload/undo", {}, { upload: UPLOAD_ID });
    expect(asked.html).toContain("There is no such upload, or it was more than a week ago.");
    expect(asked.html).not.toContain("of eve.fit");
    await ada.post("/upload/undo", { upload: UPLOAD_ID });
    expect(await runs("eve")).toEqual([day(1)]);
  });

  it("of one run in one pair is undone with that pair", async () => {
    const ada = await signedIn("ada");
    const pair = makeShoeRecord({ source: "strava-export", sourceId: "7" });
    const run = makeRecord({ source: "strava-export", day: day(4), shoeSourceId: "7" });
    await shoeStore(table).save("ada", pair);
    await uploadedActivityStore(table).save("ada", run, UPLOAD_ID, new Set());
    await told();
    const { html } = await ada.get("/upload/undo", {}, { upload: UPLOAD_ID });
    expect(html).toContain("This removes 1 activity, of 4 September 2021.");
    expect(html).toContain("It also removes 1 pair of shoes worn in nothing else.");
  });
});
