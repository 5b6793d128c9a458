import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Web } from "../constructs/web.ts";

/** What every part of the stack is given. */
export interface PartProps {
  readonly table: TableV2;
  readonly alarmTopic: ITopic;
  readonly logRetention: RetentionDays;
}

/** What a part with pages is given. */
export interface PagesProps extends PartProps {
  readonly web: Web;
}

/** What a part that sends email is given besides. */
export interface MailProps {
  /** What a function that sends email needs in its environment. */
  readonly mailEnvironment: Record<string, string>;
  readonly allowMail: (fn: LambdaFunction) => void;
}
