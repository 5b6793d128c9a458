/** The name of a message's attribute beside its body: the contracts know nothing of it. */
const ATTRIBUTE = "correlationId";

/** As it is safe in a log line and in a tag of SES's. */
const SHAPE = /^[\w-]{1,64}$/;

/**
 * The attributes of a message that is sent in the course of this event.
 *
 *     correlationAttributes("r-1") // { correlationId: { DataType: "String", StringValue: "r-1" } }
 */
export function correlationAttributes(id: string) {
  return { [ATTRIBUTE]: { DataType: "String", StringValue: id } };
}

/** The id that a received message carries; its own where it was sent by hand, or by a service. */
export function correlationOf(record: {
  readonly messageId: string;
  readonly messageAttributes?: Readonly<
    Record<string, { readonly stringValue?: string | undefined }>
  >;
}): string {
  const told = record.messageAttributes?.[ATTRIBUTE]?.stringValue ?? "";
  return SHAPE.test(told) ? told : record.messageId;
}
