import { describe, expect, it } from "vitest";
import { capacityFor } from "../../../infra/constructs/capacity.ts";
import { synthesize } from "../../support/stack.ts";

const capacity = (mostRunners: number, stravaCompareNights: number) =>
  capacityFor({ mostRunners, stravaCompareNights });

describe("the capacity", () => {
  it.each([1, 200, 10_000])("for %d runners is the least that there is", (mostRunners) => {
    expect(capacity(mostRunners, 1)).toEqual({
      eventBatches: 2,
      historyBatches: 2,
      checkupMb: 512,
      webhook: { ratePerS: 50, burst: 200 },
    });
  });

  it.each([
    [1, 38],
    [4, 10],
    [7, 6],
  ])(
    "for a million who are compared every %d nights compares %d batches at once",
    (nights, batches) => {
      expect(capacity(1_000_000, nights)).toEqual({
        eventBatches: 6,
        historyBatches: batches,
        checkupMb: 1024,
        webhook: { ratePerS: 100, burst: 400 },
      });
    },
  );

  it.each([
    [100_000, 512, 50],
    [100_001, 1024, 50],
    [500_001, 1024, 51],
  ])(
    "for %d gives a check-up %d MB and Strava's webhook %d requests a second",
    (mostRunners, checkupMb, ratePerS) => {
      const webhook = { ratePerS, burst: 4 * ratePerS };
      expect(capacity(mostRunners, 4)).toMatchObject({ checkupMb, webhook });
    },
  );

  it("reaches the workers of both of Strava's queues, the check-up and the webhook's route", () => {
    const template = synthesize({ mostRunners: 1_000_000, stravaCompareNights: 4 });
    const idOf = (folder: string) =>
      Object.keys(
        template.findResources("AWS::Lambda::Function", {
          Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: folder } } },
        }),
      )[0];
    const batches = Object.values(
      template.findResources("AWS::Lambda::EventSourceMapping", {
        Properties: { FunctionName: { Ref: idOf("follow-event") } },
      }),
    ).map(({ Properties }) => Properties.ScalingConfig.MaximumConcurrency);
    expect(batches.sort((one, other) => one - other)).toEqual([6, 10]);
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: { POWERTOOLS_SERVICE_NAME: "run-checkup" } },
      MemorySize: 1024,
    });
    template.hasResourceProperties("AWS::ApiGatewayV2::Stage", {
      RouteSettings: {
        "POST /webhooks/strava/{key}": { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 400 },
      },
    });
  });

  it.each([0, 0.5, 1_000_001, "10000"])("refuses %s", (mostRunners) => {
    expect(() => synthesize({ mostRunners })).toThrow("mostRunners");
  });
});
