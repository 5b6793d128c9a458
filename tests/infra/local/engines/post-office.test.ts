import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { afterEach, describe, expect, it } from "vitest";
import { mailEvent } from "../../../../functions/messages/mail-event.ts";
import { startMail } from "../../../../infra/local/engines/mail.ts";
import { startPostOffice } from "../../../../infra/local/engines/post-office.ts";
import type { Told } from "../../../../infra/local/runtime/event-bus.ts";
import type { MailEventType } from "../../../../infra/local/template/model.ts";
import { manualClock } from "../../../support/local-clock.ts";
import { until } from "../../../support/local-wait.ts";

const open: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const everything: readonly MailEventType[] = ["send", "delivery", "bounce", "complaint", "reject"];

async function start(types = everything, quota: number | null = null) {
  const mail = await startMail({ file: null, inboxPort: 0, onFailure: () => undefined });
  if (mail.kind !== "started") throw new Error("The mail engine did not start.");
  open.push(mail.engine.close);
  const told: Told[] = [];
  const clock = manualClock();
  const office = await startPostOffice({
    mailUrl: mail.engine.url,
    mailEvents: [{ configurationSet: "mail", types }],
    accountId: "000000000000",
    region: "eu-west-1",
    clock,
    quota,
    tell: async (one) => void told.push(one),
  });
  open.push(office.close);
  const client = new SESv2Client({
    endpoint: office.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
  open.push(() => client.destroy());
  return {
    clock,
    send: async (to: string, set = "mail") => {
      const sent = await client.send(
        new SendEmailCommand({
          FromEmailAddress: "coach@example.org",
          ConfigurationSetName: set,
          Destination: { ToAddresses: [to] },
          EmailTags: [{ Name: "notice", Value: "abc" }],
          Content: { Simple: { Subject: { Data: "s" }, Body: { Text: { Data: "t" } } } },
        }),
      );
      await until(() => office.inFlight() === 0);
      return sent.MessageId;
    },
    /** The events as the function that receives them reads them. */
    events: () => told.map(({ source, detail }) => mailEvent.parse({ source, detail }).detail),
    types: () => told.map(({ detailType }) => detailType),
  };
}

describe("the post office", () => {
  it.each([
    ["runner@example.org", ["Email Sent", "Email Delivered"]],
    ["success@simulator.amazonses.com", ["Email Sent", "Email Delivered"]],
    ["bounce@simulator.amazonses.com", ["Email Sent", "Email Bounced"]],
    ["Bounce+r1@simulator.amazonses.com", ["Email Sent", "Email Bounced"]],
    ["suppressionlist@simulator.amazonses.com", ["Email Sent", "Email Bounced"]],
    ["ooto@simulator.amazonses.com", ["Email Sent", "Email Delivered", "Email Bounced"]],
    [
      "complaint@simulator.amazonses.com",
      ["Email Sent", "Email Delivered", "Email Complaint Received"],
    ],
  ])("tells of a mail to %s: %j", async (to, types) => {
    const office = await start();
    const messageId = await office.send(to);
    expect(office.types()).toEqual(types);
    for (const { mail } of office.events()) {
      expect(mail).toMatchObject({ messageId, destination: [to] });
      expect(mail.tags).toMatchObject({ notice: ["abc"], "ses:configuration-set": ["mail"] });
    }
  });

  it("tells a bounce for good from one that passes", async () => {
    const office = await start(["bounce"]);
    for (const name of ["bounce", "suppressionlist", "ooto"]) {
      await office.send(`${name}@simulator.amazonses.com`);
    }
    const types = office
      .events()
      .map((event) => event.eventType === "Bounce" && event.bounce.bounceType);
    expect(types).toEqual(["Permanent", "Permanent", "Transient"]);
  });

  it("tells only what was asked for, of the configuration set it was asked of", async () => {
    const office = await start(["delivery"]);
    await office.send("runner@example.org");
    await office.send("runner@example.org", "other");
    expect(office.types()).toEqual(["Email Delivered"]);
  });

  it("takes no more than the quota within 24 hours, with SES's own error", async () => {
    const office = await start(everything, 2);
    await office.send("runner@example.org");
    office.clock.advance(3_600_000);
    await office.send("runner@example.org");
    await expect(office.send("runner@example.org")).rejects.toMatchObject({
      name: "TooManyRequestsException",
      message: "Daily message quota exceeded",
      $fault: "client",
    });
    office.clock.advance(23 * 3_600_000);
    await office.send("runner@example.org");
    expect(office.types()).toHaveLength(6);
  });
});
