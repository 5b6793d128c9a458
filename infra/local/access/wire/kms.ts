import { z } from "zod";
import { known, malformed, operationOf, type ReadWire, readBody, unknown } from "./needs.ts";

const onKey = new Set(["Decrypt", "Encrypt", "GenerateDataKey"]);
const byKey = z.object({ KeyId: z.string() });

/** KMS's JSON protocol: the operation is in a header, the key's ID or ARN in the body. */
export const readKms: ReadWire = (request, { partition, region, accountId }) => {
  const operation = operationOf(request, "TrentService");
  if (operation === null) return unknown(request.headers["x-amz-target"] ?? request.url);
  if (!onKey.has(operation)) return unknown(`kms:${operation}`);
  const body = readBody(request, byKey);
  // Without a key, Decrypt takes it from the ciphertext, which only KMS can read; our calls always name it.
  if (body === null) return malformed;
  const { KeyId } = body;
  const arn = KeyId.startsWith("arn:")
    ? KeyId
    : `arn:${partition}:kms:${region}:${accountId}:key/${KeyId}`;
  return known({ action: `kms:${operation}`, resources: [arn] });
};
