import { z } from "zod";
import { notRun, type Stack } from "./declared.ts";

const key = z.object({
  KeySpec: z
    .literal("SYMMETRIC_DEFAULT", { error: "only a symmetric key is run locally" })
    .optional(),
  KeyUsage: z.literal("ENCRYPT_DECRYPT", { error: "only encryption is run locally" }).optional(),
  Origin: notRun(),
});

/** Only roles decide who may use a key: the key's own policy, as CDK writes it, leaves that to them. */
export function readKeys(stack: Stack): string[] {
  return stack.all("AWS::KMS::Key", key).map(({ logicalId }) => stack.attribute(logicalId, "Arn"));
}
