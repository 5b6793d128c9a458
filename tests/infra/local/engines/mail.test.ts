import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { listen } from "../../../../infra/local/engines/listen.ts";
import { startMail } from "../../../../infra/local/engines/mail.ts";
import { until } from "../../../support/local-wait.ts";

const open: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(file: string | null = null) {
  const started = await startMail({
    file,
    inboxPort: 0,
    onFailure: (error) => {
      throw error;
    },
  });
  if (started.kind !== "started") throw new Error("The mail engine did not start.");
  const { engine } = started;
  const client = new SESv2Client({
    endpoint: engine.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    client.destroy();
    await engine.close();
  };
  open.push(close);
  return {
    engine,
    client,
    close,
    send: (subject: string) =>
      client.send(
        new SendEmailCommand({
          FromEmailAddress: "coach@example.org",
          Destination: { ToAddresses: ["runner@example.org"] },
          Content: {
            Simple: {
              Subject: { Data: subject },
              Body: { Html: { Data: "<p>hello</p>" }, Text: { Data: "hello" } },
              Headers: [{ Name: "List-Unsubscribe", Value: "<https://example.org/u>" }],
            },
          },
        }),
      ),
    subjects: async () => {
      const answer = await fetch(`${engine.inboxUrl}/store`);
      const store = z.object({ emails: z.array(z.object({ subject: z.string() })) });
      return store.parse(await answer.json()).emails.map(({ subject }) => subject);
    },
  };
}

async function emailsOf(inboxUrl: string): Promise<unknown[]> {
  const answer = await fetch(`${inboxUrl}/store`);
  return z.object({ emails: z.array(z.unknown()) }).parse(await answer.json()).emails;
}

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "stridewell-mail-"));
  open.push(() => rmSync(folder, { recursive: true }));
  return join(folder, "mail.jsonl");
}

describe("a mail that comes as MIME", () => {
  it("shows its parts, its own headers and its picture, as one that names them", async () => {
    const { engine, client } = await start();
    const mime = [
      "From: Coach <coach@example.org>",
      "To: somebody@example.org",
      "Subject: =?UTF-8?B?8J+Rnw==?=",
      "List-Unsubscribe:",
      " <https://example.org/u>",
      "MIME-Version: 1.0",
      'Content-Type: multipart/related; boundary="b"',
      "",
      "--b",
      "Content-Type: text/html; charset=utf-8",
      "",
      '<img src="cid:one@here" alt="">',
      "--b",
      "Content-Type: image/png",
      "Content-ID: <one@here>",
      'Content-Disposition: inline; filename="one.png"',
      "Content-Transfer-Encoding: base64",
      "",
      "iVBORw0KGgo=",
      "--b--",
    ].join("\r\n");
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: "coach@example.org",
        Destination: { ToAddresses: ["runner@example.org"] },
        Content: { Raw: { Data: Buffer.from(mime) } },
      }),
    );
    const [mail] = await emailsOf(engine.inboxUrl);
    expect(mail).toMatchObject({
      subject: "👟",
      destination: { to: ["runner@example.org"] },
      headers: [{ name: "List-Unsubscribe", value: "<https://example.org/u>" }],
      attachments: [{ filename: "one.png", contentType: "image/png", content: "iVBORw0KGgo=" }],
      body: { html: expect.stringContaining("data:image/png;base64,iVBORw0KGgo=") },
    });
  });
});

describe("the mail engine", () => {
  it("shows what was sent in its inbox", async () => {
    const { engine, send, subjects } = await start();
    const sent = await send("Your week: 42 km");
    expect(sent.MessageId).toMatch(/^ses-/);
    expect(await subjects()).toEqual(["Your week: 42 km"]);
    const page = await fetch(engine.inboxUrl);
    expect(page.headers.get("content-type")).toContain("text/html");
  });

  it("keeps the inbox over a restart, and forgets what was cleared", async () => {
    const file = temporaryFile();
    const before = await start(file);
    await before.send("one");
    await before.send("two");
    await before.close();
    const between = await start(file);
    expect(await between.subjects()).toEqual(["one", "two"]);
    await fetch(`${between.engine.inboxUrl}/clear-store`, { method: "POST" });
    await between.send("three");
    await between.close();
    const after = await start(file);
    expect(await after.subjects()).toEqual(["three"]);
  });

  it("has an inbox of its own beside another engine", async () => {
    const [one, other] = await Promise.all([start(), start()]);
    await one.send("only here");
    expect(await other.subjects()).toEqual([]);
  });

  it("doesn't send for someone who only knows the inbox", async () => {
    const { engine, subjects } = await start();
    const answer = await fetch(`${engine.inboxUrl}/v2/email/outbound-emails`, {
      method: "POST",
      headers: { authorization: "AWS4", "content-type": "application/json" },
      body: "{}",
    });
    expect(answer.status).toBe(405);
    await until(async () => (await subjects()).length === 0);
  });

  it("says that the inbox's port is in use", async () => {
    const taken = await listen(createServer());
    open.push(taken.close);
    const started = await startMail({
      file: null,
      inboxPort: taken.port,
      onFailure: () => undefined,
    });
    expect(started).toEqual({ kind: "no-inbox", code: "EADDRINUSE" });
  });
});

it.each(["evil.example", "localhost.evil.example:3001", "127.0.0.1.evil.example"])(
  "the inbox is closed to pages of %s, whose name may lead to this machine",
  async (host) => {
    const { engine, send } = await start();
    await send("Sign in");
    const statusOf = async (headers: Record<string, string>) => {
      const asked = request(`${engine.inboxUrl}/store`, { headers }).end();
      const [answer] = await once(asked, "response");
      answer.resume();
      return answer.statusCode;
    };
    expect(await statusOf({ host })).toBe(403);
    expect(await statusOf({ origin: `https://${host}` })).toBe(403);
    const { port } = new URL(engine.inboxUrl);
    expect(await statusOf({ host: `127.0.0.1:${port}` })).toBe(200);
  },
);
