import { z } from "zod";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hex");
const address = z.email("must be one email address, such as digest@example.com");
const domainName = z
  .string()
  .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "must be a name such as run.example.com");

/** They stand in a function's environment, of which Lambda takes 4 KB. */
const MOST_MAY_JOIN = 3000;

/**
 * What an owner chooses, read from `stridewell` in cdk.json's context. Every default is explained
 * here and nowhere else.
 */
export const settingsSchema = z
  .strictObject({
    /** The address digests come from. SES must be allowed to send as it. */
    sender: address,
    /** The address of whoever runs this Stridewell: alarms and replies go to it, and it may always join. */
    owner: address,
    /**
     * Who may join besides the owner: addresses, or whole domains written `@club.example`. Anyone who has joined
     * can sign in for as long as they are stored, whatever this says.
     */
    mayJoin: z
      .array(
        z.union([address, z.string().regex(/^@[a-z0-9-]+(\.[a-z0-9-]+)+$/i)], {
          error: "must be an address, or a domain such as @club.example",
        }),
      )
      .refine((all) => all.join().length <= MOST_MAY_JOIN, {
        error: `must be at most ${MOST_MAY_JOIN.toLocaleString("en")} characters in all: name whole domains`,
      })
      .default([]),
    /**
     * How many emails may leave in a second: SES's own limit for the account, which its console shows as
     * "maximum send rate". Digests use up to 60 % of it, nudges and reminders 20 % each, whether or not
     * the others have anything to send: so 10,000 digests take 20 minutes at 14. Emails that someone is waiting
     * for, such as the one to sign in, leave at once; what SES then refuses is tried again ten minutes later,
     * so set a little less where many join at once. In the sandbox the limit is 1.
     */
    emailsPerSecond: z
      .number()
      .min(1, "must be 1 or more: no SES account has less")
      .max(2000, "must be at most 2,000: a queue has no more workers")
      .default(14),
    /**
     * How many runners the workers, a check-up's memory and the Strava webhook's throttle are sized for. Fewer
     * cost nothing extra: 10,000 gets the smallest sizes there are. A million costs some 14 dollars a month in
     * memory. What only others can raise (Strava's limits, SES's rate, Lambda's concurrency) is in docs/scale.md.
     */
    mostRunners: z
      .number()
      .int("must be a whole number")
      .min(1, "must be 1 or more")
      .max(1_000_000, "must be at most 1,000,000: docs/scale.md goes no further")
      .default(10_000),
    /**
     * Whose key encrypts the table. `aws-owned` costs nothing and can't be audited; `aws-managed`
     * shows the key's use in CloudTrail and costs a little per request; `customer-managed` is a key of
     * your own, which you can withdraw, for queues, logs and alarms too: $1 a month, plus $0.03 per 10,000
     * requests. On a queue or a log that already exists, it covers only what comes in later.
     */
    tableKey: z.enum(["aws-owned", "aws-managed", "customer-managed"]).default("aws-owned"),
    /**
     * An address of your own, such as `run.club.example`; without it AWS gives one. `hostedZoneId` is the
     * Route 53 zone the name is in: the certificate and records are then created in it. With DNS elsewhere,
     * give the ARN of an ACM certificate issued in the same region, and add the record that is printed.
     * It can be added later: `npm run deploy` then makes Strava send to it, and old links go on working.
     */
    domain: z
      .union(
        [
          z.strictObject({ name: domainName, hostedZoneId: z.string().regex(/^Z[A-Z0-9]{5,31}$/) }),
          z.strictObject({
            name: domainName,
            certificateArn: z
              .string()
              .regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/),
          }),
        ],
        {
          error:
            'must be {"name": "run.example.com", "hostedZoneId": "Z…"} or {"name": …, "certificateArn": "arn:aws:acm:…"}',
        },
      )
      .optional(),
    /** How many days logs are kept. They hold ids and counts, no runner's data. */
    logRetentionDays: z.union([z.literal(7), z.literal(30), z.literal(90)]).default(30),
    /**
     * US dollars a month for the whole account. AWS writes to the owner when 80 % has been spent, and when all of it
     * is forecast to be. With nobody on it (alarms, the key, Lambda's polls of empty queues) it costs some 5 dollars,
     * one runner costs cents more, a thousand about a dollar. 0 means no budget.
     */
    budgetUsd: z.number().min(0).default(8),
    /**
     * Used to check the address Strava sends events to. `npm run deploy` writes both;
     * without them every event is rejected.
     */
    stravaPathKeySha256: sha256.optional(),
    stravaVerifyTokenSha256: sha256.optional(),
    /** Written by the same command; without it, events from any subscription are accepted. */
    stravaSubscriptionId: z
      .string()
      .regex(/^\d{1,20}$/, "must be the digits of an id, in quotes")
      .optional(),
    /**
     * Checks `X-Strava-Signature`; with it, an unsigned event is rejected. Leave it out: developers
     * have seen the header, but Strava documents neither it nor where its key comes from (2026-11).
     * Anyone who may read the function's configuration can read it there: an HMAC is checked with the key itself,
     * so a hash of it won't do, and fetching it first would make every cold start of the webhook wait for
     * Parameter Store, and would let the one function that strangers call read a store of secrets.
     */
    stravaSigningKey: z.string().min(1).optional(),
    /**
     * `cache` forgets a run 5 days after it was last fetched and fetches the window again each night, as
     * Strava's terms ask; `keep` keeps runs until the runner disconnects, which is the owner's own decision.
     */
    stravaRetention: z.enum(["cache", "keep"]).default("cache"),
    /**
     * Nights between two comparisons of a runner's runs with Strava, which find what lost events missed and
     * edits that send no event. One takes some 20 of the calls that Strava allows the application. With `cache`, at
     * most 4, since copies have to be renewed within their 5 days.
     */
    stravaCompareNights: z
      .number()
      .int("must be a whole number of nights")
      .min(1, "must be 1 or more")
      .max(7, "must be at most 7, so that a digest says nothing older than a week")
      .default(1),
  })
  .refine(
    ({ stravaRetention, stravaCompareNights: nights }) => stravaRetention === "keep" || nights <= 4,
    {
      path: ["stravaCompareNights"],
      error: "must be at most 4 where stravaRetention is cache, since copies have to be renewed",
    },
  );
export type Settings = z.infer<typeof settingsSchema>;

/** Throws one message that names each wrong setting and what it must be. */
export function readSettings(context: unknown): Settings {
  const parsed = settingsSchema.safeParse(context ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) =>
    issue.path.length > 0 ? `stridewell.${issue.path.join(".")} ${issue.message}` : issue.message,
  );
  throw new Error(`Unusable settings in cdk.json: ${faults.join("; ")}.`);
}
