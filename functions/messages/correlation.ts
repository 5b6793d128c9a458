/**
 * The name of an attribute that travels beside a message's body, so the message schemas don't mention it.
 */
const ATTRIBUTE = "correlationId";

/** A shape that is safe in a log line and in an SES tag. */
const SHAPE = /^[\w-]{1,64}$/;

/**
 * The attributes of a message sent during this event.
 *
 *     correlationAttributes("r-1") // { correlationId: { DataType: "String", StringValue: "r-1" } }
 */
export function correlationAttributes(id: string) {
  return { [ATTRIBUTE]: { DataType: "String", StringValue: id } };
}

/** The id that a received message carries; the message's own id if it was sent by hand or by a service. */
export function correlationOf(record: {
  readonly messageId: string;
  readonly messageAttributes?: Readonly<
    Record<string, { readonly stringValue?: string | undefined }>
  >;
}): string {
  const told = record.messageAttributes?.[ATTRIBUTE]?.stringValue ?? "";
  return SHAPE.test(told) ? told : record.messageId;
}
