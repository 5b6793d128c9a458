import { describe, expect, it } from "vitest";
import { sendRate } from "../../../infra/constructs/send-rate.ts";
import { synthesize } from "../../support/stack.ts";

describe("the send rate", () => {
  it.each([1, 1.5, 2, 14, 50, 278, 2000])("of %d a second is never gone beyond", (perSecond) => {
    const { workers, takesMs } = sendRate(perSecond);
    expect((1000 * workers) / takesMs).toBeLessThanOrEqual(perSecond);
    expect((1000 * workers) / takesMs).toBeGreaterThan(0.95 * perSecond);
    expect(workers).toBeGreaterThanOrEqual(2);
    expect(workers).toBeLessThanOrEqual(1000);
  });

  it("reaches the queue's workers and each worker", () => {
    const template = synthesize({ emailsPerSecond: 30 });
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      ScalingConfig: { MaximumConcurrency: 15 },
    });
    const sending = Object.values(template.findResources("AWS::Lambda::Function"))
      .map((fn) => fn["Properties"].Environment.Variables)
      .filter((variables) => variables.SEND_TAKES_MS !== undefined);
    expect(sending.map((variables) => variables.SEND_TAKES_MS)).toEqual(["500"]);
  });

  it.each([0, -1, 2001, "14"])("refuses %s", (emailsPerSecond) => {
    expect(() => synthesize({ emailsPerSecond })).toThrow("emailsPerSecond");
  });
});
