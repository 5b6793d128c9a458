import { existsSync } from "node:fs";
import { z } from "zod";
import type { FunctionModel, PermissionModel } from "../model.ts";
import { notRun, type Stack, undecided } from "./declared.ts";

const lambda = z.object({
  Code: z.object({
    S3Key: z.string({ error: "only code from an asset's folder is run locally" }),
  }),
  Handler: z.string(),
  Runtime: z.string().startsWith("nodejs", { error: "only Node functions are run locally" }),
  Role: z.string(),
  Timeout: z.int().default(3),
  MemorySize: z.int().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.string()).default({}) }).optional(),
  Layers: notRun(),
  FileSystemConfigs: notRun(),
});

const permission = z.object({
  FunctionName: z.string(),
  Action: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: undecided,
  PrincipalOrgID: undecided,
  FunctionUrlAuthType: undecided,
  EventSourceToken: undecided,
});

export function readFunctions(stack: Stack): FunctionModel[] {
  return stack.all("AWS::Lambda::Function", lambda).flatMap(({ logicalId, ref, properties }) => {
    const codeDir = stack.folders.get(properties.Code.S3Key);
    if (codeDir === undefined || !existsSync(codeDir)) {
      stack.refuse(
        `${logicalId} Properties.Code.S3Key`,
        "the assembly has no folder for this asset",
      );
      return [];
    }
    return [
      {
        logicalId,
        name: ref,
        arn: stack.attribute(logicalId, "Arn"),
        handler: properties.Handler,
        codeDir,
        timeoutS: properties.Timeout,
        memoryMb: properties.MemorySize,
        environment: properties.Environment?.Variables ?? {},
        roleArn: properties.Role,
      },
    ];
  });
}

/** The function meant by a name, an ARN, or an ARN in API Gateway's wrapping. */
export function functionArn(named: string, functions: readonly FunctionModel[]): string | null {
  const wrapped = /:path\/[^/]+\/functions\/(.+)\/invocations$/.exec(named)?.[1] ?? named;
  const found = functions.find(({ name, arn }) => wrapped === arn || wrapped === name);
  return found?.arn ?? null;
}

export function readPermissions(
  stack: Stack,
  functions: readonly FunctionModel[],
): PermissionModel[] {
  return stack.all("AWS::Lambda::Permission", permission).flatMap(({ logicalId, properties }) => {
    const arn = functionArn(properties.FunctionName, functions);
    if (arn === null) {
      stack.refuse(`${logicalId} Properties.FunctionName`, "is no function of this stack");
      return [];
    }
    return [
      {
        functionArn: arn,
        action: properties.Action,
        principal: properties.Principal,
        sourceArn: properties.SourceArn ?? null,
      },
    ];
  });
}
