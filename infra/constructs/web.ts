import { CfnStage, HttpApi, type HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { alarmPeriod, HouseAlarm } from "./house-alarm.ts";
import { HouseFunction, type HouseFunctionProps } from "./house-function.ts";

/** The one HTTP API. Its throttle guards the account's Lambda concurrency and the bill. */
export class Web extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: { alarmTopic: ITopic }) {
    super(scope, id);
    this.api = new HttpApi(this, "Api");
    const stage = this.api.defaultStage?.node.defaultChild;
    if (stage instanceof CfnStage) {
      stage.defaultRouteSettings = { throttlingBurstLimit: 200, throttlingRateLimit: 100 };
    }
    new HouseAlarm(this, "FailureAlarm", {
      metric: this.api.metricServerError({ period: alarmPeriod, statistic: "Sum" }),
      errorImpact:
        "A runner got an error page, or could not unsubscribe. Look into the logs of the functions behind the web API.",
      topic: props.alarmTopic,
    });
  }

  /** Adds a function behind one path. */
  page(id: string, route: { path: string; methods: HttpMethod[] }, props: HouseFunctionProps) {
    const fn: NodejsFunction = new HouseFunction(this, id, props).fn;
    this.api.addRoutes({ ...route, integration: new HttpLambdaIntegration(`${id}Call`, fn) });
    return fn;
  }
}
