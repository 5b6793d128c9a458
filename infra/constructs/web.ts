import { CfnOutput, Stack, Validations } from "aws-cdk-lib";
import {
  CfnIntegration,
  CfnRoute,
  CfnStage,
  DomainName,
  HttpApi,
  type HttpMethod,
  HttpRoute,
  type HttpRouteIntegrationBindOptions,
  HttpRouteKey,
  SecurityPolicy,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Certificate, CfnCertificate } from "aws-cdk-lib/aws-certificatemanager";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { CfnRecordSet } from "aws-cdk-lib/aws-route53";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { Settings } from "../settings.ts";
import { alarmPeriod, HouseAlarm } from "./house-alarm.ts";
import { HouseFunction, type HouseFunctionProps } from "./house-function.ts";

export interface Route {
  readonly path: string;
  readonly methods: HttpMethod[];
}

export interface WebProps {
  readonly alarmTopic: ITopic;
  readonly domain: Settings["domain"];
}

export interface Throttle {
  readonly ratePerS: number;
  readonly burst: number;
}

/**
 * The one HTTP API. Its throttle protects the account's Lambda concurrency and the bill. It writes no
 * access log: a path can hold a token, and each function's own line says how a request ended.
 */
export class Web extends Construct {
  /** Where browsers find it, without a trailing slash. */
  readonly url: string;
  private readonly api: HttpApi;
  private readonly stage: CfnStage;
  private readonly routeSettings: Record<string, object> = {};
  private latest: CfnRoute | null = null;

  constructor(scope: Construct, id: string, props: WebProps) {
    super(scope, id);
    const { domain } = props;
    // AWS's own address stays: links in old emails lead to it.
    this.api = new HttpApi(this, "Api", {
      ...(domain !== undefined && { defaultDomainMapping: { domainName: this.named(domain) } }),
    });
    const { region, urlSuffix } = Stack.of(this);
    // Made of its id, because CloudFormation asks API Gateway for its endpoint anew for each function that is told it.
    const given = `https://${this.api.apiId}.execute-api.${region}.${urlSuffix}`;
    this.url = domain === undefined ? given : `https://${domain.name}`;
    Validations.of(this.api).acknowledge({
      id: "AwsSolutions-APIG1",
      reason:
        "An access log would record what opens an account: paths hold sign-in, unsubscribe and webhook keys. Each function logs its own line without them, and API Gateway's metrics count requests and errors.",
    });
    Validations.of(this.api).acknowledge({
      id: "AwsSolutions-APIG4",
      reason:
        "Browsers, mail programs and Strava call these routes, and none of them can sign requests for IAM. The functions authorize each request themselves: by the session (ADR 11), by a link signed with the runner's own key (ADR 6), by the key in the webhook's path (ADR 9), or by a key of the runner's own (ADR 25).",
    });
    const stage = this.api.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new Error("The HTTP API has no default stage.");
    stage.defaultRouteSettings = { throttlingBurstLimit: 200, throttlingRateLimit: 100 };
    this.stage = stage;
    new HouseAlarm(this, "FailureAlarm", {
      metric: this.api.metricServerError({ period: alarmPeriod, statistic: "Sum" }),
      errorImpact:
        "A runner got an error page or could not unsubscribe, or a service's report of a run was refused. Check the logs of the functions behind the web API.",
      topic: props.alarmTopic,
    });
  }

  /** The owner's own name for the API, with its certificate, and its records if the zone is known. */
  private named(domain: NonNullable<Settings["domain"]>): DomainName {
    const { name } = domain;
    const certificateArn =
      "certificateArn" in domain
        ? domain.certificateArn
        : new CfnCertificate(this, "Certificate", {
            domainName: name,
            validationMethod: "DNS",
            // CloudFormation sets the record itself, and waits until it is visible.
            domainValidationOptions: [{ domainName: name, hostedZoneId: domain.hostedZoneId }],
          }).ref;
    const named = new DomainName(this, "Domain", {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, "Issued", certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    if ("hostedZoneId" in domain) {
      new CfnRecordSet(this, "Record", {
        name,
        type: "A",
        hostedZoneId: domain.hostedZoneId,
        aliasTarget: {
          dnsName: named.regionalDomainName,
          hostedZoneId: named.regionalHostedZoneId,
        },
      });
    } else {
      new CfnOutput(Stack.of(this), "DomainTarget", { value: named.regionalDomainName });
    }
    return named;
  }

  /** Adds a function behind one or several paths. */
  page(id: string, route: Route | readonly Route[], props: HouseFunctionProps) {
    const fn: LambdaFunction = new HouseFunction(this, id, props).fn;
    const integration = new HttpLambdaIntegration(`${id}Call`, fn);
    for (const one of [route].flat()) this.inTurn(this.api.addRoutes({ ...one, integration }));
    return fn;
  }

  /**
   * Has CloudFormation make the routes one after another, and the stage last, which would otherwise deploy itself
   * with each of them. API Gateway refuses a second change to an API at the same time, and takes ten calls a second.
   */
  private inTurn(routes: readonly HttpRoute[]): void {
    for (const route of routes) {
      for (const part of route.node.findAll()) {
        const isOfApi = part instanceof CfnIntegration || part instanceof CfnRoute;
        if (isOfApi && this.latest !== null) part.addResourceDependency(this.latest);
      }
      this.latest = resourceOf(route);
      this.stage.addResourceDependency(this.latest);
    }
  }

  /**
   * Adds what answers if no other route does: for a mistyped address, a method that a page does not accept, a
   * robot that tries what others left open. The throttle above stops a flood of these like any other; until
   * then each one costs money, so the function should read nothing and may do nothing.
   */
  elsewhere(id: string, fn: LambdaFunction): void {
    // Inside the API, like the routes that it creates itself, so that the acknowledgements above apply here too.
    const route = new HttpRoute(this.api, id, {
      httpApi: this.api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new ElsewhereIntegration(`${id}Call`, fn),
    });
    this.inTurn([route]);
  }

  /**
   * Adds a function behind paths with a throttle of their own, so that a flood stays there. Once released, such a
   * path stays: CloudFormation takes its settings off the stage no more, and API Gateway refuses them without it.
   */
  webhook(id: string, routes: readonly Route[], throttle: Throttle, props: HouseFunctionProps) {
    const fn: LambdaFunction = new HouseFunction(this, id, props).fn;
    const integration = new HttpLambdaIntegration(`${id}Call`, fn);
    const added = routes.flatMap((one) => this.api.addRoutes({ ...one, integration }));
    // The stage comes after them: API Gateway refuses settings for a route that does not exist yet.
    this.inTurn(added);
    for (const route of added) {
      this.routeSettings[resourceOf(route).routeKey] = {
        ThrottlingRateLimit: throttle.ratePerS,
        ThrottlingBurstLimit: throttle.burst,
      };
    }
    this.stage.routeSettings = this.routeSettings;
    return fn;
  }
}

function resourceOf({ node }: HttpRoute): CfnRoute {
  if (!(node.defaultChild instanceof CfnRoute)) throw new Error(`${node.id} has no route.`);
  return node.defaultChild;
}

/** For a route without a path of its own, CDK would let every route in. */
class ElsewhereIntegration extends HttpLambdaIntegration {
  private readonly fn: LambdaFunction;

  constructor(id: string, fn: LambdaFunction) {
    super(id, fn);
    this.fn = fn;
  }

  protected override completeBind({ route, scope }: HttpRouteIntegrationBindOptions): void {
    this.fn.addPermission("Elsewhere", {
      scope,
      principal: new ServicePrincipal("apigateway.amazonaws.com"),
      sourceArn: Stack.of(route).formatArn({
        service: "execute-api",
        resource: route.httpApi.apiId,
        resourceName: "*/$default",
      }),
    });
  }
}
