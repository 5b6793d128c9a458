import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import type { Told } from "../runtime/event-bus.ts";
import type { MailEventsModel, MailEventType } from "../template/model.ts";
import type { Clock } from "./clock.ts";
import { listenBehindDoor } from "./listen.ts";

export interface PostOffice {
  /** SES's own wire protocol. */
  readonly url: string;
  /** Emails under way, until everything about them has been reported. */
  inFlight(): number;
  close(): Promise<void>;
}

export interface PostOfficeOptions {
  /** Takes the emails and shows them. */
  readonly mailUrl: string;
  readonly mailEvents: readonly MailEventsModel[];
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  /** Emails within any 24 hours; null for no limit. */
  readonly quota: number | null;
  readonly tell: (told: Told) => Promise<void>;
}

const sending = z.object({
  FromEmailAddress: z.string().default(""),
  Destination: z
    .object({ ToAddresses: z.array(z.string()).default([]) })
    .default({ ToAddresses: [] }),
  ConfigurationSetName: z.string().optional(),
  EmailTags: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
});
type Sending = z.infer<typeof sending>;

const dayMs = 86_400_000;
const outbound = "/v2/email/outbound-emails";

/**
 * Stands in front of the mail engine and does what SES does with an email once it has taken it: reports on it
 * to the event bus. Every email arrives, except at the addresses of SES's mailbox simulator
 * (docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html), which behave as they do there.
 */
export async function startPostOffice(options: PostOfficeOptions): Promise<PostOffice> {
  const { clock, quota } = options;
  let takenAtMs: number[] = [];
  let inFlight = 0;

  const isUsedUp = (): boolean => {
    takenAtMs = takenAtMs.filter((atMs) => atMs > clock.now() - dayMs);
    return quota !== null && takenAtMs.length >= quota;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const isSending = request.method === "POST" && request.url === outbound;
    if (isSending && isUsedUp()) {
      const headers = {
        "content-type": "application/json",
        "x-amzn-errortype": "TooManyRequestsException",
      };
      response.writeHead(429, headers);
      response.end(JSON.stringify({ message: "Daily message quota exceeded" }));
      return;
    }
    const answer = await fetch(new URL(request.url ?? "/", options.mailUrl), {
      method: request.method ?? "GET",
      headers: passedOn(request),
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    const text = await answer.text();
    response.writeHead(answer.status, {
      "content-type": answer.headers.get("content-type") ?? "application/json",
    });
    response.end(text);
    if (!isSending || answer.status !== 200) return;
    takenAtMs.push(clock.now());
    const { MessageId: messageId } = z.object({ MessageId: z.string() }).parse(JSON.parse(text));
    const mail = sending.parse(JSON.parse(body.toString("utf8")));
    for (const told of eventsOf(mail, messageId, options)) await options.tell(told);
  };

  const server = createServer((request, response) => {
    inFlight += 1;
    handle(request, response)
      .catch(() => response.destroy())
      .finally(() => {
        inFlight -= 1;
      });
  });
  const listening = await listenBehindDoor(server);
  return { url: listening.url, inFlight: () => inFlight, close: () => listening.close() };
}

interface Happening {
  readonly type: MailEventType;
  readonly eventType: string;
  readonly detailType: string;
  readonly more: object;
}

/** Shapes: docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html (2026-11). */
function eventsOf(mail: Sending, messageId: string, options: PostOfficeOptions): Told[] {
  const { accountId, region, mailEvents, clock } = options;
  const set = mail.ConfigurationSetName;
  const at = new Date(clock.now()).toISOString();
  const sender = /<([^<>]*)>\s*$/.exec(mail.FromEmailAddress)?.[1] ?? mail.FromEmailAddress;
  const wanted = mailEvents
    .filter(({ configurationSet }) => configurationSet === set)
    .flatMap(({ types }) => types);
  const tags = Object.fromEntries(mail.EmailTags.map(({ Name, Value }) => [Name, [Value]]));
  const described = {
    timestamp: at,
    source: mail.FromEmailAddress,
    sendingAccountId: accountId,
    messageId,
    destination: mail.Destination.ToAddresses,
    headersTruncated: false,
    tags: {
      "ses:operation": ["SendEmail"],
      "ses:configuration-set": [set ?? ""],
      "ses:from-domain": [sender.slice(sender.lastIndexOf("@") + 1)],
      ...tags,
    },
  };
  const [address = ""] = mail.Destination.ToAddresses;
  return happenings(address, at, messageId)
    .filter(({ type }) => wanted.includes(type))
    .map(({ eventType, detailType, more }) => ({
      source: "aws.ses",
      detailType,
      resources: [`arn:aws:ses:${region}:${accountId}:configuration-set/${set}`],
      detail: { eventType, mail: described, ...more },
    }));
}

function happenings(address: string, at: string, messageId: string): Happening[] {
  const simulated = /^(\w+)(?:\+[^@]*)?@simulator\.amazonses\.com$/i
    .exec(address)?.[1]
    ?.toLowerCase();
  const feedbackId = `feedback-${messageId}`;
  const sent: Happening = {
    type: "send",
    eventType: "Send",
    detailType: "Email Sent",
    more: { send: {} },
  };
  const delivered: Happening = {
    type: "delivery",
    eventType: "Delivery",
    detailType: "Email Delivered",
    more: {
      delivery: {
        timestamp: at,
        processingTimeMillis: 0,
        recipients: [address],
        smtpResponse: "250 ok",
        reportingMTA: "local",
      },
    },
  };
  const bounced = (bounceType: string, bounceSubType: string): Happening => ({
    type: "bounce",
    eventType: "Bounce",
    detailType: "Email Bounced",
    more: {
      bounce: {
        bounceType,
        bounceSubType,
        bouncedRecipients: [{ emailAddress: address }],
        timestamp: at,
        feedbackId,
      },
    },
  });
  switch (simulated) {
    case "bounce":
      return [sent, bounced("Permanent", "General")];
    case "suppressionlist":
      return [sent, bounced("Permanent", "Suppressed")];
    case "ooto":
      return [sent, delivered, bounced("Transient", "General")];
    case "complaint":
      return [
        sent,
        delivered,
        {
          type: "complaint",
          eventType: "Complaint",
          detailType: "Email Complaint Received",
          more: {
            complaint: {
              complainedRecipients: [{ emailAddress: address }],
              timestamp: at,
              feedbackId,
              complaintSubType: null,
              complaintFeedbackType: "abuse",
            },
          },
        },
      ];
    default:
      return [sent, delivered];
  }
}

/** The headers that the engine reads; fetch sets the connection's own headers itself. */
function passedOn({ headers }: IncomingMessage): Record<string, string> {
  const wanted = ["authorization", "content-type", "x-amz-date"];
  return Object.fromEntries(
    wanted.flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}
