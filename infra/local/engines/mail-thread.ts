import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { parentPort, workerData } from "node:worker_threads";
import ses from "aws-ses-v2-local";
import { getStoreReadonly } from "aws-ses-v2-local/dist/store.js";
import { z } from "zod";
import { jsonOf } from "../../../functions/shared/json.ts";
import {
  closeToPages,
  isOfForeignPage,
  type Listening,
  listen,
  listenBehindDoor,
} from "./listen.ts";
import { partsOf } from "./raw-mail.ts";

const { file, inboxPort } = z
  .object({ file: z.string().nullable(), inboxPort: z.number() })
  .parse(workerData);

const stored = z.looseObject({
  messageId: z.string(),
  from: z.string(),
  replyTo: z.array(z.string()),
  destination: z.object({
    to: z.array(z.string()),
    cc: z.array(z.string()),
    bcc: z.array(z.string()),
  }),
  subject: z.string(),
  body: z.object({ html: z.string().optional(), text: z.string().optional() }),
  attachments: z.array(
    z.looseObject({ content: z.string(), contentType: z.string(), size: z.number() }),
  ),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
  at: z.number(),
});

/** One line per email, because the engine itself keeps them in memory only. */
function readMails(path: string): z.infer<typeof stored>[] {
  if (!existsSync(path)) return [];
  return (
    readFileSync(path, "utf8")
      .split("\n")
      // The last line of a process that was killed while writing can't be read.
      .flatMap((line) => stored.safeParse(jsonOf(line)).data ?? [])
  );
}

let written = 0;
if (file !== null) {
  getStoreReadonly().emails.push(...readMails(file));
  written = getStoreReadonly().emails.length;
}

function keep(): void {
  const { emails } = getStoreReadonly();
  if (file === null || emails.length === written) return;
  const lines = (from: number) =>
    emails
      .slice(from)
      .map((mail) => `${JSON.stringify(mail)}\n`)
      .join("");
  if (emails.length > written) appendFileSync(file, lines(written));
  else writeFileSync(file, lines(0));
  written = emails.length;
}

const server = await ses.default({ port: 0, host: "127.0.0.1" });
closeToPages(server);
server.prependListener("request", (_, response) => response.once("finish", keep));
const bound = server.address();
if (bound === null || typeof bound === "string") throw new Error("The mail engine has no port.");

const engineUrl = `http://127.0.0.1:${bound.port}`;

/** Every call on its way to the engine, with MIME taken apart. */
const takeCall: RequestListener = (request, response) => {
  const pass = async () => {
    const body = await text(request);
    const answer = await fetch(new URL(request.url ?? "/", engineUrl), {
      method: request.method ?? "GET",
      headers: {
        "content-type": request.headers["content-type"] ?? "application/json",
        // The engine requires one and doesn't check it: the front door has.
        authorization: request.headers.authorization ?? "",
      },
      ...(body !== "" && { body: await partsOf(body) }),
    });
    response.writeHead(answer.status, {
      "content-type": answer.headers.get("content-type") ?? "application/json",
    });
    response.end(await answer.text());
  };
  pass().catch(() => response.destroy());
};
const wire = await listenBehindDoor(createServer(takeCall));

/**
 * What the inbox page lacks: it shows emails in frames, where none of our pages may open, so their links
 * open in a tab; and the newest email is opened.
 */
const INBOX_SCRIPT = `<script>
new MutationObserver(() => {
  for (const { contentDocument: email } of document.querySelectorAll("iframe")) {
    if (email.querySelector("base") === null) {
      email.head.append(Object.assign(email.createElement("base"), { target: "_blank" }));
    }
  }
  document.querySelector(".email-html").style.display = "";
}).observe(document.getElementById("content"), { childList: true });
</script></body>`;

async function inboxPage(): Promise<string> {
  return (await (await fetch(engineUrl)).text()).replace("</body>", INBOX_SCRIPT);
}

/**
 * The page and what it calls. Sending goes through the front door, with a key. A website can have its own name lead
 * to this machine (DNS rebinding), and its page would then read every email.
 */
const showInbox: RequestListener = (request, response) => {
  if (isOfForeignPage(request)) {
    response.writeHead(403).end();
  } else if (request.method === "GET" && request.url === "/") {
    inboxPage().then(
      (page) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page),
      () => response.destroy(),
    );
  } else if (request.method === "GET" || request.url === "/clear-store") {
    server.emit("request", request, response);
  } else {
    response.writeHead(405).end();
  }
};
let inbox: Listening;
try {
  inbox = await listen(createServer(showInbox), inboxPort);
} catch (error) {
  // Sent as a message, because an error thrown here would lose its code on the way.
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  parentPort?.postMessage({ failed: code });
  process.exit();
}

parentPort?.once("message", () => {
  server.close();
  server.closeAllConnections();
  void Promise.all([wire.close(), inbox.close()]).then(() => {
    keep();
    parentPort?.close();
  });
});
parentPort?.postMessage({
  url: wire.url,
  inboxUrl: `http://localhost:${inbox.port}`,
});
