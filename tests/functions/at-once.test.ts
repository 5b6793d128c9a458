import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { accountStores } from "../../functions/adapters/account-stores.ts";
import { manualRunStore } from "../../functions/adapters/activity-store.ts";
import { connectionStore } from "../../functions/adapters/connection-store.ts";
import { noVault } from "../../functions/adapters/no-vault.ts";
import { runnerData } from "../../functions/adapters/runner-data.ts";
import { runnerStore } from "../../functions/adapters/runner-store.ts";
import { ownShoeStore } from "../../functions/adapters/shoe-store.ts";
import type { Table } from "../../functions/adapters/table.ts";
import { tokenVault } from "../../functions/adapters/token-vault.ts";
import { uploadStore } from "../../functions/adapters/upload-store.ts";
import { uploadedActivityStore } from "../../functions/adapters/uploaded-store.ts";
import { checkInPages } from "../../functions/check-in/routes.ts";
import { connectOrPassOn } from "../../functions/connect-sources/connect-or-pass-on.ts";
import { eraseRunner } from "../../functions/erase-runner/erase-runner.ts";
import { importFile } from "../../functions/import-file/import-file.ts";
import { runsPages } from "../../functions/keep-runs/routes.ts";
import { settingsPages } from "../../functions/keep-settings/routes.ts";
import { shoesPages } from "../../functions/keep-shoes/routes.ts";
import { storedCheckIn } from "../../functions/messages/check-in.ts";
import type { ErasureMessage } from "../../functions/messages/erasure.ts";
import { uploadEvent } from "../../functions/messages/upload-event.ts";
import type { HttpAnswer, HttpRequest } from "../../functions/shared/http/http-handler.ts";
import { uploadPages } from "../../functions/upload/routes.ts";
import { Killed, killer, repeater } from "../support/crash.ts";
import { alone, type Hand, inEveryOrder, type Work } from "../support/in-turns.ts";
import { fakeMailer } from "../support/mailers.ts";
import { makeExport } from "../support/make-export.ts";
import { makeDataKeys } from "../support/make-follow.ts";
import { makeVisitor, PUBLIC_URL } from "../support/make-request.ts";
import { makeRunner } from "../support/make-runner.ts";
import { signInTo } from "../support/signed-in.ts";
import { freshTable, itemsOf } from "../support/tables.ts";

/*
 * One runner in two tabs, or on a page while a worker is at work: whatever the order of their calls, nothing that
 * a page said was stored is lost, and nothing that was deleted comes back.
 */

const NOW_MS = Date.parse("2021-09-12T20:00:00Z");
const DAY = "2021-09-12";
const nowMs = () => NOW_MS;

/** For `STRIDEWELL_SWITCHES=2`. */
const LONG = { timeout: 600_000 };

/** A runner who is signed in, with what their pages and the workers need from one hand. */
async function world() {
  const table = await freshTable();
  const mails = fakeMailer();
  const erasures: ErasureMessage[] = [];
  const depsOf = ({ table: by, step }: Hand) => {
    const on = by(table);
    let ids = 0;
    const newId = () => `id-${++ids}-of-a-good-length`;
    return {
      ...runnerData(on),
      ...accountStores(on),
      manualRuns: manualRunStore(on),
      ownShoes: ownShoeStore(on),
      uploads: uploadStore(on, nowMs),
      nudges: { send: () => step(async () => undefined) },
      nudgeDelayS: 60,
      erasures: {
        send: (some: readonly ErasureMessage[]) => step(async () => void erasures.push(...some)),
      },
      mailer: {
        send: (mail: Parameters<typeof mails.mailer.send>[0]) =>
          step(() => mails.mailer.send(mail)),
      },
      owner: "owner@example.com",
      publicUrl: PUBLIC_URL,
      nowMs,
      newId,
      randomId: newId,
    };
  };
  type Deps = ReturnType<typeof depsOf>;
  const deps = depsOf(alone);
  const { cookies, csrf, runner } = await signInTo(
    async () => ({ outcome: "", redirect: "" }),
    deps,
    {
      id: "ada",
      zone: "UTC",
    },
  );
  /** Posts a form of one of the runner's pages. */
  const posts =
    (
      pages: (request: HttpRequest, deps: Deps) => Promise<HttpAnswer>,
      route: string,
      form: Record<string, string | readonly string[]>,
      path: Record<string, string> = {},
    ) =>
    async (hand: Hand) => {
      const browser = makeVisitor((request) => pages(request, depsOf(hand)));
      Object.assign(browser.cookies, cookies);
      return browser.visit(`POST ${route}`, { path, form: { csrf: await csrf(), ...form } });
    };
  return { table, runner, deps, depsOf, posts, mails, erasures };
}

const ID = "check-in-0000";
const STEP = "/check-in/{day}/{id}/{step}";
const at = (step: string) => ({ day: DAY, id: ID, step });

describe("a check-in in two tabs", LONG, () => {
  const begun = async () => {
    const made = await world();
    const checkIn = storedCheckIn.parse({ id: ID, day: DAY, places: ["outside"] });
    await made.deps.checkIns.save("ada", checkIn);
    const urgent = made.posts(checkInPages, STEP, { cannotBearWeight: "yes" }, at("urgent"));
    return { ...made, urgent, all: () => made.deps.checkIns.all("ada") };
  };

  it("keeps the answers of both pages", async () => {
    const orders = await inEveryOrder(async () => {
      const { urgent, posts, all } = await begun();
      return {
        works: [urgent, posts(checkInPages, STEP, { painDuring: "3" }, at("pain"))],
        check: async () =>
          expect(await all()).toMatchObject([{ cannotBearWeight: true, painDuring: 3 }]),
      };
    });
    expect(orders).toBeGreaterThan(5);
  });

  it("stays deleted", async () => {
    await inEveryOrder(async () => {
      const { urgent, posts, all } = await begun();
      return {
        works: [urgent, posts(checkInPages, STEP, {}, at("delete"))],
        check: async () => expect(await all()).toEqual([]),
      };
    });
  });

  it("moves to another day with every answer of which it was said that it is stored", async () => {
    await inEveryOrder(async () => {
      const { urgent, posts, all } = await begun();
      const moved = { id: ID, day: "2021-09-11", places: ["deep"] };
      return {
        works: [urgent, posts(checkInPages, "/check-in", moved)],
        check: async ([answer]) => {
          expect(await all()).toMatchObject([{ day: "2021-09-11", places: ["deep"] }]);
          const isStored = !JSON.stringify(answer).includes('"outcome":"unknown"');
          expect(await all()).toMatchObject([{ cannotBearWeight: isStored ? true : null }]);
        },
      };
    });
  });

  it("is not begun anew by the form that began it, however late that comes a second time", async () => {
    await inEveryOrder(async () => {
      const { posts, deps } = await world();
      const begins = posts(checkInPages, "/check-in", { id: ID, day: DAY, places: ["outside"] });
      const urgent = posts(checkInPages, STEP, { cannotBearWeight: "yes" }, at("urgent"));
      const goesOn: Work = async (hand) => {
        await begins(hand);
        return urgent(hand);
      };
      return {
        works: [begins, goesOn],
        check: async () =>
          expect(await deps.checkIns.all("ada")).toMatchObject([{ cannotBearWeight: true }]),
      };
    });
  });
});

const RUN = {
  id: "form-of-the-test",
  day: DAY,
  at: "07:30",
  distance: "8.25",
  time: "45:30",
  kind: "trail-run",
  name: "Along the shore",
  effort: "5",
};
const was = new URLSearchParams(RUN).toString();
const changed = (fields: object) => ({ ...RUN, run: RUN.id, was, ...fields });

describe("a typed run in two tabs", LONG, () => {
  const typed = async () => {
    const made = await world();
    await made.posts(runsPages, "/runs/add", RUN)(alone);
    const rename = made.posts(runsPages, "/runs/change", changed({ name: "By the lake" }));
    return { ...made, rename, all: () => made.deps.manualRuns.all("ada") };
  };

  it("keeps both changes", async () => {
    await inEveryOrder(async () => {
      const { rename, posts, all } = await typed();
      return {
        works: [rename, posts(runsPages, "/runs/change", changed({ effort: "7" }))],
        check: async () =>
          expect(await all()).toMatchObject([{ name: "By the lake", sessionRpe: 7 }]),
      };
    });
  });

  it("stays deleted", async () => {
    await inEveryOrder(async () => {
      const { rename, posts, all } = await typed();
      return {
        works: [rename, posts(runsPages, "/runs/remove", { run: RUN.id })],
        check: async () => expect(await all()).toEqual([]),
      };
    });
  });

  it("does not replace another that was typed into the same form", async () => {
    await inEveryOrder(async () => {
      const { posts, deps } = await world();
      const adds = (distance: string) => posts(runsPages, "/runs/add", { ...RUN, distance });
      return {
        works: [adds("5"), adds("10")],
        check: async () => expect(await deps.manualRuns.all("ada")).toHaveLength(2),
      };
    });
  });
});

describe("a change of address", LONG, () => {
  const TO = "new@example.com";
  const asked = async () => {
    const made = await world();
    const secret = "secret-of-the-test";
    await made.deps.addresses.ask(made.runner, { to: TO, secret }, NOW_MS);
    const link = { token: secret };
    const confirms = made.posts(settingsPages, "/settings/address/{token}", {}, link);
    /** Whoever has an address is found by it. */
    const addressOf = async (id: string) => {
      const { email } = (await made.deps.runners.find(id)) ?? makeRunner();
      expect(await made.deps.runners.findByEmail(email)).toMatchObject({ id });
      return email;
    };
    return { ...made, confirms, addressOf };
  };

  it("that is confirmed while another is asked for leaves the runner an address to sign in with", async () => {
    await inEveryOrder(async () => {
      const { confirms, posts, addressOf } = await asked();
      const asks = posts(settingsPages, "/settings/address", { email: "other@example.com" });
      return {
        works: [confirms, asks],
        check: async () => expect(["ada@example.com", TO]).toContain(await addressOf("ada")),
      };
    });
  });

  it("to an address with which somebody joins leaves it to one of them", async () => {
    await inEveryOrder(async () => {
      const { confirms, table, deps, addressOf } = await asked();
      const joins: Work = (hand) =>
        runnerStore(hand.table(table)).create(makeRunner({ id: "bob", email: TO }));
      return {
        works: [confirms, joins],
        check: async ([, joined]) => {
          expect(await addressOf("ada")).toBe(joined === "created" ? "ada@example.com" : TO);
          expect((await deps.runners.find("bob")) !== null).toBe(joined === "created");
        },
      };
    });
  });
});

describe("an upload", LONG, () => {
  const CSV = makeExport([{ gear: "7.0", gearName: "Blue pair" }, {}]);
  const keyOf = (upload: string) => `uploads/ada/${upload}/activities.csv`;
  type World = Awaited<ReturnType<typeof world>>;

  const imports =
    ({ table, depsOf }: World, upload: string, objects = new Map([[keyOf(upload), CSV]])): Work =>
    async (hand) => {
      const folder = await mkdtemp(join(tmpdir(), "stridewell-test-"));
      const event = { source: "aws.s3", detail: { object: { key: keyOf(upload), etag: "e" } } };
      const bucket = {
        fetch: (key: string, path: string) =>
          hand.step(async () => {
            const content = objects.get(key);
            if (content === undefined) return "gone" as const;
            await writeFile(path, content);
            return "fetched" as const;
          }),
        remove: ({ key }: { key: string }) => hand.step(async () => void objects.delete(key)),
      };
      const activities = uploadedActivityStore(hand.table(table));
      try {
        return await importFile(uploadEvent.parse(event), {
          ...depsOf(hand),
          bucket,
          activities,
          folder,
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    };
  const undoes =
    ({ table, posts }: World, upload: string): Work =>
    (hand) => {
      const activities = uploadedActivityStore(hand.table(table));
      const forms = { make: async () => ({ url: "", fields: {} }) };
      return posts(
        (request, deps) => uploadPages(request, { ...deps, activities, forms }),
        "/upload/undo",
        { upload },
      )(hand);
    };
  const stored = async ({ table, deps }: World) => {
    const items = await itemsOf(table);
    return {
      runs: items.filter(({ sk }) => String(sk).startsWith("ACTIVITY#")),
      pairs: items.filter(({ sk }) => String(sk).startsWith("SHOE#")),
      told: new Map((await deps.uploads.all("ada")).map((one) => [one.key, one])),
    };
  };

  it("brought again while it is undone is there with its shoes, if it is said to have been stored", async () => {
    await inEveryOrder(async () => {
      const made = await world();
      await imports(made, "k1-x")(alone);
      return {
        works: [imports(made, "k2-x"), undoes(made, "k1-x")],
        check: async () => {
          const { runs, pairs, told } = await stored(made);
          expect(runs.length).toBeGreaterThanOrEqual(told.get(keyOf("k2-x"))?.stored ?? 0);
          expect(runs.map(({ uploadId }) => uploadId)).not.toContain("k1-x");
          const worn = runs.flatMap(({ shoeSourceId }) => shoeSourceId ?? []);
          expect(pairs.map(({ sourceId }) => sourceId)).toEqual(expect.arrayContaining(worn));
        },
      };
    });
  });

  it("undone while a distance is written for a pair of it keeps what is said to be kept", async () => {
    await inEveryOrder(async () => {
      const made = await world();
      await imports(made, "k1-x")(alone);
      const [pair] = await made.deps.shoes.all("ada");
      const form = {
        shoe: `${pair?.source}:${pair?.sourceId}`,
        start: "100",
        notice: "",
        replace: "",
      };
      return {
        works: [undoes(made, "k1-x"), made.posts(shoesPages, "/shoes/change", form)],
        check: async ([, answer]) => {
          const { pairs } = await stored(made);
          const isKept = JSON.stringify(answer).includes("done=changed");
          expect(pairs).toMatchObject(isKept ? [{ startDistanceM: 100_000 }] : []);
        },
      };
    });
  });

  it("of the same file at the same time stores it once, and says so once", async () => {
    await inEveryOrder(async () => {
      const made = await world();
      return {
        works: [imports(made, "k1-x"), imports(made, "k2-x")],
        check: async () => {
          const { runs, pairs, told } = await stored(made);
          expect([runs.length, pairs.length]).toEqual([2, 1]);
          const sum = [...told.values()].reduce((all, one) => all + one.stored, 0);
          expect(sum).toBe(2);
        },
      };
    });
  });

  it("told of twice at the same time is stored once, and ends as one that is done", async () => {
    await inEveryOrder(async () => {
      const made = await world();
      const objects = new Map([[keyOf("k1-x"), CSV]]);
      return {
        works: [imports(made, "k1-x", objects), imports(made, "k1-x", objects)],
        check: async () => {
          const { runs, told } = await stored(made);
          expect(runs).toHaveLength(2);
          expect(told.get(keyOf("k1-x"))).toMatchObject({ stored: 2, known: 0 });
          expect(told.get(keyOf("k1-x"))).not.toHaveProperty("isStoring");
        },
      };
    });
  });
});

describe("a service in two tabs", LONG, () => {
  const connecting = async () => {
    const { table } = await world();
    const vault = tokenVault(makeDataKeys(), nowMs);
    const tokens = { accessToken: "a", refreshToken: "", expiresAtMs: NOW_MS };
    const revoked: string[] = [];
    const connects =
      (whose: string, accountId: string): Work =>
      (hand) => {
        const connections = connectionStore(hand.table(table), vault);
        return connectOrPassOn(whose, {
          connect: (runnerId) =>
            connections.connect({ runnerId, accountId, granted: [], tokens }, NOW_MS),
          ownerOf: () => connections.ownerOf(accountId),
          revoke: () => hand.step(async () => revoked.push(accountId)),
        });
      };
    const { look, ownerOf } = connectionStore(table, noVault);
    return { connects, revoked, look, ownerOf };
  };

  it("connected to two accounts keeps one, says so of the other, gives its access back and forgets it", async () => {
    await inEveryOrder(async () => {
      const { connects, revoked, look, ownerOf } = await connecting();
      return {
        works: [connects("ada", "7"), connects("ada", "8")],
        check: async (returned) => {
          const isFirst = (await look("ada"))?.accountId === "7";
          expect(returned).toEqual(
            isFirst ? ["connected", "other-account"] : ["other-account", "connected"],
          );
          const [kept, other] = isFirst ? ["7", "8"] : ["8", "7"];
          expect(revoked).toEqual([other]);
          expect([await ownerOf(kept), await ownerOf(other)]).toEqual(["ada", null]);
        },
      };
    });
  });

  it("connected by two runners to the same account is connected for one of them", async () => {
    await inEveryOrder(async () => {
      const { connects, revoked, look, ownerOf } = await connecting();
      return {
        works: [connects("ada", "7"), connects("bob", "7")],
        check: async () => {
          const connected: string[] = [];
          for (const id of ["ada", "bob"]) if ((await look(id)) !== null) connected.push(id);
          expect(connected).toEqual([await ownerOf("7")]);
          expect(revoked).toEqual([]);
        },
      };
    });
  });
});

describe("an account that is deleted", LONG, () => {
  /** Works until the queue is empty, and does a service's part too; the sweep comes when nobody else is at work. */
  const works =
    (made: Awaited<ReturnType<typeof world>>, kinds: readonly string[] = ["erase"]): Work =>
    async (hand) => {
      const left: string[] = [];
      const leaving = {
        send: async (some: readonly { readonly provider: string }[]) =>
          void left.push(...some.map(({ provider }) => provider)),
      };
      for (;;) {
        const at = made.erasures.findIndex(({ kind }) => kinds.includes(kind));
        const [message] = at < 0 ? [] : made.erasures.splice(at, 1);
        if (message === undefined) return;
        await eraseRunner(message, {
          ...made.depsOf(hand),
          events: leaving,
          hints: leaving,
          unread: { erase: async () => undefined },
          now: () => new Date(NOW_MS).toISOString(),
        });
        for (const name of left.splice(0)) {
          const service = { name, pollMinutes: null };
          const connections = connectionStore(hand.table(made.table), noVault, service);
          const seen = await connections.look("ada");
          if (seen?.state.kind !== "leaving") continue;
          await connections.beginErasing(seen, NOW_MS, true);
          await connections.finishErasing(seen, { sinceMs: NOW_MS, byRunner: true });
        }
      }
    };
  const leaves = async ({ table }: { readonly table: Table }) => {
    const items = await itemsOf(table);
    return items.flatMap(({ pk, sk, expiresAt }) => (expiresAt ? [] : [`${pk} ${sk}`]));
  };
  const deletes = ({ posts }: Awaited<ReturnType<typeof world>>) =>
    posts(settingsPages, "/settings/delete", { word: "delete" });

  it("while a service is connected leaves neither that nor whose account it is", async () => {
    await inEveryOrder(async () => {
      const made = await world();
      await deletes(made)(alone);
      const vault = tokenVault(makeDataKeys(), nowMs);
      const tokens = { accessToken: "a", refreshToken: "", expiresAtMs: NOW_MS };
      const connects: Work = (hand) =>
        connectionStore(hand.table(made.table), vault, {
          name: "polar",
          pollMinutes: null,
        }).connect({ runnerId: "ada", accountId: "7", granted: [], tokens }, NOW_MS);
      return {
        works: [works(made), connects],
        check: async () => {
          await works(made, ["erase", "sweep"])(alone);
          expect(await leaves(made)).toEqual([]);
        },
      };
    });
  });

  it("while its change of address is confirmed leaves no address that is taken", async () => {
    await inEveryOrder(async () => {
      const made = await world();
      const asked = { to: "new@example.com", secret: "secret-of-the-test" };
      await made.deps.addresses.ask(made.runner, asked, NOW_MS);
      const link = { token: asked.secret };
      const confirms = made.posts(settingsPages, "/settings/address/{token}", {}, link);
      return {
        works: [deletes(made), confirms],
        check: async ([answer]) => {
          await works(made, ["erase", "sweep"])(alone);
          // Whose session the change of address ended is asked to sign in, and nothing is deleted.
          const isDeleted = JSON.stringify(answer).includes("/goodbye");
          expect((await leaves(made)).length === 0).toBe(isDeleted);
        },
      };
    });
  });
});

/** Each form by what it does, on what is there before. */
const FORMS: Readonly<Record<string, (made: Awaited<ReturnType<typeof world>>) => Work>> = {
  "begins a check-in": ({ posts }) =>
    posts(checkInPages, "/check-in", { id: "check-in-0001", day: DAY, places: ["deep"] }),
  "answers a page of a check-in": ({ posts }) =>
    posts(checkInPages, STEP, { cannotBearWeight: "yes" }, at("urgent")),
  "moves a check-in to another day": ({ posts }) =>
    posts(checkInPages, "/check-in", { id: ID, day: "2021-09-11", places: ["deep"] }),
  "deletes a check-in": ({ posts }) => posts(checkInPages, STEP, {}, at("delete")),
  "adds a run": ({ posts }) =>
    posts(runsPages, "/runs/add", { ...RUN, id: "another-form", at: "18:00" }),
  "changes a run": ({ posts }) => posts(runsPages, "/runs/change", changed({ effort: "7" })),
  "deletes a run": ({ posts }) => posts(runsPages, "/runs/remove", { run: RUN.id }),
  "sets the digest": ({ posts }) =>
    posts(settingsPages, "/settings", { section: "digest", on: "yes", weekday: "3", hour: "18" }),
};

/** A world with what the forms change. */
async function prepared() {
  const made = await world();
  const checkIn = storedCheckIn.parse({ id: ID, day: DAY, places: ["outside"] });
  await made.deps.checkIns.save("ada", checkIn);
  await made.posts(runsPages, "/runs/add", RUN)(alone);
  return made;
}

describe("a form with a call that is made again, as its answer was lost", () => {
  it.each(Object.keys(FORMS))("%s just as well", async (name) => {
    const playing = async (repeated: number | null) => {
      const made = await prepared();
      const hand = repeater(repeated);
      const answer = await FORMS[name]?.(made)(hand);
      // What only limits how often something is done may count such a call twice.
      const isLimit = ({ pk }: { readonly pk?: unknown }) => String(pk).startsWith("LIMIT#");
      const items = (await itemsOf(made.table)).filter(
        (item) => item["sk"] !== "OWNER" && !isLimit(item),
      );
      return { steps: hand.steps(), ending: { answer, items } };
    };
    const { steps, ending } = await playing(null);
    expect(steps).toBeGreaterThan(1);
    for (let step = 1; step <= steps; step += 1) {
      expect((await playing(step)).ending, `call ${step}`).toEqual(ending);
    }
  });
});

describe("a form that is sent again, as it was broken off", () => {
  it.each(Object.keys(FORMS))("%s as if it had been sent once", async (name) => {
    const playing = async (at: number | null) => {
      const made = await prepared();
      const work = FORMS[name]?.(made);
      const hand = killer(at, "after");
      await work?.(hand).catch((error) => expect(error).toBeInstanceOf(Killed));
      if (at !== null) await work?.(alone);
      const items = await itemsOf(made.table);
      return { steps: hand.steps(), items: items.filter(({ pk }) => pk === "RUNNER#ada") };
    };
    const { steps, items } = await playing(null);
    expect(steps).toBeGreaterThan(1);
    for (let step = 1; step <= steps; step += 1) {
      expect((await playing(step)).items, `call ${step}`).toEqual(items);
    }
  });

  it("leaves a check-in on its old day, where that was answered since", async () => {
    const { deps, posts } = await world();
    const left = { id: ID, places: ["outside"] };
    const answered = storedCheckIn.parse({ ...left, day: DAY, cannotBearWeight: true });
    for (const one of [answered, storedCheckIn.parse({ ...left, day: "2021-09-11" })]) {
      await deps.checkIns.save("ada", one);
    }
    await posts(checkInPages, "/check-in", { ...left, day: "2021-09-11" })(alone);
    expect(await deps.checkIns.all("ada")).toMatchObject([{ day: "2021-09-11" }, answered]);
  });
});
