import { Stack } from "aws-cdk-lib";
import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { allow } from "../constructs/allow.ts";
import { version } from "../version.ts";
import type { PagesProps } from "./part-props.ts";

export interface OperatorProps extends PagesProps {
  /** Who the pages are for. */
  readonly owner: string;
}

/** The owner's page, and what sends dead letters again. Created last: it covers whatever the stack holds by then. */
export class Operator extends Construct {
  constructor(scope: Construct, id: string, { web, table, owner, logRetention }: OperatorProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const all = stack.node.findAll();
    const queues = all
      .filter((one) => one instanceof Queue)
      .flatMap((queue) => {
        const deadLetters = queue.deadLetterQueue?.queue;
        if (deadLetters === undefined) return [];
        return [{ name: queue.node.path.split("/").slice(1, -1).join(" "), queue, deadLetters }];
      });
    const environment = {
      TABLE_NAME: table.tableName,
      PUBLIC_URL: web.url,
      OWNER: owner,
    };
    const laidAside = queues.map(({ deadLetters }) => deadLetters.queueArn);

    const show = web.page(
      "ShowOperator",
      { path: "/operator", methods: [HttpMethod.GET] },
      {
        folder: "show-operator",
        timeoutS: 20,
        memoryMb: 512,
        logRetention,
        environment: {
          ...environment,
          // Each gets what it needs and no more: Lambda allows 4 KB of environment in all.
          DEAD_LETTERS: stack.toJsonString(
            queues.map(({ name, deadLetters }) => ({ name, deadLettersUrl: deadLetters.queueUrl })),
          ),
          VERSION: version,
          ALARMS: String(all.filter((one) => one instanceof Alarm).length),
        },
      },
    );
    allow(show, ["dynamodb:GetItem", "dynamodb:Query"], [table.tableArn]);
    allow(show, ["dynamodb:Query"], [`${table.tableArn}/index/due`]);
    allow(show, ["sqs:GetQueueAttributes"], laidAside);

    // Separate from the page, so that the page can't take a message.
    const redrive = web.page(
      "RedriveQueue",
      { path: "/operator/redrive", methods: [HttpMethod.POST] },
      {
        folder: "redrive-queue",
        timeoutS: 10,
        logRetention,
        environment: {
          ...environment,
          WORK_QUEUES: stack.toJsonString(
            queues.map(({ name, queue, deadLetters }) => ({
              name,
              queueArn: queue.queueArn,
              deadLettersArn: deadLetters.queueArn,
            })),
          ),
        },
      },
    );
    allow(redrive, ["dynamodb:GetItem"], [table.tableArn]);
    // What SQS requires of those for whom it moves messages.
    allow(
      redrive,
      [
        "sqs:StartMessageMoveTask",
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
      ],
      laidAside,
    );
    allow(
      redrive,
      ["sqs:SendMessage"],
      queues.map(({ queue }) => queue.queueArn),
    );
  }
}
