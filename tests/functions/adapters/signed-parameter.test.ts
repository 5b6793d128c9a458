import { createServer, type IncomingHttpHeaders } from "node:http";
import { afterEach, beforeEach, expect, it } from "vitest";
import { signedParameters } from "../../../functions/adapters/signed-parameter.ts";
import { listen } from "../../../infra/local/engines/listen.ts";

/* The engine on this machine is never slow, throttled or broken, so a server of the test's own answers here. */

const NAME = "/stridewell/services/polar";
const access = () => ({
  accessKeyId: "AKIA",
  secretAccessKey: "secret",
  sessionToken: "",
  region: "eu-west-1",
});

let listening: Awaited<ReturnType<typeof listen>>;
let asked: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
/** What Systems Manager answers. */
let answer: { readonly status: number; readonly text: string };
let nowMs: number;
let parameter: ReturnType<typeof signedParameters>;

const holds = (value: string) => {
  answer = { status: 200, text: JSON.stringify({ Parameter: { Name: NAME, Value: value } }) };
};
const refuses = (type: string, status = 400) => {
  answer = { status, text: JSON.stringify({ __type: type, message: "no" }) };
};

beforeEach(async () => {
  asked = [];
  nowMs = 0;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    asked.push({ headers: request.headers, body });
    response.writeHead(answer.status).end(answer.text);
  });
  listening = await listen(server);
  parameter = signedParameters(listening.url, access, () => nowMs);
});
afterEach(() => listening.close(0));

it("a service's secret is asked for in the clear, by the function's own key", async () => {
  holds("s3cret");
  expect(await parameter(NAME)).toBe("s3cret");
  expect(asked).toMatchObject([
    {
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AmazonSSM.GetParameter",
        authorization: expect.stringMatching(/AKIA\/\d{8}\/eu-west-1\/ssm\/aws4_request/),
      },
      body: JSON.stringify({ Name: NAME, WithDecryption: true }),
    },
  ]);
});

it("a secret is read once in five minutes, and one that the owner changed is used after that", async () => {
  holds("old");
  await parameter(NAME);
  holds("new");
  nowMs = 5 * 60_000 - 1;
  expect(await parameter(NAME)).toBe("old");
  expect(asked).toHaveLength(1);
  nowMs = 5 * 60_000;
  expect(await parameter(NAME)).toBe("new");
  expect(asked).toHaveLength(2);
});

it("each service has its own", async () => {
  holds("Polar's");
  await parameter(NAME);
  holds("Suunto's");
  expect(await parameter("/stridewell/services/suunto")).toBe("Suunto's");
  expect(await parameter(NAME)).toBe("Polar's");
});

it("a secret that the owner never set is none, and is not looked for at each event", async () => {
  refuses("ParameterNotFound");
  expect(await parameter(NAME)).toBeNull();
  expect(await parameter(NAME)).toBeNull();
  expect(asked).toHaveLength(1);
});

it.each([
  ["is throttled", () => refuses("ThrottlingException")],
  ["may not read it", () => refuses("AccessDeniedException")],
  ["meets a fault", () => refuses("InternalServerError", 500)],
  ["is told of no value", () => (answer = { status: 200, text: "{}" })],
])(
  "whoever %s learns nothing, rather than that there is none, and asks again",
  async (_, fault) => {
    fault();
    await expect(parameter(NAME)).rejects.toThrow(/^SSM answered \d+$/);
    holds("s3cret");
    expect(await parameter(NAME)).toBe("s3cret");
  },
);
