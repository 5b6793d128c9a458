import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterEach, describe, expect, it } from "vitest";
import { secretParameter } from "../../../../functions/adapters/parameter.ts";
import { type Service, startFrontDoor } from "../../../../infra/local/access/front-door.ts";
import { makeKeys } from "../../../../infra/local/access/keys.ts";
import { startKms } from "../../../../infra/local/engines/kms.ts";
import { startParameters } from "../../../../infra/local/engines/parameters.ts";

const region = "eu-west-1";
const accountId = "000000000000";
const roleArn = `arn:aws:iam::${accountId}:role/follow`;
const keyArn = `arn:aws:kms:${region}:${accountId}:key/k1`;
const secretArn = `arn:aws:ssm:${region}:${accountId}:parameter/stridewell/strava`;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/**
 * A front door in front of an engine, for a role that may do one thing, and a client's settings to call it
 * with.
 */
async function doorOf(service: Service, upstreamUrl: string, action: string, resource: string) {
  const statements = [{ actions: [action], resources: [resource] }];
  const role = { logicalId: "Role", arn: roleArn, trusts: [], statements };
  const keys = makeKeys([role]);
  const model = { region, accountId, roles: [role] };
  const door = await startFrontDoor({
    service,
    upstreamUrl,
    port: 0,
    model,
    keys: keys.holders,
  });
  closing.push(door.close);
  const credentials = keys.roles.get(roleArn) ?? keys.operator;
  return { endpoint: door.url, region, credentials, maxAttempts: 1 };
}

describe("the door before the local KMS", () => {
  it("lets a role do with a key what it may, and nothing else, and with no other key", async () => {
    const engine = await startKms({ file: null, keyArns: [keyArn, `${keyArn}2`] });
    closing.push(() => engine.close());
    const config = await doorOf("kms", engine.url, "kms:GenerateDataKey", keyArn);
    const kms = new KMSClient(config);
    closing.push(() => kms.destroy());
    const make = (KeyId: string) =>
      kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256" }));
    expect((await make(keyArn)).Plaintext).toHaveLength(32);
    await expect(make(`${keyArn}2`)).rejects.toMatchObject({ name: "AccessDeniedException" });
    const CiphertextBlob = new Uint8Array(60);
    await expect(
      kms.send(new DecryptCommand({ KeyId: keyArn, CiphertextBlob })),
    ).rejects.toMatchObject({ name: "AccessDeniedException" });
  });
});

describe("the door before the local parameters", () => {
  it("lets a role read its own secret, and neither another one nor write", async () => {
    const engine = await startParameters({ "/stridewell/strava": "s3cret", "/other": "o" });
    closing.push(() => engine.close());
    const ssm = new SSMClient(await doorOf("ssm", engine.url, "ssm:GetParameter", secretArn));
    closing.push(() => ssm.destroy());
    expect(await secretParameter("/stridewell/strava", ssm)()).toBe("s3cret");
    for (const command of [
      new GetParameterCommand({ Name: "/other" }),
      new GetParameterCommand({ Name: "/missing" }),
    ]) {
      await expect(ssm.send(command)).rejects.toMatchObject({ name: "AccessDeniedException" });
    }
    const put = new PutParameterCommand({ Name: "/stridewell/strava", Value: "x" });
    await expect(ssm.send(put)).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  it("reads a secret again after five minutes, and says which name does not exist", async () => {
    const parameters: Record<string, string> = { "/stridewell/strava": "old" };
    const engine = await startParameters(parameters);
    closing.push(() => engine.close());
    const ssm = new SSMClient(await doorOf("ssm", engine.url, "ssm:GetParameter", secretArn));
    closing.push(() => ssm.destroy());
    let nowMs = 0;
    const read = secretParameter("/stridewell/strava", ssm, () => nowMs);
    expect(await read()).toBe("old");
    parameters["/stridewell/strava"] = "new";
    expect(await read()).toBe("old");
    nowMs = 300_000;
    expect(await read()).toBe("new");
    delete parameters["/stridewell/strava"];
    nowMs = 600_000;
    await expect(read()).rejects.toMatchObject({ name: "ParameterNotFound" });
  });
});
