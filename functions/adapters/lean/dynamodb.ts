import type * as sdk from "@aws-sdk/client-dynamodb";
import { Client, Command, ServiceException } from "./service.ts";

export class ConditionalCheckFailedException extends ServiceException {
  /** The item as stored, if the call asked for it. */
  readonly Item: sdk.ConditionalCheckFailedException["Item"];

  constructor(...args: ConstructorParameters<typeof ServiceException>) {
    super(...args);
    const { Item } = args[3];
    this.Item = withBytes(Item) as sdk.ConditionalCheckFailedException["Item"];
  }
}

export class DynamoDBClient extends Client {
  protected readonly service = {
    id: "DYNAMODB",
    host: "dynamodb",
    contentType: "application/x-amz-json-1.0",
    // Short, so that a second attempt fits into the ten seconds of a page's function.
    timeoutMs: 3_000,
    exceptions: { ConditionalCheckFailedException },
  };
}

abstract class Action<I, O> extends Command<I, O> {
  protected abstract readonly action: string;

  request() {
    return { target: `DynamoDB_20120810.${this.action}`, body: this.input };
  }

  override answer(said: unknown): O {
    return super.answer(withBytes(said));
  }
}

/**
 * Attribute values travel as they are, except for binary ones: `{ "B": "base64" }`, and a list of these
 * under `BS`.
 */
function withBytes(said: unknown): unknown {
  if (typeof said !== "object" || said === null) return said;
  if (Array.isArray(said)) return said.map(withBytes);
  return Object.fromEntries(
    Object.entries(said).map(([name, value]) => {
      if (name === "B" && typeof value === "string") return [name, bytes(value)];
      if (name === "BS" && Array.isArray(value)) return [name, value.map(bytes)];
      return [name, withBytes(value)];
    }),
  );
}

const bytes = (text: string) => Buffer.from(text, "base64");

export class GetItemCommand extends Action<sdk.GetItemCommandInput, sdk.GetItemCommandOutput> {
  protected readonly action = "GetItem";
}
export class PutItemCommand extends Action<sdk.PutItemCommandInput, sdk.PutItemCommandOutput> {
  protected readonly action = "PutItem";
}
export class UpdateItemCommand extends Action<
  sdk.UpdateItemCommandInput,
  sdk.UpdateItemCommandOutput
> {
  protected readonly action = "UpdateItem";
}
export class DeleteItemCommand extends Action<
  sdk.DeleteItemCommandInput,
  sdk.DeleteItemCommandOutput
> {
  protected readonly action = "DeleteItem";
}
class QueryCommand extends Action<sdk.QueryCommandInput, sdk.QueryCommandOutput> {
  protected readonly action = "Query";
}

export async function* paginateQuery(
  { client }: { readonly client: DynamoDBClient },
  input: sdk.QueryCommandInput,
): AsyncGenerator<sdk.QueryCommandOutput> {
  let from = input.ExclusiveStartKey;
  do {
    const page = await client.send(new QueryCommand({ ...input, ExclusiveStartKey: from }));
    yield page;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}
