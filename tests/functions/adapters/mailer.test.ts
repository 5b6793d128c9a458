import { SESv2Client, SESv2ServiceException, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { mockClient } from "aws-sdk-client-mock";
import { simpleParser } from "mailparser";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { mailer } from "../../../functions/adapters/mailer.ts";
import { NothingLeft, nameOf } from "../../../functions/shared/errors.ts";
import { correlated } from "../../../functions/shared/events/correlation.ts";
import { makeMail } from "../../support/make-mail.ts";
import { keepPrinted } from "../../support/printed.ts";

// No engine here can be made to refuse, throttle or break off, so the client itself is made to.
const ses = mockClient(SESv2Client);
// Test files in one worker share the client's class.
afterAll(() => ses.restore());
const sender = {
  SENDER: "digest@example.com",
  REPLY_TO: "owner@example.com",
  CONFIGURATION_SET: "mail",
};
const post = mailer(sender, new SESv2Client({ region: "eu-west-1", maxAttempts: 1 }));

beforeEach(() => ses.reset());

const neverThere = (code: string, syscall: string) =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall });

describe("the mailer", () => {
  it("hands SES the mail as MIME, the set that reports on it, and tags that name the notice", async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: "m-1" });
    const mail = makeMail();
    expect(await post.send(mail)).toEqual({ outcome: "sent", messageId: "m-1" });
    const input = ses.commandCalls(SendEmailCommand)[0]?.args[0].input;
    expect(input).toMatchObject({
      FromEmailAddress: "digest@example.com",
      ConfigurationSetName: "mail",
      Destination: { ToAddresses: ["ada@example.com"] },
      EmailTags: [{ Name: "notice", Value: "WyJyMSIsImRpZ2VzdDoyMDIxLTA5LTEyIl0" }],
    });
    const parsed = await simpleParser(Buffer.from(input?.Content?.Raw?.Data ?? []));
    expect(parsed).toMatchObject({ subject: mail.subject, text: mail.text });
    expect(parsed.replyTo?.text).toBe("owner@example.com");
    expect(parsed.from?.value[0]?.address).toBe("digest@example.com");
    expect(parsed.headerLines.map(({ key }) => key)).toContain("list-unsubscribe");
  });

  it("tags the mail with the id of what it comes of, where there is one", async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: "m-1" });
    await correlated("request-1", () => post.send(makeMail()));
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input.EmailTags).toContainEqual({
      Name: "correlation",
      Value: "request-1",
    });
  });

  const address = "ada@example.com";
  it.each([
    ["TooManyRequestsException", "Maximum sending rate exceeded", 600, /a second/],
    ["ThrottlingException", "Maximum sending rate exceeded", 600, /a second/],
    ["ThrottlingException", "Daily message quota exceeded", 21_600, /^Mail is held back: .*quota/],
    ["TooManyRequestsException", "Daily message quota exceeded", 21_600, /^Mail is held back: /],
    ["LimitExceededException", "", 21_600, /^Mail is held back: .*quota/],
    ["AccountSuspendedException", "", 21_600, /^Mail is held back: .*suspended/],
    ["SendingPausedException", "", 21_600, /^Mail is held back: .*paused/],
    ["MessageRejected", `Email address is not verified. … ${address}`, null, /sandbox/],
    ["MailFromDomainNotVerifiedException", "", null, /DNS/],
    ["MessageRejected", `Illegal ${address}`, null, /MessageRejected/],
  ])(
    "explains a clear no (%s: %s) and tells when to ask again",
    async (name, message, retryInS, reason) => {
      ses
        .on(SendEmailCommand)
        .rejects(new SESv2ServiceException({ name, message, $fault: "client", $metadata: {} }));
      const answer = await post.send(makeMail());
      expect(answer).toMatchObject({ outcome: "not-sent", retryInS });
      expect(answer).toHaveProperty("reason", expect.stringMatching(reason));
      expect(JSON.stringify(answer)).not.toContain(address);
    },
  );

  const refused = neverThere("ECONNREFUSED", "connect");
  it.each([
    ["a name that is not found", neverThere("EAI_AGAIN", "getaddrinfo")],
    ["nobody at the address", refused],
    ["nobody at any of the addresses", new AggregateError([refused, refused])],
  ])("knows that nothing left where there is %s", async (_, error) => {
    ses.on(SendEmailCommand).rejects(error);
    const answer = { outcome: "not-sent", reason: "SES can't be reached.", retryInS: null };
    expect(await post.send(makeMail())).toEqual(answer);
  });

  it("tells when a mail could not be put together, and asks SES for nothing", async () => {
    const bytes = undefined as unknown as Uint8Array;
    const picture = { contentId: "c1", fileName: "c.png", contentType: "image/png", bytes };
    const failed = await post
      .send({ ...makeMail(), inline: [picture] })
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(NothingLeft);
    expect(nameOf(failed)).toMatchObject({
      error: "TypeError",
      at: expect.stringContaining("Buffer.from"),
    });
    expect(ses.commandCalls(SendEmailCommand)).toHaveLength(0);
  });

  it.each([
    ["a broken connection", neverThere("ECONNRESET", "read")],
    ["a connection without a word of how it ended", new Error("socket hang up")],
    [
      "a fault on their side",
      new SESv2ServiceException({ name: "Oops", $fault: "server", message: "no", $metadata: {} }),
    ],
  ])("throws on %s: the mail may have left", async (_, error) => {
    ses.on(SendEmailCommand).rejects(error);
    await expect(post.send(makeMail())).rejects.toThrow();
  });
});

describe("what the owner's graph of emails counts", () => {
  const counted = async (notice: string) => {
    const printed = keepPrinted();
    const mail = { ...makeMail(), notice: { runnerId: "r1", notice } };
    await correlated("request-1", () => post.send(mail)).catch(() => undefined);
    vi.restoreAllMocks();
    return printed.map((line) => JSON.parse(line));
  };

  it.each([
    ["digest:2021-09-12", "digest"],
    ["nudge:00001", "nudge"],
    ["reminder:2021-09-12", "nudge"],
    ["farewell", "account"],
    ["sign-in:t1", "account"],
  ])("has %s among %s emails", async (notice, kind) => {
    ses.on(SendEmailCommand).resolves({ MessageId: "m-1" });
    expect(await counted(notice)).toMatchObject([{ Mails: 1, kind, outcome: "sent" }]);
  });

  it.each([
    ["refused", neverThere("ECONNREFUSED", "connect")],
    [
      "refused",
      new SESv2ServiceException({ name: "No", $fault: "client", message: "", $metadata: {} }),
    ],
    ["unknown", new Error("socket hang up")],
  ])("tells how each ended: %s", async (outcome, error) => {
    ses.on(SendEmailCommand).rejects(error);
    expect(await counted("digest:2021-09-12")).toMatchObject([
      { Mails: 1, kind: "digest", outcome },
    ]);
  });
});

describe("a client of its own making", () => {
  it("tries once: the SDK's retry of a request that timed out could send twice", async () => {
    const own = mailer(sender);
    ses.on(SendEmailCommand).rejects(new Error("socket hang up"));
    await expect(own.send(makeMail())).rejects.toThrow();
    const [call] = ses.commandCalls(SendEmailCommand);
    expect(await call?.thisValue.config.maxAttempts()).toBe(1);
    expect(ses.commandCalls(SendEmailCommand)).toHaveLength(1);
  });
});
