import type { Runner } from "./runner.ts";

export interface SettingsStore {
  /**
   * Writes what differs. The next digest moves in the same write as what it is computed from, which is
   * refused if any of that has changed since `seen` was read.
   */
  keep(seen: Runner, wanted: Runner): Promise<"kept" | "changed-meanwhile">;
}

/** A new address that its mailbox has not confirmed yet. */
export interface AddressChange {
  readonly from: string;
  readonly to: string;
}

/**
 * A change of address in single writes: the new address is reserved, the profile switches, the old one
 * is released. Only the profile says whose an address is, so it changes hands in that one write.
 */
export interface AddressChangeStore {
  /** Only the latest request counts; what an earlier one left behind is cleared away. */
  ask(
    runner: Pick<Runner, "id" | "email">,
    asked: { readonly to: string; readonly secret: string },
    nowMs: number,
  ): Promise<void>;
  /** The new address that was asked for; null once that has expired or is done. */
  asked(runnerId: string, nowMs: number): Promise<string | null>;
  /** Null once it has expired or been replaced, or for another secret. */
  find(runnerId: string, secret: string, nowMs: number): Promise<AddressChange | null>;
  /** Nobody else can take the address in the next minute. */
  reserve(runnerId: string, address: string): Promise<"reserved" | "address-taken">;
  /**
   * Must be called within a minute of `reserve`. The new keys end the links that were sent to the old address, and
   * every session: whoever reads the old mailbox may have signed in.
   */
  complete(
    runnerId: string,
    change: AddressChange,
    keys: Pick<Runner, "linkKey" | "sessionKey">,
  ): Promise<"changed" | "changed-meanwhile">;
}

export interface AccountStore {
  /** Everything stored about a runner that may still be read, without what opens or signs anything. */
  items(runnerId: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** New keys end every session and link, and nothing more is sent. Null if nobody is left. */
  beginErasing(
    runnerId: string,
    keys: Pick<Runner, "linkKey" | "sessionKey">,
    now: string,
  ): Promise<Pick<Runner, "id" | "email"> | null>;
  /** From then on the address belongs to nobody. */
  releaseAddresses(runner: Pick<Runner, "id" | "email">): Promise<void>;
  /** Leaves the profile, a connection whose access must first be revoked, and the notice of the last email. */
  eraseItems(runnerId: string): Promise<number>;
  /** The profile goes first, then the rest, but for a connection: its access must first be revoked. */
  eraseAll(runnerId: string): Promise<void>;
}
