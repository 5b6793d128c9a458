import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { Construct } from "constructs";
import { allow, EVERY_ITEM_ACTION } from "../constructs/allow.ts";
import { QueueWorker } from "../constructs/queue-worker.ts";
import type { MailProps, PagesProps } from "./part-props.ts";
import type { Providers } from "./providers.ts";
import type { Strava } from "./strava.ts";
import type { Uploads } from "./uploads.ts";

export interface AccountProps extends PagesProps, MailProps {
  readonly strava: Strava;
  readonly providers: Providers;
  readonly uploads: Uploads;
}

const { GET, POST } = HttpMethod;

/** A runner's settings, the export of their data, and the deletion of their account. */
export class Account extends Construct {
  constructor(scope: Construct, id: string, props: AccountProps) {
    super(scope, id);
    const { web, table, mailEnvironment, alarmTopic, logRetention } = props;
    const environment = { TABLE_NAME: table.tableName, ...mailEnvironment };

    const eraser = new QueueWorker(this, "EraseRunner", {
      folder: "erase-runner",
      isItsOwnSender: true,
      timeoutS: 60,
      batchSize: 1,
      attempts: 10,
      holdsBack: true,
      errorImpact:
        "A runner's account could not be erased completely, or its last email could not be sent. Their data must go: find the cause in the function's log, fix it, then redrive the dead-letter queue.",
      lateAfterMinutes: 60,
      lateImpact:
        "A runner deleted their account an hour ago and it is still waiting: the worker has stalled, or SES is holding the last email back. Their runs and check-ins are gone; the profile and the access to services are not yet. Check the dashboard for throttling, then see the runbook.",
      alarmTopic,
      logRetention,
      environment,
    });
    allow(eraser.fn, EVERY_ITEM_ACTION, [table.tableArn]);
    // An account that waits for Strava goes back to its own queue.
    allow(eraser.fn, ["sqs:SendMessage"], [eraser.queue.queueArn]);
    props.strava.allowEvents(eraser.fn);
    props.providers.allowHints(eraser.fn);
    props.uploads.allowErasing(eraser.fn);
    props.allowMail(eraser.fn);

    const pages = web.page(
      "SettingsPages",
      [
        { path: "/settings", methods: [GET, POST] },
        { path: "/settings/address", methods: [GET, POST] },
        { path: "/settings/address/{token}", methods: [GET, POST] },
        { path: "/settings/sources", methods: [GET, POST] },
        { path: "/settings/thresholds", methods: [GET, POST] },
        { path: "/settings/runs", methods: [GET, POST] },
        { path: "/settings/export", methods: [GET] },
        { path: "/settings/export/{part}", methods: [GET] },
        { path: "/settings/delete", methods: [GET, POST] },
        { path: "/goodbye", methods: [GET] },
      ],
      {
        folder: "keep-settings",
        // A long history takes a while to read or to erase.
        timeoutS: 25,
        memoryMb: 1024,
        logRetention,
        environment: { ...environment, ERASURE_QUEUE_URL: eraser.queue.queueUrl },
      },
    );
    allow(pages, EVERY_ITEM_ACTION, [table.tableArn]);
    allow(pages, ["sqs:SendMessage"], [eraser.queue.queueArn]);
    props.allowMail(pages);
  }
}
