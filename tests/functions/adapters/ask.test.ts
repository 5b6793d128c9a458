import { createServer, type RequestListener } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ask, pathIn } from "../../../functions/adapters/ask.ts";
import { type Listening, listen } from "../../../infra/local/engines/listen.ts";

/*
 * A single call as Node's client makes it. AWS services that refuse, are late or break off: see
 * `lean.test.ts`.
 */

let there: Listening;
afterEach(() => there.close(0));

async function answering(listener: RequestListener): Promise<string> {
  there = await listen(createServer(listener));
  return there.url;
}

const packed = gzipSync(JSON.stringify({ of: "half a year, é" }));
const never = new AbortController().signal;

describe("an answer", () => {
  it("says what the service said, and is unpacked where it came packed", async () => {
    const url = await answering((_, response) => {
      response.writeHead(207, { "content-encoding": "gzip", "X-Left": "3" }).end(packed);
    });
    const answer = await ask(`${url}/runs`, { signal: never });
    expect(answer).toMatchObject({ ok: true, status: 207 });
    expect(answer.headers.get("x-left")).toBe("3");
    expect(answer.headers.get("x-right")).toBeNull();
    expect(JSON.parse(await answer.text())).toEqual({ of: "half a year, é" });
  });

  it("that leads elsewhere is not followed", async () => {
    const url = await answering((_, response) => {
      response.writeHead(302, { location: "https://elsewhere.example/" }).end();
    });
    expect(await ask(url, { signal: never })).toMatchObject({ ok: false, status: 302 });
  });

  it.each([
    ["half of what it announced", { "content-length": "100" }],
    ["half of what it packed", { "content-encoding": "gzip" }],
  ])("of %s is none", async (_, headers) => {
    const url = await answering((_, response) => {
      response.writeHead(200, headers);
      response.write(packed.subarray(0, 20), () => response.destroy());
    });
    const answer = await ask(url, { signal: never });
    await expect(answer.text()).rejects.toThrow(/./);
  });

  it.each([
    ["as it stands", {}, Buffer.alloc(1024 * 1024, " ")],
    [
      "packed to a thousandth",
      { "content-encoding": "gzip" },
      gzipSync(Buffer.alloc(1024 * 1024, " ")),
    ],
  ])("without end, %s, is not read to its end", async (_, headers, part) => {
    let isLeft = false;
    const url = await answering((_, response) => {
      response.writeHead(200, headers).once("close", () => {
        isLeft = true;
      });
      const more = () => {
        while (!isLeft && response.write(part));
      };
      response.on("drain", more);
      more();
    });
    const answer = await ask(url, { signal: never });
    await expect(answer.text()).rejects.toThrow("too large");
    await vi.waitFor(() => expect(isLeft).toBe(true));
  });

  it.each([
    ["that does not begin", () => undefined],
    ["that does not end", ((_, response) => response.write("{")) satisfies RequestListener],
  ])("%s in time is late", async (_, listener) => {
    const url = await answering(listener);
    const late = async () => (await ask(url, { signal: AbortSignal.timeout(100) })).text();
    await expect(late()).rejects.toMatchObject({ name: "TimeoutError" });
  });
});

describe("a connection that was kept", () => {
  /** Answers once on each connection, and closes a connection that is used again. */
  async function closing() {
    const asked: string[] = [];
    const used = new WeakSet<object>();
    const url = await answering(({ method = "", socket }, response) => {
      asked.push(method);
      if (used.has(socket)) socket.destroy();
      else response.end("here");
      used.add(socket);
    });
    const say = async (method: string) => (await ask(url, { method, signal: never })).text();
    await say("GET");
    return { asked, say };
  }

  it("and is dead costs one more question where something is read", async () => {
    const { asked, say } = await closing();
    expect(await say("GET")).toBe("here");
    expect(asked).toEqual(["GET", "GET", "GET"]);
  });

  it("and is dead is told of where something may have been changed", async () => {
    const { asked, say } = await closing();
    await expect(say("POST")).rejects.toThrow(/hang up|ECONNRESET/);
    expect(asked).toEqual(["GET", "POST"]);
  });
});

describe("the path that is asked for", () => {
  it.each([
    ["https://bucket.example/a/../b?c=d", "/a/../b?c=d"],
    ["https://API.example:443/v3/%41?at=https://app.example/", "/v3/%41?at=https://app.example/"],
    ["http://127.0.0.1:3003", "/"],
    ["http://127.0.0.1:3003?c=d", "/?c=d"],
    ["http://127.0.0.1:3003//a", "//a"],
  ])("of %s is %s", (url, path) => {
    expect(pathIn(url)).toBe(path);
  });
});
