import {
  type DynamoDBClient,
  paginateScan,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { z } from "zod";

/** How many of each kind the table holds; nothing about any person. */
export interface Tally {
  readonly runners: number;
  /** Connections by their service, then by their state. */
  readonly connections: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** When the newest digest left, or null. */
  readonly lastDigestAt: string | null;
  /** False if the table is too large to be counted to its end. */
  readonly whole: boolean;
}

/** A megabyte each: some 130,000 small items for half a cent at most. */
const MAX_PAGES = 200;

const PROFILE = "PROFILE";
const CONNECTION = "CONNECTION#";
const DIGEST = "NOTICE#digest:";

const counted = z.object({
  sk: z.string(),
  state: z.string().optional(),
  sentAt: z.string().optional(),
});

export async function tallyOf(client: DynamoDBClient, tableName: string): Promise<Tally> {
  const connections: Record<string, Record<string, number>> = {};
  let runners = 0;
  let lastDigestAt: string | null = null;
  let pages = 0;
  const asked = {
    TableName: tableName,
    // No attribute of a runner's own leaves the table.
    ProjectionExpression: "sk, #state, sentAt",
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
      const { sk, state, sentAt = "" } = one.data;
      if (sk === PROFILE) runners += 1;
      else if (sk.startsWith(DIGEST)) {
        if (sentAt > (lastDigestAt ?? "")) lastDigestAt = sentAt;
      } else if (state !== undefined) {
        const service = sk.slice(CONNECTION.length);
        const states = { ...connections[service] };
        connections[service] = { ...states, [state]: (states[state] ?? 0) + 1 };
      }
    }
    pages += 1;
    if (pages === MAX_PAGES && LastEvaluatedKey !== undefined) {
      return { runners, connections, lastDigestAt, whole: false };
    }
  }
  return { runners, connections, lastDigestAt, whole: true };
}

/**
 * How many runners' erasure has begun and isn't done: of their whole account, or of what came from a service. Read to
 * the table's end, however large it is. A table that is gone holds nobody.
 */
export async function unerasedIn(client: DynamoDBClient, tableName: string): Promise<number> {
  const runners = new Set<string | undefined>();
  const asked = {
    TableName: tableName,
    ConsistentRead: true,
    ProjectionExpression: "pk",
    FilterExpression:
      "(sk = :profile AND mailStopped.#reason = :erased) OR (begins_with(sk, :connection) AND #state IN (:leaving, :erasing))",
    ExpressionAttributeNames: { "#state": "state", "#reason": "reason" },
    ExpressionAttributeValues: {
      ":profile": { S: PROFILE },
      ":connection": { S: CONNECTION },
      ":erased": { S: "erased" },
      ":leaving": { S: "leaving" },
      ":erasing": { S: "erasing" },
    },
  };
  try {
    for await (const { Items = [] } of paginateScan({ client }, asked)) {
      for (const { pk } of Items) runners.add(pk?.S);
    }
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  return runners.size;
}
