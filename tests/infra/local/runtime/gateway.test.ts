import { request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { InvokeResult } from "../../../../infra/local/runtime/function-host.ts";
import { startGateway } from "../../../../infra/local/runtime/gateway.ts";
import type { PermissionModel } from "../../../../infra/local/template/model.ts";
import { manualClock } from "../../../support/local-clock.ts";

const functionArn = "arn:aws:lambda:eu-west-1:000000000000:function:web";
const api = "arn:aws:execute-api:eu-west-1:000000000000:api";
const routes = ["ANY /echo/{id}", "GET /files/{path+}"].map((routeKey) => ({
  routeKey,
  functionArn,
  sourceArn: `${api}/$default/${routeKey.replace(" ", "")}`,
}));

function permission(overrides: Partial<PermissionModel> = {}): PermissionModel {
  return {
    functionArn,
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    sourceArn: `${api}/*/*`,
    ...overrides,
  };
}

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function serve(
  answer: (event: unknown) => unknown,
  permissions: readonly PermissionModel[] = [permission()],
) {
  const clock = manualClock(Date.UTC(2026, 0, 5, 12));
  const gateway = await startGateway({ port: 0, clock, log: () => undefined });
  open.push(() => gateway.close(0));
  const events: unknown[] = [];
  const invoke = async (_: string, event: unknown): Promise<InvokeResult> => {
    events.push(event);
    try {
      return { kind: "returned", payload: JSON.stringify(answer(event)) ?? "null" };
    } catch (error) {
      return { kind: "failed", errorType: "Error", errorMessage: String(error) };
    }
  };
  gateway.serve({ model: { routes, permissions, accountId: "000000000000" }, invoke });
  return { url: gateway.url, events };
}

describe("the event that a request becomes", () => {
  it("has payload format 2.0", async () => {
    const { url, events } = await serve(() => null);
    await fetch(`${url}/echo/a%20b?x=1&y=2&x=3`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Odd": "Yes", cookie: "a=1; b=2" },
      body: '{"km":10}',
    });
    expect(events).toMatchObject([
      {
        version: "2.0",
        routeKey: "ANY /echo/{id}",
        rawPath: "/echo/a b",
        rawQueryString: "x=1&y=2&x=3",
        cookies: ["a=1", "b=2"],
        headers: { "content-type": "application/json", "x-odd": "Yes" },
        queryStringParameters: { x: "1,3", y: "2" },
        pathParameters: { id: "a b" },
        requestContext: {
          http: {
            method: "POST",
            path: "/echo/a b",
            protocol: "HTTP/1.1",
            sourceIp: "127.0.0.1",
          },
          routeKey: "ANY /echo/{id}",
          stage: "$default",
          time: "05/Jan/2026:12:00:00 +0000",
          timeEpoch: Date.UTC(2026, 0, 5, 12),
        },
        body: '{"km":10}',
        isBase64Encoded: false,
      },
    ]);
    expect(events[0]).not.toHaveProperty("headers.cookie");
  });

  it("leaves out what is not there", async () => {
    const { url, events } = await serve(() => null);
    await fetch(`${url}/files/a/b`);
    expect(events[0]).toMatchObject({ rawQueryString: "", pathParameters: { path: "a/b" } });
    for (const absent of ["body", "cookies", "queryStringParameters"]) {
      expect(events[0]).not.toHaveProperty(absent);
    }
  });

  it.each(["application/x-www-form-urlencoded", "application/octet-stream", "image/png"])(
    "has a body of %s in base64",
    async (type) => {
      const { url, events } = await serve(() => null);
      const body = new Uint8Array([0, 255, 61]);
      await fetch(`${url}/echo/1`, { method: "POST", headers: { "content-type": type }, body });
      expect(events[0]).toMatchObject({ body: "AP89", isBase64Encoded: true });
    },
  );
});

describe("the answer that a result becomes", () => {
  it.each([
    ["an object", { km: 10 }, 200, "application/json", '{"km":10}'],
    ["a text", "hello", 200, "application/json", "hello"],
    ["a status alone", { statusCode: 204 }, 204, "text/plain; charset=utf-8", ""],
    [
      "a whole answer",
      { statusCode: 418, headers: { "Content-Type": "text/html" }, body: "<p>tea</p>" },
      418,
      "text/html",
      "<p>tea</p>",
    ],
    [
      "base64",
      { statusCode: 200, body: "aGk=", isBase64Encoded: true },
      200,
      "text/plain; charset=utf-8",
      "hi",
    ],
  ])("is right for %s", async (_, result, status, type, text) => {
    const { url } = await serve(() => result);
    const answer = await fetch(`${url}/echo/1`);
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
      status,
      type,
      text,
    ]);
  });

  it("sets each cookie by itself", async () => {
    const { url } = await serve(() => ({ statusCode: 200, cookies: ["a=1; Secure", "b=2"] }));
    const answer = await fetch(`${url}/echo/1`);
    expect(answer.headers.getSetCookie()).toEqual(["a=1; Secure", "b=2"]);
  });

  it.each([
    ["a status that is none", { statusCode: "fine" }],
    ["a body that is no text", { statusCode: 200, body: { km: 10 } }],
    ["a header with a line break", { statusCode: 200, headers: { "x-a": "b\nc" } }],
  ])("is 500 for %s", async (_, result) => {
    const { url } = await serve(() => result);
    expect((await fetch(`${url}/echo/1`)).status).toBe(500);
  });

  it("is 500, and no word more, when the handler fails", async () => {
    const { url } = await serve(() => {
      throw new Error("secret detail");
    });
    const answer = await fetch(`${url}/echo/1`);
    expect([answer.status, await answer.text()]).toEqual([
      500,
      '{"message":"Internal Server Error"}',
    ]);
  });
});

describe("a request that no function sees", () => {
  it("is one without a route", async () => {
    const { url, events } = await serve(() => null);
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    expect(events).toEqual([]);
  });

  it.each([
    ["declared larger than 10 MB", true],
    ["larger than 10 MB without saying so", false],
  ])("is one %s", async (_, declared) => {
    const { url, events } = await serve(() => null);
    const status = await new Promise((resolve, reject) => {
      const size = 10 * 1024 * 1024 + 1;
      const call = request(`${url}/echo/1`, {
        method: "POST",
        ...(declared && { headers: { "content-length": size } }),
      });
      call.on("response", (response) => {
        resolve(z.number().parse(response.statusCode));
        response.destroy();
      });
      call.on("error", reject);
      call.write(Buffer.alloc(declared ? 1 : size));
      if (!declared) call.end();
    });
    expect(status).toBe(413);
    expect(events).toEqual([]);
  });

  it.each([
    ["none", []],
    ["one for another function", [permission({ functionArn: `${functionArn}2` })]],
    ["one for another service", [permission({ principal: "events.amazonaws.com" })]],
    ["one for another route", [permission({ sourceArn: `${api}/*/*/files/{path+}` })]],
    ["one for another action", [permission({ action: "lambda:GetFunction" })]],
  ])("is one that the function's permissions don't let in: %s", async (_, permissions) => {
    const { url, events } = await serve(() => null, permissions);
    expect((await fetch(`${url}/echo/1`)).status).toBe(500);
    expect(events).toEqual([]);
  });
});
