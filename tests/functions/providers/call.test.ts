import { createServer } from "node:http";
import { expect, it, vi } from "vitest";
import * as z from "zod/mini";
import { call, retryAfter } from "../../../functions/providers/call.ts";
import { listen } from "../../../infra/local/engines/listen.ts";

it.each([
  ["90", 90_000],
  // Taken literally, a message would go round every second for as long as the limit lasts.
  ["0", 60_000],
  ["1", 60_000],
  ["-5", null],
  ["Fri, 27 Nov 2026 00:00:00 GMT", null],
  [null, null],
])("a limit that says to wait for %s is waited for until %s", (told, untilMs) => {
  const headers = new Headers(told === null ? {} : { "retry-after": told });
  expect(retryAfter(headers, 0)).toBe(untilMs);
});

it("a redirect is not followed, since what we send would go with it to whoever is there", async () => {
  const reached: string[] = [];
  const server = createServer((request, response) => {
    reached.push(request.url ?? "");
    response.writeHead(307, { location: "/elsewhere" }).end();
  });
  const listening = await listen(server);
  const init = { method: "POST", body: new URLSearchParams({ client_secret: "s" }) };
  const asked = { url: `${listening.url}/token`, init, schema: z.unknown() };
  const answer = await call(asked, { fetch, nowMs: Date.now });
  await listening.close(0);
  expect(answer).toEqual({ kind: "unavailable", reason: "no connection" });
  expect(reached).toEqual(["/token"]);
});

it.each([
  [8, { kind: "ok", value: null }],
  [9, { kind: "unavailable", reason: "too large" }],
])("an answer of %i MB, whether or not it says so, is taken as %j", async (megabytes, expected) => {
  const part = new TextEncoder().encode(" ".repeat(1024 * 1024 - 4));
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(to) {
      if (sent === 0) to.enqueue(new TextEncoder().encode("null"));
      if (sent === megabytes) return to.close();
      sent += 1;
      to.enqueue(part);
    },
  });
  const asked = { url: "https://x/", init: {}, schema: z.unknown() };
  const answer = await call(asked, { fetch: async () => new Response(body), nowMs: Date.now });
  expect(answer).toEqual(expected);
});

it("an answer that never ends is not read to its end", async () => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (to) => to.enqueue(new Uint8Array(1024 * 1024)),
    cancel: () => {
      isCancelled = true;
    },
  });
  const asked = { url: "https://x/", init: {}, schema: z.unknown() };
  const answer = await call(asked, { fetch: async () => new Response(body), nowMs: Date.now });
  expect(answer).toEqual({ kind: "unavailable", reason: "too large" });
  expect(isCancelled).toBe(true);
});

it("a service that accepts a call and never answers is given up in time to try others", async () => {
  const server = createServer(() => undefined);
  const listening = await listen(server);
  const over = AbortSignal.abort(new DOMException("It took too long.", "TimeoutError"));
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(over);
  const asked = { url: listening.url, init: {}, schema: z.unknown() };
  const answer = await call(asked, { fetch, nowMs: Date.now });
  expect(timeout).toHaveBeenCalledWith(10_000);
  timeout.mockRestore();
  await listening.close(0);
  expect(answer).toEqual({ kind: "unavailable", reason: "timeout" });
});

it("a name whose letter arrives in two parts is read whole", async () => {
  const bytes = new TextEncoder().encode(JSON.stringify("Lauf am Kölner Dom"));
  const cut = bytes.indexOf(0xc3) + 1;
  const body = new ReadableStream<Uint8Array>({
    start(to) {
      for (const part of [bytes.slice(0, cut), bytes.slice(cut)]) to.enqueue(part);
      to.close();
    },
  });
  const asked = { url: "https://x/", init: {}, schema: z.string() };
  const answer = await call(asked, { fetch: async () => new Response(body), nowMs: Date.now });
  expect(answer).toEqual({ kind: "ok", value: "Lauf am Kölner Dom" });
});
