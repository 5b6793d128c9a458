import { z } from "zod";
import type { FunctionModel, RouteModel } from "../model.ts";
import { notRun, type Stack } from "./declared.ts";
import { functionArn } from "./functions.ts";

const api = z.object({
  ProtocolType: z.literal("HTTP", { error: "only HTTP APIs are run locally" }),
  CorsConfiguration: notRun(),
  Body: notRun(),
  BodyS3Location: notRun(),
  Target: notRun(),
});
const stage = z.object({
  StageName: z.literal("$default", { error: "only the $default stage is run locally" }),
});
const integration = z.object({
  IntegrationType: z.literal("AWS_PROXY", { error: "only AWS_PROXY is run locally" }),
  IntegrationUri: z.string({ error: "only a function is run locally" }),
  PayloadFormatVersion: z.literal("2.0", { error: "only payload 2.0 is run locally" }),
  IntegrationSubtype: notRun(),
  RequestParameters: notRun(),
  ResponseParameters: notRun(),
});
const route = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.literal("NONE", { error: "authorizers are not run locally" }).optional(),
});

export function readRoutes(stack: Stack, functions: readonly FunctionModel[]): RouteModel[] {
  const [, second] = stack.all("AWS::ApiGatewayV2::Api", api);
  if (second !== undefined) stack.refuse(second.logicalId, "one HTTP API is run locally, not two");
  stack.all("AWS::ApiGatewayV2::Stage", stage);

  const integrations = new Map<string, string>(
    stack
      .all("AWS::ApiGatewayV2::Integration", integration)
      .flatMap(({ logicalId, ref, properties }) => {
        const arn = functionArn(properties.IntegrationUri, functions);
        if (arn !== null) return [[`integrations/${ref}`, arn] as const];
        stack.refuse(`${logicalId} Properties.IntegrationUri`, "is no function of this stack");
        return [];
      }),
  );
  return stack.all("AWS::ApiGatewayV2::Route", route).flatMap(({ logicalId, properties }) => {
    const arn = integrations.get(properties.Target);
    if (arn === undefined) {
      stack.refuse(`${logicalId} Properties.Target`, "is no integration that is run locally");
      return [];
    }
    const { partition, region, accountId } = stack.place;
    const prefix = `arn:${partition}:execute-api:${region}:${accountId}:${properties.ApiId}`;
    // `GET /path` becomes GET/path; the key $default stays as it is.
    const resource = properties.RouteKey.replace(" ", "");
    return [
      {
        routeKey: properties.RouteKey,
        functionArn: arn,
        sourceArn: `${prefix}/$default/${resource}`,
      },
    ];
  });
}
