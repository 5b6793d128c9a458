import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { allow } from "../constructs/allow.ts";
import type { PagesProps } from "./part-props.ts";
import type { Providers } from "./providers.ts";
import type { Strava } from "./strava.ts";

export interface ConnectProps extends PagesProps {
  readonly tokenKey: IKey;
  readonly strava: Strava;
  readonly providers: Providers;
}

/** The pages on which runners connect and disconnect services. */
export function addConnect(props: ConnectProps): void {
  const { web, table, tokenKey, strava, providers, logRetention } = props;
  const connect = web.page(
    "ConnectSources",
    [
      { path: "/connect", methods: [HttpMethod.GET] },
      { path: "/connect/strava/callback", methods: [HttpMethod.GET] },
      { path: "/connect/strava/disconnect", methods: [HttpMethod.POST] },
      { path: "/connect/webhook/make", methods: [HttpMethod.POST] },
      { path: "/connect/webhook/end", methods: [HttpMethod.POST] },
      { path: "/connect/{provider}/callback", methods: [HttpMethod.GET] },
      { path: "/connect/{provider}/key", methods: [HttpMethod.POST] },
      { path: "/connect/{provider}/disconnect", methods: [HttpMethod.POST] },
    ],
    {
      folder: "connect-sources",
      // It waits for the service's own answer, at most ten seconds.
      timeoutS: 20,
      memoryMb: 512,
      logRetention,
      environment: {
        TABLE_NAME: table.tableName,
        PUBLIC_URL: web.url,
        TOKEN_KEY_ARN: tokenKey.keyArn,
      },
    },
  );
  allow(connect, ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], [table.tableArn]);
  // The page itself erases what came through a runner's own webhook: there is no service to notify.
  allow(connect, ["dynamodb:Query", "dynamodb:DeleteItem"], [table.tableArn]);
  // It seals new tokens and can't open any.
  allow(connect, ["kms:GenerateDataKey"], [tokenKey.keyArn]);
  strava.allowSecret(connect);
  strava.allowEvents(connect);
  strava.allowHistory(connect);
  providers.allowSecrets(connect);
  providers.allowHints(connect);
}
