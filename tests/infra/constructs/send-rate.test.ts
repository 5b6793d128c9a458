import { describe, expect, it } from "vitest";
import { sendRates } from "../../../infra/constructs/send-rate.ts";
import { synthesize } from "../../support/stack.ts";

describe("the send rate", () => {
  it.each([1, 1.5, 2, 14, 50, 278, 2000])("of %d a second is never gone beyond", (perSecond) => {
    const rates = Object.values(sendRates(perSecond));
    const together = rates.reduce(
      (sum, { workers, takesMs }) => sum + (1000 * workers) / takesMs,
      0,
    );
    expect(together).toBeLessThanOrEqual(perSecond);
    expect(together).toBeGreaterThan(0.95 * perSecond);
    for (const { workers } of rates) {
      expect(workers).toBeGreaterThanOrEqual(2);
      expect(workers).toBeLessThanOrEqual(1000);
    }
  });

  it("reaches the queues' workers and each worker, whatever mails it sends", () => {
    const template = synthesize({ emailsPerSecond: 50 });
    for (const [folder, workers] of [
      ["run-checkup", 15],
      ["send-nudges", 5],
      ["send-reminders", 5],
    ]) {
      const found = template.findResources("AWS::Lambda::Function", {
        Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: folder } } },
      });
      template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
        FunctionName: { Ref: Object.keys(found)[0] },
        ScalingConfig: { MaximumConcurrency: workers },
      });
    }
    const sending = Object.values(template.findResources("AWS::Lambda::Function"))
      .map((fn) => fn["Properties"].Environment.Variables)
      .filter((variables) => variables.SEND_TAKES_MS !== undefined);
    expect(sending.map((variables) => variables.SEND_TAKES_MS)).toEqual(["500", "500", "500"]);
  });

  it.each([0, -1, 2001, "14"])("refuses %s", (emailsPerSecond) => {
    expect(() => synthesize({ emailsPerSecond })).toThrow("emailsPerSecond");
  });
});
