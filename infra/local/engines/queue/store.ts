import { randomBytes, randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { QueueModel } from "../../template/model.ts";
import type { Clock } from "../clock.ts";

/** Only text, which is all that is sent. */
export const messageAttributes = z.record(
  z.string(),
  z.object({ DataType: z.literal("String"), StringValue: z.string().min(1) }),
);
type MessageAttributes = z.infer<typeof messageAttributes>;

export interface NewMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  readonly delayS: number;
}

export interface ReceivedMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  readonly sentMs: number;
  readonly firstReceivedMs: number;
  readonly receiveCount: number;
  readonly receiptHandle: string;
}

export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export type ChangeOutcome = "changed" | "invalid-handle" | "gone" | "not-in-flight";

export type QueueStore = ReturnType<typeof openQueueStore>;

const messageRow = z.object({
  seq: z.number(),
  id: z.string(),
  body: z.string(),
  attributes: z.string(),
  sender_id: z.string(),
  sent_ms: z.number(),
  first_received_ms: z.number().nullable(),
  receive_count: z.number(),
});

/**
 * The messages themselves, in one SQLite file (or `:memory:`). Knows nothing of the wire. A
 * message is visible once its `visible_ms` has come; before that it is in flight if it has a `nonce`, which
 * is the changing part of its receipt handle, and delayed if it has none.
 */
export function openQueueStore(file: string, clock: Clock) {
  const db = new DatabaseSync(file);
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS message (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, queue TEXT NOT NULL,
      body TEXT NOT NULL, attributes TEXT NOT NULL, sender_id TEXT NOT NULL,
      sent_ms INTEGER NOT NULL, visible_ms INTEGER NOT NULL, first_received_ms INTEGER,
      receive_count INTEGER NOT NULL DEFAULT 0, nonce TEXT
    ) STRICT;
    CREATE INDEX IF NOT EXISTS message_by_visibility ON message (queue, visible_ms, seq);
  `);

  const sql = {
    insert: db.prepare(
      `INSERT INTO message (id, queue, body, attributes, sender_id, sent_ms, visible_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    visible: db.prepare(
      `SELECT seq, id, body, attributes, sender_id, sent_ms, first_received_ms, receive_count
         FROM message WHERE queue = ? AND visible_ms <= ? ORDER BY visible_ms, seq LIMIT ?`,
    ),
    take: db.prepare(
      `UPDATE message SET nonce = ?, visible_ms = ?, receive_count = receive_count + 1,
              first_received_ms = coalesce(first_received_ms, ?) WHERE seq = ?`,
    ),
    bury: db.prepare(
      `UPDATE message SET queue = ?, visible_ms = ?, nonce = NULL, receive_count = 0,
              first_received_ms = NULL WHERE seq = ?`,
    ),
    byHandle: db.prepare("SELECT nonce, visible_ms FROM message WHERE seq = ? AND queue = ?"),
    remove: db.prepare("DELETE FROM message WHERE seq = ? AND queue = ? AND nonce = ?"),
    setVisible: db.prepare("UPDATE message SET visible_ms = ? WHERE seq = ?"),
    returnAll: db.prepare(
      "UPDATE message SET visible_ms = ? WHERE nonce IS NOT NULL AND visible_ms > ?",
    ),
    expire: db.prepare("DELETE FROM message WHERE queue = ? AND sent_ms <= ?"),
    // A message that a receiver holds isn't moved. SQS makes new messages of those it moves.
    move: db.prepare(
      `UPDATE message SET queue = ?1, sent_ms = ?2, visible_ms = ?2, nonce = NULL, receive_count = 0,
              first_received_ms = NULL
        WHERE queue = ?3 AND visible_ms <= ?2`,
    ),
    next: db.prepare(
      "SELECT min(visible_ms) AS at FROM message WHERE queue = ? AND visible_ms > ?",
    ),
    counts: db.prepare(
      `SELECT count(*) FILTER (WHERE visible_ms <= ?1) AS visible,
              count(*) FILTER (WHERE visible_ms > ?1 AND nonce IS NOT NULL) AS inFlight,
              count(*) FILTER (WHERE visible_ms > ?1 AND nonce IS NULL) AS delayed
         FROM message WHERE queue = ?2`,
    ),
  };

  const listeners = new Map<string, Set<() => void>>();
  const announce = (queueName: string): void => {
    for (const listener of [...(listeners.get(queueName) ?? [])]) listener();
  };

  const lastExpiryMs = new Map<string, number>();
  /** Retention is checked at most once a second, so that a busy queue isn't scanned on each call. */
  const expire = (queue: QueueModel): void => {
    const now = clock.now();
    const last = lastExpiryMs.get(queue.name);
    if (last !== undefined && Math.abs(now - last) < 1000) return;
    lastExpiryMs.set(queue.name, now);
    sql.expire.run(queue.name, now - queue.retentionS * 1000);
  };

  const inTransaction = <T>(work: () => T): T => {
    db.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      db.exec("COMMIT");
      return result;
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
  };

  const readHandle = (queueName: string, handle: string): { seq: number; nonce: string } | null => {
    const match = /^(.+)#(\d+)#([0-9a-f]{32})$/.exec(
      Buffer.from(handle, "base64").toString("utf8"),
    );
    if (match?.[1] !== queueName || match[2] === undefined || match[3] === undefined) return null;
    return { seq: Number(match[2]), nonce: match[3] };
  };

  return {
    /** Returns the message's id. */
    send: (queueName: string, message: NewMessage): string => {
      const now = clock.now();
      const id = randomUUID();
      sql.insert.run(
        id,
        queueName,
        message.body,
        JSON.stringify(message.attributes),
        message.senderId,
        now,
        now + message.delayS * 1000,
      );
      announce(queueName);
      return id;
    },

    /**
     * Takes up to `max` visible messages and hides them for `visibilityS`. One that has already been received
     * `maxReceiveCount` times goes to the dead-letter queue instead.
     */
    receive: (queue: QueueModel, max: number, visibilityS: number): readonly ReceivedMessage[] => {
      expire(queue);
      const now = clock.now();
      const { deadLetter } = queue;
      const deadLetterQueue = deadLetter?.queueArn.split(":").at(-1) ?? "";
      const received: ReceivedMessage[] = [];
      let buried = false;
      const candidates = () => sql.visible.all(queue.name, now, max - received.length);
      let rows = candidates();
      if (rows.length === 0) return received;
      inTransaction(() => {
        while (rows.length > 0 && received.length < max) {
          for (const row of rows) {
            const message = messageRow.parse(row);
            if (deadLetter !== null && message.receive_count >= deadLetter.maxReceiveCount) {
              sql.bury.run(deadLetterQueue, now, message.seq);
              buried = true;
              continue;
            }
            const nonce = randomBytes(16).toString("hex");
            sql.take.run(nonce, now + visibilityS * 1000, now, message.seq);
            received.push({
              id: message.id,
              body: message.body,
              attributes: messageAttributes.parse(JSON.parse(message.attributes)),
              senderId: message.sender_id,
              sentMs: message.sent_ms,
              firstReceivedMs: message.first_received_ms ?? now,
              receiveCount: message.receive_count + 1,
              receiptHandle: Buffer.from(`${queue.name}#${message.seq}#${nonce}`).toString(
                "base64",
              ),
            });
          }
          // With a visibility of 0 s, what was just taken is visible again: one round is enough.
          rows = visibilityS === 0 ? [] : candidates();
        }
      });
      if (buried) announce(deadLetterQueue);
      return received;
    },

    /** A handle from an earlier receive deletes nothing and is no error, as on AWS. */
    remove: (queueName: string, receiptHandle: string): "accepted" | "invalid-handle" => {
      const handle = readHandle(queueName, receiptHandle);
      if (handle === null) return "invalid-handle";
      sql.remove.run(handle.seq, queueName, handle.nonce);
      return "accepted";
    },

    changeVisibility: (
      queueName: string,
      receiptHandle: string,
      visibilityS: number,
    ): ChangeOutcome => {
      const handle = readHandle(queueName, receiptHandle);
      if (handle === null) return "invalid-handle";
      const row = z
        .object({ nonce: z.string().nullable(), visible_ms: z.number() })
        .optional()
        .parse(sql.byHandle.get(handle.seq, queueName));
      if (row === undefined || row.nonce !== handle.nonce) return "gone";
      const now = clock.now();
      if (row.visible_ms <= now) return "not-in-flight";
      sql.setVisible.run(now + visibilityS * 1000, handle.seq);
      announce(queueName);
      return "changed";
    },

    /** Makes everything in flight visible at once: for a start, when no receiver can be left. */
    returnInFlight: (): void => {
      const now = clock.now();
      sql.returnAll.run(now, now);
    },

    /** Moves visible messages at once; the real service takes its time. */
    move: (fromQueue: string, toQueue: string): void => {
      sql.move.run(toQueue, clock.now(), fromQueue);
      announce(toQueue);
    },

    counts: (queue: QueueModel): QueueCounts => {
      expire(queue);
      return z
        .object({ visible: z.number(), inFlight: z.number(), delayed: z.number() })
        .parse(sql.counts.get(clock.now(), queue.name));
    },

    /** When the next hidden message of this queue becomes visible, or null. */
    nextVisibleMs: (queueName: string): number | null =>
      z.object({ at: z.number().nullable() }).parse(sql.next.get(queueName, clock.now())).at,

    /** Calls `listener` whenever a message may have become visible; the returned function stops that. */
    listen: (queueName: string, listener: () => void): (() => void) => {
      const set = listeners.get(queueName) ?? new Set();
      listeners.set(queueName, set);
      set.add(listener);
      return () => set.delete(listener);
    },

    close: (): void => db.close(),
  };
}
