import { ResourceNotFoundException } from "@aws-sdk/client-dynamodb";
import type {
  Cloud,
  MailAccount,
  MailIdentity,
  StackResource,
  StackState,
} from "../../infra/deploy/cloud.ts";
import type { Tally } from "../../infra/deploy/tally.ts";

/** An account in memory: what the commands find in it, and what they leave behind. */
export interface FakeAccount {
  region: string | null;
  accountId: string;
  bootstrapVersion: number | null;
  functionsAtOnce: number;
  mail: MailAccount;
  identities: Map<string, MailIdentity>;
  secrets: Map<string, string>;
  stack: StackState | null;
  resources: StackResource[];
  emptied: string[];
  waiting: Map<string, number>;
  ringing: string[];
  alarmReaders: { confirmed: string[]; pending: string[] };
  tally: Tally;
  tableIsGone: boolean;
  mails: { from: string; to: string }[];
  /** What these credentials may not ask about. */
  denied: Set<keyof Cloud>;
  /** Node's code for what keeps AWS from being reached. */
  unreachable: string | null;
  /** Whether the region has SES; its name is known nowhere otherwise. */
  hasMail: boolean;
}

export function makeAccount(changes: Partial<FakeAccount> = {}): FakeAccount {
  return {
    region: "eu-west-1",
    accountId: "123456789012",
    bootstrapVersion: 28,
    functionsAtOnce: 1000,
    mail: { sandbox: false, sending: true, perDay: 50_000, sentInADay: 0, perSecond: 14 },
    identities: new Map(),
    secrets: new Map(),
    stack: null,
    resources: [],
    emptied: [],
    waiting: new Map(),
    ringing: [],
    alarmReaders: { confirmed: ["me@run.example"], pending: [] },
    tableIsGone: false,
    tally: { runners: 0, connections: {}, lastDigestAt: null, unerased: [], whole: true },
    mails: [],
    denied: new Set(),
    unreachable: null,
    hasMail: true,
    ...changes,
  };
}

export function fakeCloud(account: FakeAccount): Cloud {
  const cloud: Cloud = {
    region: async () => account.region,
    accountId: async () => {
      const code = account.unreachable;
      if (code !== null) throw Object.assign(new Error(`getaddrinfo ${code}`), { code });
      return account.accountId;
    },
    bootstrapVersion: async () => account.bootstrapVersion,
    functionsAtOnce: async () => account.functionsAtOnce,
    mailAccount: async () => {
      const code = "ENOTFOUND";
      if (!account.hasMail) throw Object.assign(new Error(`getaddrinfo ${code}`), { code });
      return account.mail;
    },
    mailIdentity: async (name) => account.identities.get(name) ?? null,
    addMailIdentity: async (name) => {
      const records = name.includes("@")
        ? []
        : [1, 2, 3].map((n) => ({
            name: `t${n}._domainkey.${name}`,
            type: "CNAME" as const,
            value: `t${n}.dkim.amazonses.com`,
          }));
      // AWS doesn't add one a second time.
      if (account.identities.has(name)) throw new Error("AlreadyExistsException");
      const added = { verified: false, hasExpired: false, records };
      account.identities.set(name, added);
      return added;
    },
    removeMailIdentity: async (name) => {
      account.identities.delete(name);
    },
    sendMail: async ({ from, to }) => {
      account.mails.push({ from, to });
      return null;
    },
    secret: async (name) => account.secrets.get(name) ?? null,
    putSecret: async (name, value) => {
      account.secrets.set(name, value);
    },
    stack: async () => account.stack,
    stackResources: async () => account.resources,
    emptyBucket: async (name) => void account.emptied.push(name),
    waitingMessages: async (url) => account.waiting.get(url) ?? 0,
    ringing: async (names) => names.filter((name) => account.ringing.includes(name)),
    alarmReaders: async () => account.alarmReaders,
    addAlarmReader: async (_, address) => void account.alarmReaders.pending.push(address),
    tally: async (name) => {
      if (name !== account.stack?.outputs["TableName"]) throw new Error(`no table ${name}`);
      if (account.tableIsGone) {
        throw new ResourceNotFoundException({ message: "no table", $metadata: {} });
      }
      return account.tally;
    },
  };
  const guarded = Object.entries(cloud).map(([name, call]) => [
    name,
    async (...args: unknown[]) => {
      if ([...account.denied].some((denied) => denied === name)) {
        throw Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
      }
      return Reflect.apply(call, cloud, args);
    },
  ]);
  return Object.fromEntries(guarded);
}
