import { z } from "zod";
import { known, malformed, operationOf, type ReadWire, readBody, unknown } from "./needs.ts";

const byName = z.object({ Name: z.string() });

/** Systems Manager's JSON protocol, limited to single parameters. */
export const readSsm: ReadWire = (request, { partition, region, accountId }) => {
  const operation = operationOf(request, "AmazonSSM");
  if (operation === null) return unknown(request.headers["x-amz-target"] ?? request.url);
  if (operation !== "GetParameter") return unknown(`ssm:${operation}`);
  const body = readBody(request, byName);
  if (body === null) return malformed;
  // A name that is a path begins with the slash that the ARN already has.
  const name = body.Name.replace(/^\//, "");
  const arn = `arn:${partition}:ssm:${region}:${accountId}:parameter/${name}`;
  return known({ action: "ssm:GetParameter", resources: [arn] });
};
