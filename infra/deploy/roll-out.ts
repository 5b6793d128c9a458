import { type AccountState, isHalfUndone, STACK, UNDO_FIRST } from "./account.ts";
import { type DeployDeps, Stop } from "./deploy-deps.ts";

interface RolledOut {
  /** Without a slash at the end. */
  readonly appUrl: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** CloudFormation keeps these whether anything was in them or not. */
const LEFT =
  "If this attempt got that far, its empty table stays, which is free, and with a tableKey of your own its key, $1 a month: the next attempt makes others. In the DynamoDB console turn off the table's deletion protection and delete it; then schedule the key's deletion in the KMS console.";

export async function rollOut(
  { cdk, cloud }: DeployDeps,
  { region }: AccountState,
): Promise<RolledOut> {
  const code = await cdk(
    ["deploy", STACK, "--require-approval", "never", "--progress", "events"],
    region,
  );
  const stack = await cloud.stack(STACK);
  const outputs = stack?.outputs ?? {};
  const appUrl = outputs["AppUrl"];
  if (code !== 0) {
    if (stack !== null && isHalfUndone(stack)) {
      throw new Stop(1, `CDK did not deploy, and AWS could not go back. ${UNDO_FIRST}`);
    }
    const before = appUrl === undefined ? "" : " What ran before is still running.";
    // A first deployment that fails leaves a stack without an address.
    const left = stack !== null && appUrl === undefined ? `\n${LEFT}` : "";
    throw new Stop(1, `CDK did not deploy: see above.${before} Run this again.${left}`);
  }
  if (appUrl === undefined) throw new Stop(1, "The stack gives no address: is it Stridewell's?");
  return { appUrl: appUrl.replace(/\/+$/, ""), outputs };
}
