import { createHash } from "node:crypto";
import { z } from "zod";

export const messageAttributes = z.record(
  z.string(),
  z.object({
    /** `String`, `Number` or `Binary`, with an optional `.label`. */
    DataType: z.string(),
    StringValue: z.string().optional(),
    /** Base64. */
    BinaryValue: z.string().optional(),
  }),
);
export type MessageAttributes = z.infer<typeof messageAttributes>;
type MessageAttribute = MessageAttributes[string];

/** The MD5 of a message body, which the SDK's client compares with its own. */
export function md5OfBody(body: string): string {
  return createHash("md5").update(body, "utf8").digest("hex");
}

/**
 * The MD5 that SQS returns for message attributes: sorted by name, each name, type and value preceded by its
 * length (4 bytes, big-endian), and one byte that tells text from binary.
 *
 * Source: Amazon SQS developer guide, "Calculating the MD5 message digest for message attributes".
 *
 * @example
 * md5OfAttributes({ kind: { DataType: "String", StringValue: "run" } });
 * // "ae8f994e5b6bb78f953079c110bc27c8"
 */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const hash = createHash("md5");
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, attribute] of Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const binary = attribute.DataType.startsWith("Binary");
    add(Buffer.from(name, "utf8"));
    add(Buffer.from(attribute.DataType, "utf8"));
    hash.update(Buffer.from([binary ? 2 : 1]));
    add(attributeBytes(attribute));
  }
  return hash.digest("hex");
}

export function attributeBytes(attribute: MessageAttribute): Buffer {
  return attribute.DataType.startsWith("Binary")
    ? Buffer.from(attribute.BinaryValue ?? "", "base64")
    : Buffer.from(attribute.StringValue ?? "", "utf8");
}
