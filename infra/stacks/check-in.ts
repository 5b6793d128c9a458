import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { Construct } from "constructs";
import { allow, EVERY_ITEM_ACTION } from "../constructs/allow.ts";
import type { Nudges } from "./nudges.ts";
import type { PagesProps } from "./part-props.ts";

export interface CheckInProps extends PagesProps {
  readonly nudges: Nudges;
}

const { GET, POST } = HttpMethod;

/** A runner who stops half-way gets the answer by email after this long. */
const HALF_FILLED_S = 600;

/** The pages on which a runner describes a pain and reads the answer. */
export class CheckInPages extends Construct {
  constructor(scope: Construct, id: string, props: CheckInProps) {
    super(scope, id);
    const { web, table, nudges, logRetention } = props;
    const pages = web.page(
      "CheckInPages",
      [
        { path: "/check-in", methods: [GET, POST] },
        { path: "/check-in/{day}/{id}", methods: [GET] },
        { path: "/check-in/{day}/{id}/{step}", methods: [GET, POST] },
      ],
      {
        folder: "check-in",
        timeoutS: 10,
        memoryMb: 512,
        logRetention,
        environment: { TABLE_NAME: table.tableName, PUBLIC_URL: web.url },
      },
    );
    allow(pages, EVERY_ITEM_ACTION, [table.tableArn]);
    nudges.allowAsking(pages, HALF_FILLED_S);
  }
}
