import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Duration, RemovalPolicy, Size } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  ApplicationLogLevel,
  Architecture,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import { dataKeyOf } from "./data-key.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Bundled instead of the SDK's clients, which take most of a cold start: the same names for the few calls
 * that are made. Who imports what one of them lacks is told by esbuild. And the mail composer as CommonJS,
 * which loads Node's own `http`, `https` and `net` when the first mail is composed: an ES module's imports
 * come with the bundle, whenever it is used. ADR 26.
 */
export const lighter: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["dynamodb", "kms", "s3", "sesv2", "sqs", "ssm"].map((service) => [
      `@aws-sdk/client-${service}`,
      `${root}functions/adapters/lean/${service}.ts`,
    ]),
  ),
  "@aws-sdk/s3-presigned-post": `${root}functions/adapters/lean/s3-presigned-post.ts`,
  "nodemailer/lib/mail-composer": createRequire(import.meta.url).resolve(
    "nodemailer/lib/mail-composer",
  ),
};

export interface HouseFunctionProps {
  /** The folder under `functions/`, e.g. `find-due`. */
  readonly folder: string;
  readonly timeoutS: number;
  readonly memoryMb?: number;
  /** Of `/tmp`; 512 MB without it. */
  readonly diskMb?: number;
  readonly environment?: Record<string, string>;
  readonly logRetention: RetentionDays;
}

/** Every Lambda of the house: one bundle, Node 24 on arm64, a role of its own, a log group that forgets. */
export class HouseFunction extends Construct {
  readonly fn: NodejsFunction;

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
    this.fn = new NodejsFunction(this, "Function", {
      entry: `${root}functions/${props.folder}/handler.ts`,
      depsLockFilePath: `${root}package-lock.json`,
      projectRoot: root,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb ?? 256,
      ...(props.diskMb !== undefined && { ephemeralStorageSize: Size.mebibytes(props.diskMb) }),
      timeout: Duration.seconds(props.timeoutS),
      environment: { POWERTOOLS_SERVICE_NAME: props.folder, ...props.environment },
      role,
      logGroup,
      // Else Lambda writes three lines of its own for each run, more than ours.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      bundling: {
        format: OutputFormat.ESM,
        target: "node24",
        minify: true,
        // The SDK is bundled: loading the runtime's own copy takes longer, and its version is not ours.
        externalModules: [],
        mainFields: ["module", "main"],
        esbuildArgs: Object.fromEntries(
          Object.entries(lighter).map(([from, to]) => [`--alias:${from}`, to]),
        ),
        // Beside the bundle and read when needed: inside it they would be decoded at every cold start.
        loader: { ".wasm": "file", ".ttf": "file", ".svg": "text" },
        // Some dependencies are CommonJS inside and call require for Node's own modules.
        banner:
          "import{createRequire as __require}from'node:module';const require=__require(import.meta.url);",
      },
    });
    // Instead of AWS's managed policy, which lets a function write into every log of the account.
    allow(this.fn, ["logs:CreateLogStream", "logs:PutLogEvents"], [logGroup.logGroupArn]);
  }
}
