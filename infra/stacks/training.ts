import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { Construct } from "constructs";
import { allow, EVERY_ITEM_ACTION } from "../constructs/allow.ts";
import type { PagesProps } from "./part-props.ts";
import type { Strava } from "./strava.ts";

export interface TrainingProps extends PagesProps {
  readonly strava: Strava;
}

const { GET, POST } = HttpMethod;

/** What a signed-in runner looks at: Today, the training behind it, the shoes and the exercises. */
export class Training extends Construct {
  constructor(scope: Construct, id: string, props: TrainingProps) {
    super(scope, id);
    const { web, table, strava, logRetention } = props;
    const page = {
      timeoutS: 10,
      // More memory brings more processor time: a year of runs is judged while someone waits.
      memoryMb: 512,
      logRetention,
      environment: { TABLE_NAME: table.tableName, PUBLIC_URL: web.url },
    };

    const today = web.page(
      "ShowToday",
      { path: "/today", methods: [GET] },
      { folder: "show-today", ...page },
    );
    allow(today, ["dynamodb:GetItem", "dynamodb:Query"], [table.tableArn]);

    const training = web.page(
      "ShowTraining",
      { path: "/training", methods: [GET] },
      { folder: "show-training", ...page },
    );
    allow(
      training,
      ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"],
      [table.tableArn],
    );
    // For a year's chart, Strava is asked for what is no longer here.
    strava.allowHistory(training);

    const shoes = web.page(
      "KeepShoes",
      [
        { path: "/shoes", methods: [GET] },
        { path: "/shoes/add", methods: [POST] },
        { path: "/shoes/change", methods: [POST] },
        { path: "/shoes/remove", methods: [POST] },
        { path: "/shoes/defaults", methods: [POST] },
        { path: "/shoes/worn", methods: [POST] },
        { path: "/shoes/same", methods: [POST] },
        { path: "/shoes/two", methods: [POST] },
      ],
      { folder: "keep-shoes", ...page },
    );
    allow(shoes, EVERY_ITEM_ACTION, [table.tableArn]);

    const routine = web.page(
      "KeepRoutine",
      [
        { path: "/routine", methods: [GET] },
        { path: "/routine/done", methods: [POST] },
        { path: "/routine/feed", methods: [POST] },
      ],
      { folder: "keep-routine", ...page },
    );
    allow(
      routine,
      ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"],
      [table.tableArn],
    );
  }
}
