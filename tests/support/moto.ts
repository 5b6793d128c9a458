import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { strToU8, zipSync } from "fflate";
import { signed } from "../../functions/adapters/signed.ts";
import { freePort } from "./free-port.ts";

const program = join(
  fileURLToPath(new URL("../../", import.meta.url)),
  ".ci/tools/python/bin/moto_server",
);

/** `.ci/run` installs it, and fails if tests were skipped for lack of it. */
export const motoAbsent = existsSync(program)
  ? ""
  : " (skipped: moto is not installed, .ci/run does it)";

export const REGION = "eu-west-1";
/** The account that moto simulates. */
export const ACCOUNT = "123456789012";
const credentials = { accessKeyId: "moto", secretAccessKey: "moto" };
const access = { ...credentials, sessionToken: "", region: REGION };

export interface Moto {
  /** For clients of AWS's SDK. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: typeof credentials;
  };
  /** One signed request to a service that none of our clients talks to. Throws if it is refused. */
  call(service: string, body: string, headers?: Record<string, string>): Promise<string>;
  putObject(bucket: string, key: string, body: string | Uint8Array<ArrayBuffer>): Promise<void>;
  close(): void;
}

/** A moto server with the buckets and the parameter of an account that has been bootstrapped for the CDK. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(program, ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  for (let attempt = 0; ; attempt += 1) {
    try {
      await fetch(`${endpoint}/moto-api/`);
      break;
    } catch (error) {
      if (attempt === 240 || server.exitCode !== null) throw error;
      await wait(250);
    }
  }
  const send = async (
    path: string,
    service: string,
    asked: Pick<Parameters<typeof signed>[1], "method" | "headers">,
    body: string | Uint8Array<ArrayBuffer>,
  ): Promise<string> => {
    const url = `${endpoint}${path}`;
    const { method, headers } = await signed(url, { ...asked, service }, access);
    const response = await fetch(url, { method, headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`moto: ${service} answered ${response.status}: ${text}`);
    return text;
  };
  const call: Moto["call"] = (service, body, headers = {}) =>
    send("/", service, { method: "POST", headers }, body);
  const putObject: Moto["putObject"] = async (bucket, key, body) => {
    await send(`/${bucket}/${key}`, "s3", { method: "PUT", headers: {} }, body);
  };

  for (const bucket of [TEMPLATES, ASSETS]) {
    const place = `<CreateBucketConfiguration><LocationConstraint>${REGION}</LocationConstraint></CreateBucketConfiguration>`;
    await send(`/${bucket}`, "s3", { method: "PUT", headers: {} }, place);
  }
  const version = { Name: "/cdk-bootstrap/hnb659fds/version", Value: "30", Type: "String" };
  await call("ssm", JSON.stringify(version), {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "AmazonSSM.PutParameter",
  });
  return {
    client: { endpoint, region: REGION, credentials },
    call,
    putObject,
    close: () => void server.kill(),
  };
}

export const TEMPLATES = "templates";
/** Where the CDK puts a function's code. */
export const ASSETS = `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;
/** Code that does nothing, because no function is run. */
export const noCode = zipSync({ "index.mjs": strToU8("export const handler = () => {};") });
