import { beforeEach, describe, expect, it } from "vitest";
import * as itemKinds from "../../../functions/adapters/item-kinds.ts";
import { limitStore } from "../../../functions/adapters/limit-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import { signInStore } from "../../../functions/adapters/sign-in-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import type { RunnerStore } from "../../../functions/ports/runner.ts";
import type { SignInStore } from "../../../functions/ports/sign-in.ts";
import { sendSignIn } from "../../../functions/send-sign-in/send-sign-in.ts";
import { readSession } from "../../../functions/shared/http/session.ts";
import { CAME_BACK } from "../../../functions/shared/mail/came-back.ts";
import { signInPages } from "../../../functions/sign-in/routes.ts";
import type { SignInDeps } from "../../../functions/sign-in/sign-in.tsx";
import { signInPages as words } from "../../../functions/wording/account.en.ts";
import { fakeMailer } from "../../support/mailers.ts";
import { makeVisitor, PUBLIC_URL } from "../../support/make-request.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { expectFault } from "../../support/refused-form.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

const NOW_MS = Date.parse("2026-11-22T12:00:00Z");
const QUARTER_MS = 15 * 60_000;

let table: Table;
let runners: RunnerStore;
let tickets: SignInStore;
let nowMs: number;
let mails: ReturnType<typeof fakeMailer>;

beforeEach(async () => {
  table = await freshTable();
  runners = runnerStore(table);
  tickets = signInStore(table);
  nowMs = NOW_MS;
  mails = fakeMailer();
  await runners.create(makeRunner());
});

/** A browser in front of the real functions; any email that they ask for is sent at once. */
function browser() {
  let ids = 0;
  let proofs = 0;
  const name = `b${Math.floor(browsers++)}`;
  const asked: string[] = [];
  const deps: SignInDeps = {
    runners,
    tickets,
    limits: limitStore(table),
    mails: {
      send: async (messages) => {
        for (const { ticketId } of messages) {
          asked.push(ticketId);
          await mail(ticketId);
        }
      },
    },
    publicUrl: PUBLIC_URL,
    defaultZone: "Pacific/Auckland",
    nowMs: () => nowMs,
    randomId: () => `${name}-${++ids}`,
  };
  const mail = (ticketId: string) =>
    sendSignIn(
      { ticketId },
      {
        runners,
        tickets,
        limits: limitStore(table),
        mailer: mails.mailer,
        mayJoin: ["owner@example.com", "@club.example"],
        publicUrl: PUBLIC_URL,
        nowMs: () => nowMs,
        makeProof: () => {
          proofs += 1;
          return { code: String(10_000_000 + proofs), secret: `${name}secret${proofs}` };
        },
      },
    );
  const visitor = makeVisitor((request) => signInPages(request, deps));
  return {
    ...visitor,
    asked,
    mailAgain: () => mail(asked.at(-1) ?? ""),
    /** Asks for an email and returns what came: the code and the link's last part. */
    async ask(email: string, next = "/today") {
      const answer = await visitor.visit("POST /sign-in", { form: { email, next } });
      return { ...answer, ...newest() };
    },
    async session() {
      const session = await readSession(new Map(Object.entries(visitor.cookies)), runners, nowMs);
      return session;
    },
  };
}
let browsers = 0;

/** The code and the link's token in the newest email. */
function newest() {
  const text = mails.taken.at(-1)?.text ?? "";
  const [, first = "", second = ""] = /(\d{4}) (\d{4})/.exec(text) ?? [];
  const [, token = ""] = /\/sign-in\/link\/(\S+)/.exec(text) ?? [];
  return { code: `${first}${second}`, token };
}

const scan = () => itemsOf(table);

const KINDS = Object.values(itemKinds)
  .flatMap((kind) => (typeof kind === "function" ? [] : [kind.name]))
  .sort();
/** What is no runner's, or what keeps the doors: counts and marks under a checksum, for a day at most. */
const NOT_ASKED = "not asked about";
/** How the page that asks for consent tells of each kind of item. */
const TOLD: Readonly<Record<string, string>> = {
  "account owner": "services you connect",
  activity: "Your runs",
  "activities together": "Your runs",
  address: "Your address",
  "address change": "Your address",
  "check-in": "answers about pain",
  connection: "services you connect",
  "data key": NOT_ASKED,
  "default shoes": "shoes you enter yourself",
  dismissal: "settings",
  "ended connection": "services you connect",
  exercise: "exercises you mark as done",
  limit: NOT_ASKED,
  notice: "Which emails we sent you",
  profile: "settings",
  "rate budget": NOT_ASKED,
  reminder: "settings",
  sameness: "settings",
  shoe: "Your runs and shoes",
  "sign-in": "Your address",
  "told shoes": "Your runs and shoes",
  "undone upload": "files you upload",
  upload: "files you upload",
  "used once": NOT_ASKED,
  wake: "Which emails we sent you",
  "worn shoe": "shoes you enter yourself",
};

describe("signing in", () => {
  it("by the code from the mail leads to where the runner wanted to go", async () => {
    const ada = browser();
    const { code, to } = await ada.ask("Ada@Example.com ", "/check-in?places=outside&side=left");
    expect(to).toBe("/sign-in/code");
    const { to: home } = await ada.visit("POST /sign-in/code", {
      form: { code: `${code.slice(0, 4)}\t${code.slice(4)}` },
    });
    expect(home).toBe("/check-in?places=outside&side=left");
    expect(Object.keys(ada.cookies)).toEqual(["__Host-session"]);
    expect((await ada.session())?.runner.id).toBe("r1");
  });

  it("says to whom sent a form after the session ended that nothing was saved", async () => {
    const { html } = await browser().visit("GET /sign-in", {
      query: { out: "unsaved", next: "/runs" },
    });
    expect(html).toContain(words.signedOut.unsaved);
    expect(html).toContain('name="next" value="/runs"');
  });

  it("by the link asks first, since scanners open links, and lets in when posted", async () => {
    const ada = browser();
    const { token } = await ada.ask("ada@example.com", "/shoes");
    const opened = await ada.visit("GET /sign-in/link/{token}", { path: { token } });
    expect(opened).toMatchObject({ status: 200, outcome: "asked" });
    expect(await ada.session()).toBeNull();
    const posted = await ada.visit("POST /sign-in/link/{token}", { path: { token } });
    expect(posted.to).toBe("/shoes");
    expect((await ada.session())?.runner.id).toBe("r1");
  });

  it("the link lets no other browser in, not even to use it up", async () => {
    const ada = browser();
    const { token, code } = await ada.ask("ada@example.com");
    const thief = browser();
    await thief.ask("owner@example.com");
    for (const route of ["GET /sign-in/link/{token}", "POST /sign-in/link/{token}"]) {
      expect(await thief.visit(route, { path: { token } })).toMatchObject({ status: 403 });
    }
    expect(await thief.session()).toBeNull();
    await ada.visit("POST /sign-in/code", { form: { code } });
    expect(await ada.session()).not.toBeNull();
  });

  it("nothing in the email lets in a browser that makes up its own cookie", async () => {
    const ada = browser();
    const { token, code } = await ada.ask("ada@example.com");
    for (const part of [token, ...token.split(".")]) {
      const thief = browser();
      thief.cookies["__Host-sign-in"] = part;
      await thief.visit("POST /sign-in/link/{token}", { path: { token } });
      await thief.visit("POST /sign-in/code", { form: { code } });
      expect(await thief.session()).toBeNull();
    }
    await ada.visit("POST /sign-in/link/{token}", { path: { token } });
    expect((await ada.session())?.runner.id).toBe("r1");
  });

  it("works once: neither link nor code lets anybody in again", async () => {
    const ada = browser();
    const { code, token } = await ada.ask("ada@example.com");
    const ticket = { ...ada.cookies };
    await ada.visit("POST /sign-in/code", { form: { code } });
    const again = { cookies: ticket, form: { code }, path: { token } };
    expect((await ada.visit("POST /sign-in/code", again)).status).toBe(410);
    expect((await ada.visit("POST /sign-in/link/{token}", again)).status).toBe(410);
  });

  it("works once also side by side", async () => {
    const ada = browser();
    const { code } = await ada.ask("ada@example.com");
    const twice = await Promise.all(
      [code, code].map((one) => ada.visit("POST /sign-in/code", { form: { code: one } })),
    );
    expect(twice.map(({ status }) => status).sort()).toEqual([303, 410]);
  });

  it("the link of the right browser with another secret ends, for a newcomer too", async () => {
    for (const email of ["ada@example.com", "new@club.example"]) {
      const visitor = browser();
      const { token } = await visitor.ask(email);
      const wrong = { path: { token: `${token.split(".")[0]}.guessed` } };
      expect((await visitor.visit("POST /sign-in/link/{token}", wrong)).status).toBe(410);
      expect((await visitor.visit("GET /join")).status).toBe(410);
    }
  });

  it("ends after a quarter of an hour", async () => {
    const ada = browser();
    const { code } = await ada.ask("ada@example.com");
    nowMs += QUARTER_MS;
    expect((await ada.visit("POST /sign-in/code", { form: { code } })).status).toBe(410);
    expect(await ada.session()).toBeNull();
  });

  it("ends after five wrong codes, the right one among them or not, also side by side", async () => {
    const ada = browser();
    const { code } = await ada.ask("ada@example.com");
    const wrong = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        ada.visit("POST /sign-in/code", { form: { code: String(at).padStart(8, "0") } }),
      ),
    );
    expect(wrong.filter(({ status }) => status === 422)).toHaveLength(5);
    expect((await ada.visit("POST /sign-in/code", { form: { code } })).status).toBe(410);
    expect(await ada.session()).toBeNull();
  });

  it("counts the newest mail only", async () => {
    const ada = browser();
    const { code } = await ada.ask("ada@example.com");
    await ada.mailAgain();
    expect((await ada.visit("POST /sign-in/code", { form: { code } })).status).toBe(422);
    const again = await ada.visit("POST /sign-in/code", { form: { code: newest().code } });
    expect(again.status).toBe(303);
  });

  it("names the address on the page for the code, so that a typing mistake is seen", async () => {
    const ada = browser();
    await ada.ask("ada@exmaple.com");
    expect((await ada.visit("GET /sign-in/code")).html).toContain("If ada@exmaple.com may use");
    const wrong = await ada.visit("POST /sign-in/code", { form: { code: "1" } });
    expect(wrong.html).toContain("If ada@exmaple.com may use");
  });

  it("says of no email that it is on its way where none is, or no longer", async () => {
    const ada = browser();
    const asks = async () => (await ada.visit("GET /sign-in/code")).status;
    expect(await asks()).toBe(410);
    await ada.ask("ada@example.com");
    expect(await asks()).toBe(200);
    nowMs += QUARTER_MS;
    expect(await asks()).toBe(410);
  });

  it("by a link that is opened too late, or again, ends, though its browser has forgotten it", async () => {
    const late = browser();
    const used = browser();
    const { token } = await late.ask("ada@example.com");
    const { token: again, code } = await used.ask("ada@example.com");
    await used.visit("POST /sign-in/code", { form: { code } });
    delete late.cookies["__Host-sign-in"];
    const open = async (one: string) =>
      (await late.visit("GET /sign-in/link/{token}", { path: { token: one } })).status;
    expect([await open(token), await open(again)]).toEqual([403, 410]);
    expect([await open(`${"x".repeat(3000)}.y`), await open("cut")]).toEqual([410, 410]);
    nowMs += QUARTER_MS;
    expect(await open(token)).toBe(410);
  });

  it("answers the same whether an address is known, may join, or neither, and mails the first two", async () => {
    const answers = [];
    for (const email of [
      "ada@example.com",
      "new@club.example",
      "OWNER@Example.com",
      "not-the-owner@example.com",
      "stranger@example.org",
      "stranger@evil-club.example",
    ]) {
      const { status, to, outcome } = await browser().ask(email);
      answers.push({ status, to, outcome });
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(mails.taken.map(({ to }) => to)).toEqual([
      "ada@example.com",
      "new@club.example",
      "OWNER@Example.com",
    ]);
  });

  it("writes to nobody for their domain's sake once five emails of the day came back, and to all others", async () => {
    for (let time = 0; time < 5; time += 1) {
      await limitStore(table).take(CAME_BACK.key, CAME_BACK.limit, nowMs);
    }
    await runners.create(makeRunner({ id: "member", email: "member@club.example" }));
    const answers = [];
    for (const email of ["made-up@club.example", "member@club.example", "owner@example.com"]) {
      const { status, to, outcome } = await browser().ask(email);
      answers.push({ status, to, outcome });
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(mails.taken.map(({ to }) => to)).toEqual(["member@club.example", "owner@example.com"]);
    nowMs += 24 * 3_600_000;
    await browser().ask("new@club.example");
    expect(mails.taken.at(-1)?.to).toBe("new@club.example");
  });

  /** How a place's requests for emails to the same address are answered, one after the other. */
  async function requestsFrom(ip: string, times: number) {
    const statuses = [];
    for (let at = 0; at < times; at++) {
      const form = { email: "ada@example.com", next: "/today" };
      statuses.push((await browser().visit("POST /sign-in", { form, ip })).status);
    }
    return statuses;
  }

  it("mails an address five times an hour from one place, and leaves other places theirs", async () => {
    const all = await requestsFrom("203.0.113.7", 20);
    expect(all).toEqual([...Array(5).fill(303), ...Array(15).fill(429)]);
    expect(mails.taken).toHaveLength(5);
    expect(await requestsFrom("198.51.100.2", 1)).toEqual([303]);
    nowMs += 3_600_000;
    expect(await requestsFrom("203.0.113.7", 1)).toEqual([303]);
  });

  it("mails an address fifteen times a day from one place, as in SES's sandbox all have two hundred together", async () => {
    const statuses = [];
    for (let hour = 0; hour < 5; hour += 1) {
      statuses.push((await requestsFrom("203.0.113.7", 6)).filter((one) => one === 303).length);
      nowMs += 3_600_000;
    }
    expect(statuses).toEqual([5, 5, 5, 0, 0]);
    expect(mails.taken).toHaveLength(15);
    expect(await requestsFrom("198.51.100.2", 1)).toEqual([303]);
    nowMs += 24 * 3_600_000;
    expect(await requestsFrom("203.0.113.7", 1)).toEqual([303]);
  });

  it("counts an address in capitals as the same", async () => {
    await requestsFrom("203.0.113.7", 5);
    const form = { email: "ADA@example.com" };
    const { status } = await browser().visit("POST /sign-in", { form, ip: "203.0.113.7" });
    expect(status).toBe(429);
  });

  it("mails an address twenty times an hour and no more, from however many places", async () => {
    for (const place of [1, 2, 3, 4]) await requestsFrom(`203.0.113.${place}`, 5);
    expect(await requestsFrom("203.0.113.5", 1)).toEqual([429]);
    expect(mails.taken).toHaveLength(20);
  });

  it("takes an address with a plus for the mailbox that it leads to", async () => {
    const statuses = [];
    for (let at = 0; at < 6; at++) {
      statuses.push((await browser().ask(`ada+${at}@example.com`)).status);
    }
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429]);
  });

  it("lets one place ask thirty times an hour", async () => {
    const statuses = [];
    for (let at = 0; at < 31; at++) statuses.push((await browser().ask(`a${at}@x.example`)).status);
    expect(statuses.indexOf(429)).toBe(30);
  });

  it("says what is wrong with an address, and asks again", async () => {
    const answer = await browser().visit("POST /sign-in", { form: { email: "ada" } });
    expect(answer.status).toBe(422);
    expect(answer.html).toContain("name@example.com");
    expect(mails.taken).toEqual([]);
  });

  it("takes no form from another site", async () => {
    const headers = { origin: "https://evil.example" };
    const answer = await browser().visit("POST /sign-in", {
      form: { email: "ada@example.com" },
      headers,
    });
    expect(answer.status).toBe(403);
    expect(mails.taken).toEqual([]);
  });

  it("keeps no code, no secret and no ticket in the table that anybody could sign in with", async () => {
    const ada = browser();
    const { code, token } = await ada.ask("ada@example.com");
    const stored = JSON.stringify(await scan());
    const [, secret = token] = token.split(".");
    for (const hidden of [code, secret, ...ada.asked]) expect(stored).not.toContain(hidden);
  });
});

describe("signing out", () => {
  async function twoBrowsers() {
    const [phone, desk] = [browser(), browser()];
    for (const one of [phone, desk]) {
      const { code } = await one.ask("ada@example.com");
      await one.visit("POST /sign-in/code", { form: { code } });
    }
    return { phone, desk };
  }

  it("signs this browser out alone", async () => {
    const { phone, desk } = await twoBrowsers();
    const csrf = (await phone.session())?.csrf ?? "";
    const { to } = await phone.visit("POST /sign-out", { form: { csrf } });
    expect(to).toBe("/sign-in?out=here");
    const { html } = await phone.visit("GET /sign-in", { query: { out: "here" } });
    expect(html).toContain("You are signed out");
    expect(await phone.session()).toBeNull();
    expect(await desk.session()).not.toBeNull();
  });

  it("everywhere ends each session at once", async () => {
    const { phone, desk } = await twoBrowsers();
    const csrf = (await phone.session())?.csrf ?? "";
    await phone.visit("POST /sign-out", { form: { csrf, where: "everywhere" } });
    expect(await desk.session()).toBeNull();
  });
});

describe("joining", () => {
  async function proven(email = "new@club.example") {
    const visitor = browser();
    const { code } = await visitor.ask(email);
    const { to } = await visitor.visit("POST /sign-in/code", { form: { code } });
    expect(to).toBe("/join");
    return visitor;
  }
  const yes = { health: "yes", age: "yes", zone: "Europe/Berlin" };

  it("stores a runner with what was agreed to, once both boxes are ticked", async () => {
    const visitor = await proven();
    expect((await visitor.visit("GET /join")).html).toContain("16 or older");
    const { to } = await visitor.visit("POST /join", { form: yes });
    expect(to).toBe("/connect");
    const runner = (await visitor.session())?.runner;
    expect(runner).toMatchObject({
      email: "new@club.example",
      zone: "Europe/Berlin",
      consent: { version: "2026-11-27", at: "2026-11-22T12:00:00.000Z" },
      nextDigestAt: "2026-11-23T06:00:00.000Z",
    });
  });

  it.each([
    ["health not agreed to", { ...yes, health: "" }, "health", "without your consent"],
    ["under age", { ...yes, age: "" }, "age", "aged 16 and over"],
    ["no zone of this world", { ...yes, zone: "Mars/Olympus" }, "zone", "choose a time zone"],
  ])("with %s stores nothing and asks again", async (_, form, field, said) => {
    const visitor = await proven();
    const before = await scan();
    const { status, html } = await visitor.visit("POST /join", { form });
    expect(status).toBe(422);
    expectFault(html, field, said);
    expect(await scan()).toEqual(before);
    expect((await visitor.visit("POST /join", { form: yes })).status).toBe(303);
  });

  it("names each way in which data comes in, before anything is stored", async () => {
    const { html } = await (await proven()).visit("GET /join");
    for (const source of ["services you connect", "runs from files", "you enter yourself"]) {
      expect(html).toContain(source);
    }
  });

  it("tells of each kind of item that is stored about a runner, before it is", async () => {
    const { html } = await (await proven()).visit("GET /join");
    expect(Object.keys(TOLD).sort()).toEqual(KINDS);
    expect(
      Object.values(TOLD).filter((words) => words !== NOT_ASKED && !html.includes(words)),
    ).toEqual([]);
  });

  it("suggests the owner's zone, takes one by its newer name, and holds what was chosen when something else is missing", async () => {
    const visitor = await proven();
    const form = { ...yes, zone: "Asia/Kolkata" };
    const { age, ...unfinished } = form;
    const first = await visitor.visit("GET /join");
    expect(first.html).toContain('<option value="Pacific/Auckland" selected');
    expect(first.html).toContain('data-guess="zone"');
    const asked = await visitor.visit("POST /join", { form: unfinished });
    // The script would set the browser's own in its place.
    expect(asked.html).not.toContain("data-guess");
    expect(asked.html).toContain('<option value="Asia/Kolkata" selected');
    expect(asked.html).toMatch(/name="health"[^>]* checked/);
    expect(asked.html).not.toMatch(/name="age"[^>]* checked/);
    expect(asked.html).toContain("aged 16 and over.</p>");
    expect((await visitor.visit("POST /join", { form })).to).toBe("/connect");
    expect((await visitor.session())?.runner.zone).toBe("Asia/Kolkata");
  });

  it("is not open to a browser whose address was not proven", async () => {
    const visitor = browser();
    await visitor.ask("new@club.example");
    expect((await visitor.visit("GET /join")).status).toBe(410);
    expect((await visitor.visit("POST /join", { form: yes })).status).toBe(410);
    expect(await runners.findByEmail("new@club.example")).toBeNull();
  });

  it("twice, in two browsers, ends as one runner", async () => {
    const [first, second] = [await proven(), await proven()];
    await first.visit("POST /join", { form: yes });
    await second.visit("POST /join", { form: yes });
    expect((await second.session())?.runner.id).toBe((await first.session())?.runner.id);
    expect((await scan()).filter(({ sk }) => sk === "PROFILE")).toHaveLength(2);
  });

  it("twice with one ticket, side by side, ends as one runner", async () => {
    const visitor = await proven();
    const answers = await Promise.all([
      visitor.visit("POST /join", { form: yes }),
      visitor.visit("POST /join", { form: yes }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410]);
    expect((await scan()).filter(({ sk }) => sk === "PROFILE")).toHaveLength(2);
  });
});

describe("the mail with the way in", () => {
  it("is tried again where the service said no", async () => {
    const ada = browser();
    mails.once("refuse");
    await expect(ada.ask("ada@example.com")).rejects.toThrow("The email was refused");
    expect(mails.taken).toEqual([]);
    await ada.mailAgain();
    expect(mails.taken).toHaveLength(1);
    expect(await tickets.find("unknown", nowMs)).toBeNull();
  });

  it("says where it comes from, in a subject and a text without a name", async () => {
    const { token } = await browser().ask("ada@example.com");
    const [mail] = mails.taken;
    expect(mail?.subject).toBe("Sign in to Stridewell");
    expect(mail?.text).toContain(`${PUBLIC_URL}/sign-in/link/${token}`);
    expect(mail?.html).toContain(`href="${PUBLIC_URL}/sign-in/link/${token}"`);
  });
});
