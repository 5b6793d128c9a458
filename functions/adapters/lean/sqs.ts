import type * as sdk from "@aws-sdk/client-sqs";
import { Client, Command } from "./service.ts";

export class SQSClient extends Client {
  protected readonly service = {
    id: "SQS",
    host: "sqs",
    contentType: "application/x-amz-json-1.0",
    timeoutMs: 3_000,
    exceptions: {},
  };
}

abstract class Action<I extends { QueueUrl?: string | undefined }, O> extends Command<I, O> {
  protected abstract readonly action: string;

  request() {
    // A queue's own URL says where it is.
    const { QueueUrl } = this.input;
    return { target: `AmazonSQS.${this.action}`, body: this.input, endpoint: QueueUrl };
  }
}

export class SendMessageBatchCommand extends Action<
  sdk.SendMessageBatchCommandInput,
  sdk.SendMessageBatchCommandOutput
> {
  protected readonly action = "SendMessageBatch";
}
export class ChangeMessageVisibilityCommand extends Action<
  sdk.ChangeMessageVisibilityCommandInput,
  sdk.ChangeMessageVisibilityCommandOutput
> {
  protected readonly action = "ChangeMessageVisibility";
}
export class GetQueueAttributesCommand extends Action<
  sdk.GetQueueAttributesCommandInput,
  sdk.GetQueueAttributesCommandOutput
> {
  protected readonly action = "GetQueueAttributes";
}
export class StartMessageMoveTaskCommand extends Action<
  sdk.StartMessageMoveTaskCommandInput & { readonly QueueUrl?: undefined },
  sdk.StartMessageMoveTaskCommandOutput
> {
  protected readonly action = "StartMessageMoveTask";
}
