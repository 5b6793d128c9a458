import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { readFormPost } from "../../infra/local/access/form-post.ts";
import { type Denial, startFrontDoor } from "../../infra/local/access/front-door.ts";
import { makeKeys } from "../../infra/local/access/keys.ts";
import { startBuckets } from "../../infra/local/engines/bucket.ts";

const region = "eu-west-1";
const BUCKET_ARN = "arn:aws:s3:::files";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/**
 * The bucket "files" behind its front door, as in the application, for a role that may do these actions. It
 * is closed after the test.
 */
export async function aBucket(actions: readonly string[]) {
  const dir = await mkdtemp(join(tmpdir(), "stridewell-s3-"));
  closing.push(() => rm(dir, { recursive: true }));
  const role = {
    logicalId: "Role",
    arn: "arn:aws:iam::000000000000:role/worker",
    trusts: ["lambda.amazonaws.com"],
    statements: actions.map((action) => ({
      actions: [action],
      resources: [action === "s3:ListBucket" ? BUCKET_ARN : `${BUCKET_ARN}/uploads/*`],
    })),
  };
  const keys = makeKeys([role]);
  const buckets = await startBuckets({
    buckets: [{ name: "files", arn: BUCKET_ARN, tellsBus: false, postOrigins: [] }],
    dir,
    check: (fields, place) =>
      readFormPost(fields, { ...place, nowMs: Date.now() }, { region, keys: keys.holders }),
    tell: async () => undefined,
  });
  closing.push(buckets.close);
  const denials: Denial[] = [];
  const door = await startFrontDoor({
    service: "s3",
    upstreamUrl: buckets.url,
    port: 0,
    model: { region, accountId: "000000000000", roles: [role] },
    keys: keys.holders,
    form: buckets.post,
    onDenied: (denial) => denials.push(denial),
  });
  closing.push(door.close);
  const credentials = keys.roles.get(role.arn) ?? keys.operator;
  return {
    settings: { endpoint: door.url, region, credentials, maxAttempts: 1 },
    denials,
    path: join(dir, "fetched"),
  };
}
