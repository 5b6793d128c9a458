import { existsSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { startFunctionHost } from "../../../../infra/local/runtime/function-host.ts";
import type { LogEntry } from "../../../../infra/local/runtime/log.ts";
import type { FunctionModel } from "../../../../infra/local/template/model.ts";
import { functionModel, handlerFolder } from "../../../support/local-function.ts";
import { until } from "../../../support/local-wait.ts";

const open: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function host(
  source: string,
  overrides: Partial<FunctionModel> = {},
  maxProcesses = 1,
  file = "index.mjs",
) {
  const { codeDir, remove } = handlerFolder(source, file);
  open.push(remove);
  const entries: LogEntry[] = [];
  const made = startFunctionHost({
    fn: functionModel({ codeDir, ...overrides }),
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIAWORKER", secretAccessKey: "secret" },
    endpoints: {
      dynamodb: "http://d",
      sqs: "http://q",
      kms: "http://127.0.0.1:1",
      ssm: "http://127.0.0.1:1",
      sesv2: "http://m",
      s3: "http://s",
    },
    log: (entry) => entries.push(entry),
    compileCacheDir: null,
    maxProcesses,
  });
  open.push(() => made.close(0));
  const invoke = async (event: unknown = {}): Promise<unknown> => {
    const result = await made.invoke(event);
    return result.kind === "returned" ? JSON.parse(result.payload) : result;
  };
  return { host: made, invoke, entries };
}

describe("a function's process", () => {
  it("answers an event with the handler's result, and stays warm for the next", async () => {
    const { invoke } = host(`
      let served = 0;
      export const handler = async (event) => ({ got: event.n, served: ++served, pid: process.pid });
    `);
    const first = await invoke({ n: 1 });
    expect(first).toMatchObject({ got: 1, served: 1 });
    expect(await invoke({ n: 2 })).toMatchObject({ ...(first as object), got: 2, served: 2 });
  });

  it("sees its declared environment and what Lambda sets, and nothing of the machine's", async () => {
    process.env["STRIDEWELL_LEAK"] = "yes";
    open.push(() => void delete process.env["STRIDEWELL_LEAK"]);
    const { invoke } = host("export const handler = () => process.env;", {
      environment: { TABLE_NAME: "runs" },
    });
    expect(Object.keys((await invoke()) as object).sort()).toEqual([
      "AWS_ACCESS_KEY_ID",
      "AWS_DEFAULT_REGION",
      "AWS_ENDPOINT_URL_DYNAMODB",
      "AWS_ENDPOINT_URL_KMS",
      "AWS_ENDPOINT_URL_S3",
      "AWS_ENDPOINT_URL_SESV2",
      "AWS_ENDPOINT_URL_SQS",
      "AWS_ENDPOINT_URL_SSM",
      "AWS_EXECUTION_ENV",
      "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
      "AWS_LAMBDA_FUNCTION_NAME",
      "AWS_LAMBDA_FUNCTION_VERSION",
      "AWS_LAMBDA_INITIALIZATION_TYPE",
      "AWS_LAMBDA_LOG_GROUP_NAME",
      "AWS_LAMBDA_LOG_STREAM_NAME",
      "AWS_REGION",
      "AWS_SECRET_ACCESS_KEY",
      "LAMBDA_TASK_ROOT",
      "LANG",
      "TABLE_NAME",
      "TMPDIR",
      "TZ",
      "_HANDLER",
    ]);
  });

  it("has a disk of its own, which is gone with it", async () => {
    const { host: made, invoke } = host(
      `import { writeFile } from "node:fs/promises";
       import { tmpdir } from "node:os";
       export const handler = async () => {
         await writeFile(tmpdir() + "/upload", "gigabytes");
         await new Promise((resolve) => setTimeout(resolve, 100));
         return tmpdir();
       };`,
      {},
      2,
    );
    const disks = (await Promise.all([invoke(), invoke()])).map(String);
    expect(new Set(disks).size).toBe(2);
    expect(disks.filter(existsSync)).toEqual(disks);
    await made.close(0);
    expect(disks.filter(existsSync)).toEqual([]);
  });

  it("has Lambda's context", async () => {
    const { invoke } = host(`export const handler = (event, context) => ({
      id: context.awsRequestId, name: context.functionName, leftMs: context.getRemainingTimeInMillis(),
    });`);
    const seen = (await invoke()) as { id: string; name: string; leftMs: number };
    expect(seen.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen.name).toBe("worker");
    expect(seen.leftMs).toBeGreaterThan(3000);
    expect(seen.leftMs).toBeLessThanOrEqual(5000);
  });

  it("may be a CommonJS bundle's", async () => {
    const { invoke } = host("exports.handler = async (event) => event.n + 1;", {}, 1, "index.cjs");
    expect(await invoke({ n: 1 })).toBe(2);
  });
});

describe("what goes wrong in a function", () => {
  it("is told as Lambda does when the handler throws, and the process lives on", async () => {
    const { invoke } = host(`
      let served = 0;
      export const handler = async () => {
        if (++served === 1) throw new TypeError("no such shoe");
        return served;
      };
    `);
    expect(await invoke()).toEqual({
      kind: "failed",
      errorType: "TypeError",
      errorMessage: "no such shoe",
    });
    expect(await invoke()).toBe(2);
  });

  it.each([
    ["can't be loaded", "throw new Error('bad import');", "Error", "bad import"],
    ["isn't exported", "export const other = 1;", "Error", "handler is undefined or not exported"],
    [
      "would take a callback",
      "export const handler = async (event, context, callback) => 'fine';",
      "Runtime.CallbackHandlerDeprecated",
      "handler takes a callback, which Lambda refuses from Node 24 on",
    ],
  ])("is told when the handler %s, each time anew", async (_, source, errorType, errorMessage) => {
    const { invoke } = host(source);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await invoke()).toEqual({ kind: "failed", errorType, errorMessage });
    }
  });

  it("ends the process when its time is over, and the next event gets a new one", async () => {
    const { invoke } = host(
      "export const handler = (event) => event.hang ? new Promise(() => setInterval(() => 0, 9)) : process.pid;",
      { timeoutS: 0.2 },
    );
    const before = await invoke();
    expect(await invoke({ hang: true })).toMatchObject({ errorType: "Sandbox.Timedout" });
    const after = await invoke();
    expect(after).toEqual(expect.any(Number));
    expect(after).not.toBe(before);
  });

  it("ends the process when it blocks its own thread", async () => {
    const { invoke } = host("export const handler = () => { for (;;); };", { timeoutS: 0.2 });
    expect(await invoke()).toMatchObject({ errorType: "Sandbox.Timedout" });
  });

  it("rejects only the event at which the process crashed", async () => {
    const { invoke } = host(
      "export const handler = async (event) => { if (event.crash) process.exit(7); return 'fine'; };",
    );
    expect(await invoke()).toBe("fine");
    expect(await invoke({ crash: true })).toMatchObject({
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringContaining("exit status 7"),
    });
    expect(await invoke()).toBe("fine");
  });

  it("replaces a process that died between two events", async () => {
    const { invoke } = host(
      "export const handler = async () => { setImmediate(() => process.exit(1)); return process.pid; };",
    );
    const gone = (pid: unknown) => {
      try {
        process.kill(Number(pid), 0);
        return false;
      } catch {
        return true;
      }
    };
    const first = await invoke();
    await until(() => gone(first));
    // The parent may learn of the end a moment after the process is gone.
    const second = await until(async () => {
      const answer = await invoke();
      return typeof answer === "number" ? answer : undefined;
    });
    expect(second).not.toBe(first);
  });

  it("is refused when the answer is larger than Lambda lets through", async () => {
    const { invoke } = host("export const handler = () => 'x'.repeat(6 * 1024 * 1024);");
    expect(await invoke()).toMatchObject({ errorType: "Function.ResponseSizeTooLarge" });
  });
});

describe("several events at once", () => {
  it("wait for one another where there is one process", async () => {
    const { invoke } = host(`
      let inside = 0;
      export const handler = async () => {
        inside += 1;
        const most = inside;
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside -= 1;
        return most;
      };
    `);
    expect(await Promise.all([invoke(), invoke(), invoke()])).toEqual([1, 1, 1]);
  });

  it("take a process each as far as there are any", async () => {
    const { invoke } = host(
      "export const handler = async () => { await new Promise((r) => setTimeout(r, 50)); return process.pid; };",
      {},
      2,
    );
    const pids = await Promise.all([invoke(), invoke(), invoke(), invoke()]);
    expect(new Set(pids).size).toBe(2);
  });
});

describe("what a function prints", () => {
  it("comes out line by line, structured lines in words", async () => {
    const { invoke, entries } = host(`export const handler = async () => {
      console.log("plain");
      console.log(JSON.stringify({ level: "WARN", message: "row refused", row: 7, service: "x" }));
      console.error("bad");
      console.log(JSON.stringify({
        _aws: { CloudWatchMetrics: [{ Namespace: "N", Dimensions: [["kind"]], Metrics: [{ Name: "Mails" }, { Name: "Runs" }] }] },
        kind: "digest", Mails: 1, Runs: [1, 1], other: "text",
      }));
    };`);
    await invoke();
    await until(() => entries.length === 4);
    expect(entries).toContainEqual({
      from: "worker",
      level: "info",
      text: "measured Mails=1 Runs=1,1 kind=digest",
    });
    expect(entries).toContainEqual({ from: "worker", level: "info", text: "plain" });
    expect(entries).toContainEqual({ from: "worker", level: "warn", text: "row refused row=7" });
    expect(entries).toContainEqual({ from: "worker", level: "error", text: "bad" });
  });
});

describe("the end", () => {
  it("lets an event under way finish", async () => {
    const { host: made, invoke } = host(
      "export const handler = async () => { await new Promise((r) => setTimeout(r, 100)); return 'done'; };",
    );
    const answer = invoke();
    await until(() => made.inFlight() === 1);
    await made.close(5000);
    expect(await answer).toBe("done");
    expect(await invoke()).toMatchObject({ kind: "failed" });
  });
});
