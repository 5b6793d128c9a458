import { accountStore } from "./account-store.ts";
import { connectionList } from "./connection-store.ts";
import { noticeStore } from "./notice-store.ts";
import { erasureQueue, holdBackIn, promptQueue, providerHintQueue } from "./queue.ts";
import { runnerStore } from "./runner-store.ts";
import type { Table } from "./table.ts";

/** Everything that an account is erased through. It has no access to a connection's tokens. */
export function erasureStores(table: Table) {
  return {
    runners: runnerStore(table),
    accounts: accountStore(table),
    connections: connectionList(table),
    notices: noticeStore(table),
  };
}

/** Where access to services is given back, and the worker's own queue. */
export function erasureQueues(env: {
  readonly PROVIDER_EVENTS_QUEUE_URL: string;
  readonly PROVIDER_HINTS_QUEUE_URL: string;
  readonly QUEUE_URL: string;
}) {
  return {
    events: promptQueue(env.PROVIDER_EVENTS_QUEUE_URL),
    hints: providerHintQueue(env.PROVIDER_HINTS_QUEUE_URL),
    erasures: erasureQueue(env.QUEUE_URL),
    holdBack: holdBackIn(env.QUEUE_URL),
  };
}
