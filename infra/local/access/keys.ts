import { randomBytes } from "node:crypto";
import type { RoleModel } from "../template/model.ts";

/** The person at the machine, who may do everything. */
export const operator = "operator";

export interface KeyHolder {
  readonly secret: string;
  /** A role's ARN, or `operator`. */
  readonly roleArn: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Keys {
  /** By access key ID: what a front door looks up. */
  readonly holders: ReadonlyMap<string, KeyHolder>;
  /** By role ARN: what a function's process is given. */
  readonly roles: ReadonlyMap<string, Credentials>;
  readonly operator: Credentials;
}

/** One random access key for each role and one for the operator. They last as long as the process. */
export function makeKeys(roles: readonly Pick<RoleModel, "arn">[]): Keys {
  const holders = new Map<string, KeyHolder>();
  const issue = (roleArn: string): Credentials => {
    const accessKeyId = `AKIA${letters(16)}`;
    const secretAccessKey = randomBytes(30).toString("base64");
    holders.set(accessKeyId, { secret: secretAccessKey, roleArn });
    return { accessKeyId, secretAccessKey };
  };
  return {
    holders,
    roles: new Map(roles.map(({ arn }) => [arn, issue(arn)])),
    operator: issue(operator),
  };
}

function letters(count: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return [...randomBytes(count)].map((byte) => alphabet.charAt(byte % 32)).join("");
}
