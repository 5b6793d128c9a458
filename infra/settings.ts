import { z } from "zod";

/** Text of this form; anything else is refused in the same words. */
const text = (form: RegExp, error: string) => z.string(error).regex(form, error);
const number = () => z.number("must be a number, without quotes");
/** As the pages take one, or a newcomer's form would suggest what it then refuses. An offset knows no summer time. */
const isZone = (name: string): boolean => {
  try {
    return /^[A-Z]/i.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
};
const sha256 = text(/^[0-9a-f]{64}$/, "must be a SHA-256 in hex");
const address = z.email("must be one email address, such as digest@example.com");
/** A last part such as xn--p1ai is one of other letters than a to z. */
const nameOfAtMost = (most: number) =>
  text(
    new RegExp(
      `^(?=.{1,${most}}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+([a-z]{2,}|xn--[a-z0-9-]+)$`,
    ),
    `must be a name such as run.example.com, in small letters, of ${most} characters at most`,
  );

/**
 * The sender as its emails name it; the roles may send as exactly that.
 *
 *     withSmallDomain("Coach@Example.com") // "Coach@example.com"
 */
export function withSmallDomain(sender: string): string {
  return sender.replace(/@.*/, (domain) => domain.toLowerCase());
}

/** They are part of a function's environment, which Lambda limits to 4 KB. */
const MOST_MAY_JOIN = 3000;

/**
 * What an owner chooses, read from `stridewell` in cdk.json's context. This is the one place that explains
 * every default.
 */
export const settingsSchema = z
  .strictObject(
    {
      /** The address that digests come from. It must be verified with SES. */
      sender: address.overwrite(withSmallDomain),
      /** The person who runs this Stridewell: alarms and replies go to this address, and it may always join. */
      owner: address,
      /**
       * Where it is deployed. `npm run deploy` writes it; from then on the commands go to this region in any terminal
       * that names none, and refuse another, in which a second Stridewell would be made.
       */
      region: text(/^[a-z]{2,}(-[a-z]+)+-\d$/, "must be a region such as eu-west-1").optional(),
      /**
       * The last four digits of the account it is deployed to. `npm run deploy` writes them; from then on the commands
       * refuse another account, in which a second Stridewell would be made. Only four, because cdk.json may be in a
       * public fork: too few to name an account, and enough to tell one's own apart.
       */
      accountEndsIn: text(
        /^\d{4}$/,
        "must be the last four digits of the account, in quotes",
      ).optional(),
      /**
       * Who may join besides the owner: addresses, or whole domains written `@club.example`. Runners who have
       * joined can sign in for as long as they are stored, whatever this says.
       */
      mayJoin: z
        .array(
          z.union([address, z.string().regex(/^@[a-z0-9-]+(\.[a-z0-9-]+)+$/i)], {
            error: "must be an address, or a domain such as @club.example",
          }),
          'must be a list, such as ["a@b.example", "@club.example"]',
        )
        .refine((all) => all.join().length <= MOST_MAY_JOIN, {
          error: `must be ${MOST_MAY_JOIN.toLocaleString("en")} characters in all at most: name whole domains instead`,
        })
        .default([]),
      /**
       * The time zone that is chosen beforehand for whoever joins, where the browser doesn't tell theirs. Each runner
       * has their own: it says when their days begin and their emails come.
       */
      zone: z
        .string("must be a time zone such as Europe/Berlin")
        .refine(isZone, "must be a time zone such as Europe/Berlin")
        .default("UTC"),
      /**
       * How many emails may leave per second: SES's own limit for the account, which its console shows as
       * "maximum send rate". Digests use up to 60 % of it, nudges and reminders 20 % each, whether or not
       * the others have anything to send: at 14, 10,000 digests take 20 minutes. Emails that someone is
       * waiting for, such as the one to sign in, leave at once. Any that SES refuses are sent again ten
       * minutes later. `npm run deploy` writes SES's current limit here each time; in the sandbox it is 1.
       */
      emailsPerSecond: number()
        .min(1, "must be 1 or more: SES's lowest rate is 1")
        .max(2000, "must be 2,000 at most: a queue can't have more workers")
        .default(14),
      /**
       * How many runners the workers, a check-up's memory and the throttle of Strava's webhook are sized for.
       * Up to 10,000 it costs nothing extra, since nothing can be smaller; for a million it is some 14 dollars a
       * month of memory. docs/scale.md has what only others can raise (Strava's limits, SES's rate, Lambda's
       * concurrency).
       */
      mostRunners: number()
        .int("must be a whole number")
        .min(1, "must be 1 or more")
        .max(1_000_000, "must be 1,000,000 at most: docs/scale.md goes no further")
        .default(10_000),
      /**
       * Whose key encrypts the table. `aws-owned` costs nothing and can't be audited; `aws-managed` shows the key's
       * use in CloudTrail and costs a little per request; `customer-managed` is a key of your own, which you can
       * take away, for queues, logs and alarms too: $1 a month ($2 in its second year, $3 from then on), and $0.03
       * per 10,000 requests. In an existing queue or log it covers only what comes in later. Given up again, the key
       * stays for what it encrypted: schedule its deletion once the table's backups of 28 days and older logs are
       * past that.
       */
      tableKey: z
        .enum(
          ["aws-owned", "aws-managed", "customer-managed"],
          "must be aws-owned, aws-managed or customer-managed",
        )
        .default("aws-owned"),
      /**
       * A domain name of your own, such as `run.club.example`; without it AWS provides one. `hostedZoneId` is the
       * Route 53 zone that contains the name, and no record of it yet: the certificate and the records are created in
       * it. If your DNS is elsewhere, give the ARN of a certificate in ACM, issued in the same region, and set the
       * record that is printed. You can add it later: the next deployment has Strava send to it (Polar needs
       * `npm run polar -- subscribe --app … --force`), and old links keep working. Those with a name that you give up
       * or change don't, nor do runners' calendars and webhooks of their own: the pages then show their new addresses.
       */
      domain: z
        .union(
          [
            z.strictObject({
              // ACM's limit for the first name of a certificate; the others may be as long as DNS lets them.
              name: nameOfAtMost(64),
              hostedZoneId: text(
                /^Z[A-Z0-9]{5,31}$/,
                "must be a zone's ID, such as Z0123456789ABC",
              ),
            }),
            z.strictObject({
              name: nameOfAtMost(253),
              certificateArn: text(
                /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
                "must be a certificate's ARN: arn:aws:acm:region:account:certificate/…",
              ),
            }),
          ],
          {
            error:
              'must be {"name": "run.example.com", "hostedZoneId": "Z…"} or {"name": …, "certificateArn": "arn:aws:acm:…"}',
          },
        )
        .optional(),
      /** How many days logs are kept. They hold IDs and counts, no runner's data. */
      logRetentionDays: z
        .union([z.literal(7), z.literal(30), z.literal(90)], "must be 7, 30 or 90, without quotes")
        .default(30),
      /**
       * US dollars a month for the whole account. AWS emails the owner when 80 % are spent, and when it forecasts
       * that all of it will be. Without any runner (alarms, the key, Lambda's polling of empty queues) it is some
       * 5 dollars, and 7 once the key has been renewed twice, after two years; one runner costs cents more, a thousand
       * about a dollar. 0: no budget, as an account needs whose organization doesn't let it make one.
       */
      budgetUsd: number().min(0, "must be 0 or more").default(10),
      /**
       * What verifies the address that Strava sends events to. `npm run deploy` writes both; without them every
       * event is turned away.
       */
      stravaPathKeySha256: sha256.optional(),
      stravaVerifyTokenSha256: sha256.optional(),
      /** Written by the same command; without it, events from any subscription are accepted. */
      stravaSubscriptionId: text(/^\d{1,20}$/, "must be the digits of an id, in quotes").optional(),
      /**
       * Checks `X-Strava-Signature`; with it, an unsigned event is turned away. Leave it out: developers
       * have seen the header, but Strava documents neither it nor where its key comes from (2026-11).
       * Anyone who may read the function's configuration can read it there: checking an HMAC takes the key itself,
       * so a hash would not do, and fetching the key first would make each cold start of the webhook wait for
       * Parameter Store, and give the one function that strangers call access to a store of secrets.
       */
      stravaSigningKey: text(
        /^\S{1,1000}$/,
        "must be one word of 1,000 characters at most; without a key, leave it out",
      ).optional(),
      /**
       * `cache` forgets a run 5 days after it was last fetched and fetches the window again each night, as
       * Strava's terms require; `keep` keeps runs until the runner disconnects, which is the owner's own decision.
       */
      stravaRetention: z.enum(["cache", "keep"], "must be cache or keep").default("cache"),
      /**
       * Nights between comparisons of a runner's runs with Strava, which find runs whose events were lost and
       * edits that send none. Each takes some 13 of the calls that Strava allows the application, or 27 with 4 nights.
       * Strava wants a run that was deleted there to be gone within 48 hours, even if its event was lost: that takes
       * 2 at most. With `cache` at most 4, because copies have to be renewed within their 5 days.
       */
      stravaCompareNights: number()
        .int("must be a whole number of nights")
        .min(1, "must be 1 or more")
        .max(7, "must be 7 at most, so that a digest reports nothing older than a week")
        .default(1),
    },
    {
      error: (issue) =>
        issue.code === "unrecognized_keys"
          ? `stridewell has no setting ${issue.keys.join(", ")}`
          : 'stridewell must be an object: {"sender": …, "owner": …}',
    },
  )
  .refine(
    ({ stravaRetention, stravaCompareNights: nights }) => stravaRetention === "keep" || nights <= 4,
    {
      path: ["stravaCompareNights"],
      error: "must be 4 at most if stravaRetention is cache, because copies have to be renewed",
    },
  )
  .refine(
    ({ region, domain }) =>
      region === undefined ||
      domain === undefined ||
      "hostedZoneId" in domain ||
      domain.certificateArn.split(":")[3] === region,
    { path: ["domain"], error: "must have a certificate of the region it is deployed to" },
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
