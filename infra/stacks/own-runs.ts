import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { Construct } from "constructs";
import { allow, EVERY_ITEM_ACTION } from "../constructs/allow.ts";
import type { Nudges } from "./nudges.ts";
import type { PagesProps } from "./part-props.ts";

export interface OwnRunsProps extends PagesProps {
  readonly nudges: Nudges;
}

const { GET, POST } = HttpMethod;

/** Runs that come without a service: added by hand, or reported by the runner's own script. */
export class OwnRuns extends Construct {
  constructor(scope: Construct, id: string, props: OwnRunsProps) {
    super(scope, id);
    const { web, table, nudges, logRetention } = props;
    const typed = web.page(
      "KeepRuns",
      [
        { path: "/runs", methods: [GET] },
        { path: "/runs/add", methods: [POST] },
        { path: "/runs/change", methods: [POST] },
        { path: "/runs/remove", methods: [POST] },
      ],
      {
        folder: "keep-runs",
        timeoutS: 10,
        memoryMb: 512,
        logRetention,
        environment: { TABLE_NAME: table.tableName, PUBLIC_URL: web.url },
      },
    );
    allow(typed, EVERY_ITEM_ACTION, [table.tableArn]);
    nudges.allowAsking(typed);

    const told = web.webhook(
      "ReceiveRun",
      [{ path: "/webhooks/own/{key}", methods: [POST] }],
      // For the scripts of a club's runners, and anyone trying keys: a request without a valid one costs one read.
      { ratePerS: 5, burst: 20 },
      {
        folder: "receive-run",
        timeoutS: 10,
        memoryMb: 512,
        logRetention,
        environment: { TABLE_NAME: table.tableName },
      },
    );
    allow(told, ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], [table.tableArn]);
    nudges.allowAsking(told);
  }
}
