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
    /** The address that digests come from. SES must be allowed to send as it. */
    sender: address,
    /** Who runs this Stridewell: alarms and replies go there, and this address may always join. */
    owner: address,
    /**
     * Who may join besides the owner: addresses, or whole domains written `@club.example`. Whoever joined
     * can sign in for as long as they are stored, whatever stands here.
     */
    mayJoin: z
      .array(
        z.union([address, z.string().regex(/^@[a-z0-9-]+(\.[a-z0-9-]+)+$/i)], {
          error: "must be an address, or a domain such as @club.example",
        }),
      )
      .refine((all) => all.join().length <= MOST_MAY_JOIN, {
        error: `must be ${MOST_MAY_JOIN.toLocaleString("en")} characters in all at most: name whole domains`,
      })
      .default([]),
    /**
     * Mails that may leave in a second: SES's own limit for the account, which its console shows as
     * "maximum send rate". Digests use up to 60 % of it, nudges and reminders 20 % each, whether or not
     * the others have anything to send: so 10,000 digests take 20 minutes at 14. Mails that somebody waits
     * for, such as the one to sign in, leave at once; what SES then refuses comes again ten minutes later,
     * so set a little less where many join at once. In the sandbox it is 1.
     */
    emailsPerSecond: z
      .number()
      .min(1, "must be 1 or more: SES allows no account less")
      .max(2000, "must be 2,000 at most: a queue has no more workers")
      .default(14),
    /**
     * For how many runners the workers, a check-up's memory and the throttle of Strava's webhook are made. Fewer
     * cost nothing by it: 10,000 get the least that there is. For a million it is some 14 dollars a month of
     * memory. What only others can raise (Strava's limits, SES's rate, Lambda's concurrency) is in docs/scale.md.
     */
    mostRunners: z
      .number()
      .int("must be a whole number")
      .min(1, "must be 1 or more")
      .max(1_000_000, "must be 1,000,000 at most: docs/scale.md counts no further")
      .default(10_000),
    /**
     * Whose key encrypts the table. `aws-owned` costs nothing and cannot be looked into; `aws-managed`
     * shows the key's use in CloudTrail and costs a little for each request; `customer-managed` is a key of
     * your own, which you can take away, for queues, logs and alarms too: $1 a month, $0.03 for each 10,000
     * requests of it. On a queue or a log that is there already, only what comes in later is under it.
     */
    tableKey: z.enum(["aws-owned", "aws-managed", "customer-managed"]).default("aws-owned"),
    /**
     * An address of your own, such as `run.club.example`; without it AWS gives one. `hostedZoneId` is the
     * Route 53 zone that the name lies in: certificate and records are then made in it. With DNS elsewhere,
     * give the ARN of a certificate in ACM, issued in the same region, and set the record that is printed.
     * Whoever deploys it later has Strava send to it, and old links go on working.
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
    /** Days that logs are kept. They hold ids and counts, no runner's data. */
    logRetentionDays: z.union([z.literal(7), z.literal(30), z.literal(90)]).default(30),
    /**
     * US dollars a month for the whole account. AWS writes to the owner when 80 % are spent, and when all of it
     * will be. What is there without anybody (alarms, the key, Lambda's polls of empty queues) is some 5 dollars,
     * one runner costs cents more, a thousand about a dollar. 0: no budget.
     */
    budgetUsd: z.number().min(0).default(8),
    /**
     * What the address that Strava sends events to is checked with. `npm run deploy` writes both;
     * without them every event is turned away.
     */
    stravaPathKeySha256: sha256.optional(),
    stravaVerifyTokenSha256: sha256.optional(),
    /** Written by the same command; without it events of any subscription are taken. */
    stravaSubscriptionId: z
      .string()
      .regex(/^\d{1,20}$/, "must be the digits of an id, in quotes")
      .optional(),
    /**
     * Checks `X-Strava-Signature`; with it, an unsigned event is turned away. Leave it out: developers
     * have seen the header, but Strava documents neither it nor where its key comes from (2026-11).
     * Whoever may read the function's configuration reads it there: an HMAC is checked with the key itself,
     * so no hash of it would do, and fetching it first would make each cold start of the webhook wait for
     * Parameter Store, and let the one function that strangers call read a secret's store.
     */
    stravaSigningKey: z.string().min(1).optional(),
    /**
     * `cache` forgets a run 5 days after it was last fetched and fetches the window anew each night, as
     * Strava's terms ask; `keep` keeps runs until the runner disconnects, which is the owner's own decision.
     */
    stravaRetention: z.enum(["cache", "keep"]).default("cache"),
    /**
     * Nights from one comparison of a runner's runs with Strava to the next, which finds what events lost and
     * edits that send none. One takes some 20 of the calls that Strava allows the application. With `cache` at
     * most 4, since copies have to be renewed within their 5 days.
     */
    stravaCompareNights: z
      .number()
      .int("must be whole nights")
      .min(1, "must be 1 or more")
      .max(7, "must be 7 at most, so that a digest tells nothing older than a week")
      .default(1),
  })
  .refine(
    ({ stravaRetention, stravaCompareNights: nights }) => stravaRetention === "keep" || nights <= 4,
    {
      path: ["stravaCompareNights"],
      error: "must be 4 at most where stravaRetention is cache, since copies have to be renewed",
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
