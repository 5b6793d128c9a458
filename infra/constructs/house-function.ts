import { Duration, RemovalPolicy, Size } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  ApplicationLogLevel,
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  SystemLogLevel,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import { bundled } from "./bundle.ts";
import { dataKeyOf } from "./data-key.ts";

export interface HouseFunctionProps {
  /** The folder under `functions/`, e.g. `find-due`. */
  readonly folder: string;
  readonly timeoutS: number;
  readonly memoryMb?: number;
  /** Size of `/tmp`; 512 MB by default. */
  readonly diskMb?: number;
  readonly environment?: Record<string, string>;
  /** Its messages come back to it, to wait or to go on. Otherwise Lambda drops one at its seventeenth round. */
  readonly isItsOwnSender?: boolean;
  readonly logRetention: RetentionDays;
}

/** What every Lambda has: one bundle, Node 24 on arm64, a role of its own, a log group that expires. */
export class HouseFunction extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, props: HouseFunctionProps) {
    super(scope, id);
    const dataKey = dataKeyOf(this);
    const logGroup = new LogGroup(this, "Logs", {
      retention: props.logRetention,
      ...(dataKey !== undefined && { encryptionKey: dataKey }),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    this.fn = new LambdaFunction(this, "Function", {
      code: bundled(props.folder),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb ?? 256,
      ...(props.diskMb !== undefined && { ephemeralStorageSize: Size.mebibytes(props.diskMb) }),
      timeout: Duration.seconds(props.timeoutS),
      ...(props.isItsOwnSender === true && { recursiveLoop: RecursiveLoop.ALLOW }),
      environment: { POWERTOOLS_SERVICE_NAME: props.folder, ...props.environment },
      role,
      logGroup,
      // Otherwise Lambda writes three lines of its own per invocation, more than ours.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
    });
    // Instead of AWS's managed policy, which lets a function write to every log in the account.
    allow(this.fn, ["logs:CreateLogStream", "logs:PutLogEvents"], [logGroup.logGroupArn]);
  }
}
