import { type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { z } from "zod";

/** How many of each kind the table holds, and whom it should not hold any more: ids, and nothing else about a person. */
export interface Tally {
  readonly runners: number;
  /** Connections by their service, then by their state. */
  readonly connections: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** When the newest digest left, or null. */
  readonly lastDigestAt: string | null;
  readonly unerased: readonly Unerased[];
  /** False if the table is too large to be counted to its end. */
  readonly whole: boolean;
}

/** Someone whose erasure has begun and isn't done: of their whole account, or of what came from a service. */
export interface Unerased {
  readonly runnerId: string;
  readonly isAccount: boolean;
  readonly sinceMs: number;
}

/** A megabyte each: some 130,000 small items for half a cent at most. */
const MAX_PAGES = 200;

const PROFILE = "PROFILE";
const CONNECTION = "CONNECTION#";
const DIGEST = "NOTICE#digest:";

const counted = z.object({
  sk: z.string(),
  runnerId: z.string().optional(),
  state: z.string().optional(),
  sinceMs: z.number().optional(),
  mailStopped: z.object({ reason: z.string(), at: z.string() }).nullish(),
  sentAt: z.string().optional(),
});

/** `mostPages`: what has to be counted to its end, however large the table is, has no limit. */
export async function tallyOf(
  client: DynamoDBClient,
  tableName: string,
  mostPages = MAX_PAGES,
): Promise<Tally> {
  const unerased: Unerased[] = [];
  const connections: Record<string, Record<string, number>> = {};
  let runners = 0;
  let lastDigestAt: string | null = null;
  let pages = 0;
  let whole = true;
  const asked = {
    TableName: tableName,
    // No attribute of a runner's own leaves the table.
    ProjectionExpression: "sk, runnerId, #state, sinceMs, mailStopped, sentAt",
    FilterExpression: "sk = :profile OR begins_with(sk, :connection) OR begins_with(sk, :digest)",
    ExpressionAttributeNames: { "#state": "state" },
    ExpressionAttributeValues: {
      ":profile": { S: PROFILE },
      ":connection": { S: CONNECTION },
      ":digest": { S: DIGEST },
    },
  };
  for await (const { Items = [], LastEvaluatedKey } of paginateScan({ client }, asked)) {
    for (const item of Items) {
      const one = counted.safeParse(unmarshall(item));
      if (!one.success) continue;
      const { sk, runnerId = "", state, sinceMs = 0, mailStopped, sentAt = "" } = one.data;
      if (sk === PROFILE) {
        runners += 1;
        if (mailStopped?.reason === "erased") {
          unerased.push({ runnerId, isAccount: true, sinceMs: Date.parse(mailStopped.at) });
        }
      } else if (sk.startsWith(DIGEST)) {
        if (sentAt > (lastDigestAt ?? "")) lastDigestAt = sentAt;
      } else if (state !== undefined) {
        const service = sk.slice(CONNECTION.length);
        const states = { ...connections[service] };
        connections[service] = { ...states, [state]: (states[state] ?? 0) + 1 };
        if (state === "leaving" || state === "erasing") {
          unerased.push({ runnerId, isAccount: false, sinceMs });
        }
      }
    }
    pages += 1;
    whole = LastEvaluatedKey === undefined;
    if (pages === mostPages) break;
  }
  return { runners, connections, lastDigestAt, unerased, whole };
}
