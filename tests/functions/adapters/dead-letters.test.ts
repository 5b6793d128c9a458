import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, it } from "vitest";
import { deadLetterMover } from "../../../functions/adapters/dead-letters.ts";
import * as lean from "../../../functions/adapters/lean/sqs.ts";
import { startJsonService } from "../../../infra/local/engines/json-service.ts";

const here = { region: "eu-west-1", credentials: { accessKeyId: "k", secretAccessKey: "s" } };
const arn = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;
const queue = { deadLettersArn: arn("dead"), queueArn: arn("runs") };

const open: { close(graceMs: number): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close(0);
});

/** A queue service that refuses to move anything, in these words. */
async function refusing(code: string, message: string) {
  const service = await startJsonService({
    StartMessageMoveTask: () => ({ kind: "fault", code: `com.amazonaws.sqs#${code}`, message }),
  });
  open.push(service);
  return { ...here, endpoint: service.url };
}

// As SQS itself answers; its documentation names neither (recorded against AWS by LocalStack, 2024-04-30).
const UNDER_WAY = [
  "InvalidParameterValueException",
  "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
] as const;
const NO_DEAD_LETTERS = [
  "InvalidParameterValueException",
  "Source queue must be configured as a Dead Letter Queue.",
] as const;

describe("dead letters that are sent again", () => {
  it("while SQS still moves those sent before are under way, which is no fault", async () => {
    const client = new SQSClient(await refusing(...UNDER_WAY));
    expect(await deadLetterMover(client).sendAgain(queue)).toBe("moving");
  });

  it("are a fault where SQS refuses them for another reason", async () => {
    const client = new SQSClient(await refusing(...NO_DEAD_LETTERS));
    await expect(deadLetterMover(client).sendAgain(queue)).rejects.toThrow("Dead Letter Queue");
  });

  it("are refused by a deployed function's own client with the same name and words", async () => {
    const client = new lean.SQSClient(await refusing(...UNDER_WAY));
    const move = new lean.StartMessageMoveTaskCommand({ SourceArn: arn("dead") });
    const [name, message] = UNDER_WAY;
    await expect(client.send(move)).rejects.toMatchObject({ name, message });
  });
});
