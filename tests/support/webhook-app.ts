import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type ProviderEvent, providerEvent } from "../../functions/messages/provider-event.ts";
import { type LocalApp, startLocal } from "../../infra/local/runtime/local-app.ts";
import type { Log } from "../../infra/local/runtime/log.ts";
import type { Model } from "../../infra/local/template/model.ts";
import { webhookEnvironment } from "../../infra/webhooks/strava-keys.ts";
import { cacheDir } from "./assembly.ts";
import { queueOf } from "./queue-of.ts";

const EVENTS = "FollowEventQueue";

/**
 * The model without the function that takes events off their queue, because these tests take them instead.
 */
function withoutReader(model: Model): Model {
  const { arn } = queueOf(model, EVENTS);
  const queueSources = model.queueSources.filter(({ queueArn }) => queueArn !== arn);
  return { ...model, queueSources };
}

export interface WebhookApp {
  readonly app: LocalApp;
  /** Takes up to ten events off the queue; an empty list if there are none. */
  take(): Promise<ProviderEvent[]>;
}

/** The real application, in which events stay in their queue until they are taken. */
export async function startWebhookApp(
  assemblyDir: string,
  clientSecret: string,
  options: { log?: Log; tamper?: (model: Model) => Model } = {},
): Promise<WebhookApp> {
  const started = await startLocal({
    assemblyDir,
    dataDir: "memory",
    appPort: 0,
    inboxPort: 0,
    cacheDir,
    log: options.log ?? (() => undefined),
    environment: webhookEnvironment(clientSecret),
    tamper: (model) => {
      const ready = withoutReader(model);
      return options.tamper?.(ready) ?? ready;
    },
  });
  if (started.kind !== "started") throw new Error(started.lines.join("\n"));
  const { app } = started;
  const { credentials, region, endpoints } = app.operator;
  const sqs = new SQSClient({ credentials, region, endpoint: endpoints.sqs });
  const QueueUrl = queueOf(app.model, EVENTS).url;
  const take = async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return [];
    const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    return Messages.map(({ Body = "" }) => providerEvent.parse(JSON.parse(Body)));
  };
  return { app, take };
}
