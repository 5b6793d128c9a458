import type { Denial, Use } from "../access/front-door.ts";
import type { Model } from "../template/model.ts";
import { functionLabel } from "./function-host.ts";
import type { Log } from "./log.ts";

/** What was turned away, and which permissions were used; the former is logged too. */
export function permissionRecord({ functions }: Pick<Model, "functions">, log: Log) {
  const denials: Denial[] = [];
  const uses = new Map<string, Use>();
  const labelOf = (roleArn: string | null): string => {
    const fn = functions.find((candidate) => candidate.roleArn === roleArn);
    return fn === undefined ? "nobody known" : functionLabel(fn);
  };
  return {
    onDenied(denial: Denial): void {
      denials.push(denial);
      log({
        from: labelOf(denial.roleArn),
        level: "error",
        // The ARN of an email identity contains an address.
        text: `denied by ${denial.service}: ${denial.action ?? "a call"} on ${denial.resource?.replace(/identity\/.*/, "identity/…") ?? "?"}`,
      });
    },
    onAllowed(use: Use): void {
      uses.set(JSON.stringify(use), use);
    },
    denials: (): readonly Denial[] => denials,
    /** Each once. */
    uses: (): readonly Use[] => [...uses.values()],
  };
}
