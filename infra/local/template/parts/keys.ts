import { z } from "zod";
import { notRun, type Stack } from "./declared.ts";

const key = z.object({
  KeySpec: z
    .literal("SYMMETRIC_DEFAULT", { error: "only a symmetric key is run locally" })
    .optional(),
  KeyUsage: z.literal("ENCRYPT_DECRYPT", { error: "only encryption is run locally" }).optional(),
  Origin: notRun(),
});

/** Who may use a key is read from the roles alone: its own policy leaves that to them, as CDK writes it. */
export function readKeys(stack: Stack): string[] {
  return stack.all("AWS::KMS::Key", key).map(({ logicalId }) => stack.attribute(logicalId, "Arn"));
}
