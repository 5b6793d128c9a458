import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Queue, QueueEncryption, type QueueProps } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import { dataKeyOf } from "./data-key.ts";
import { alarmPeriod, HouseAlarm } from "./house-alarm.ts";
import { HouseFunction, type HouseFunctionProps } from "./house-function.ts";

export interface WorkQueueProps {
  /** How long a worker has for one batch. */
  readonly timeoutS: number;
  /** Attempts before a message goes to the dead-letter queue. */
  readonly attempts: number;
  readonly errorImpact: string;
  /** A message that has waited this long means that its worker has stalled or can't keep up. */
  readonly lateAfterMinutes: number;
  /** In plain words: what a runner notices of that, and what the operator should do. */
  readonly lateImpact: string;
  readonly alarmTopic: ITopic;
}

function encryption(scope: Construct): Pick<QueueProps, "encryption" | "encryptionMasterKey"> {
  const key = dataKeyOf(scope);
  return key === undefined
    ? { encryption: QueueEncryption.SQS_MANAGED }
    : { encryption: QueueEncryption.KMS, encryptionMasterKey: key };
}

/** Someone is waiting for what failed to be tried again. */
const MOST_HIDDEN_S = 1800;

/**
 * AWS advises six times the function's timeout, so that no message reappears while it is being worked on, even
 * if Lambda was slow to start. For the longest function that would be an hour and a half.
 */
function hiddenS(timeoutS: number): number {
  return Math.max(timeoutS, Math.min(6 * timeoutS, MOST_HIDDEN_S));
}

/** A queue that rings when it is late, and the dead-letter queue whose first message rings. */
class WorkQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const deadLetters = new Queue(this, "DeadLetters", {
      ...encryption(this),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, "Queue", {
      ...encryption(this),
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      visibilityTimeout: Duration.seconds(hiddenS(props.timeoutS)),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: props.attempts },
    });
    new HouseAlarm(this, "DeadLetterAlarm", {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: alarmPeriod }),
      errorImpact: props.errorImpact,
      topic: props.alarmTopic,
    });
    new HouseAlarm(this, "LateAlarm", {
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: alarmPeriod }),
      threshold: 60 * props.lateAfterMinutes,
      errorImpact: props.lateImpact,
      topic: props.alarmTopic,
    });
  }
}

export interface BatchProps {
  readonly batchSize: number;
  /** How long a message may wait for others to share its batch: a batch costs as much as a single message. */
  readonly windowS?: number;
  /** How many batches are worked on at once, at least 2; by default as many as the account allows. */
  readonly maxConcurrency?: number;
}

export interface QueueWorkerProps extends WorkQueueProps, HouseFunctionProps, BatchProps {
  /** Lets the worker hold a message back for longer; it is then given its QUEUE_URL. */
  readonly holdsBack?: boolean;
}

/** A work queue and the function that works it off. */
export class QueueWorker extends WorkQueue {
  readonly fn: LambdaFunction;
  readonly timeoutS: number;

  constructor(scope: Construct, id: string, props: QueueWorkerProps) {
    super(scope, id, props);
    this.timeoutS = props.timeoutS;
    this.fn = new HouseFunction(this, "Worker", props).fn;
    workOff(this.fn, "Source", this.queue, props);
    if (props.holdsBack === true) {
      this.fn.addEnvironment("QUEUE_URL", this.queue.queueUrl);
      allow(this.fn, ["sqs:ChangeMessageVisibility"], [this.queue.queueArn]);
    }
  }
}

export interface FurtherQueueProps extends Omit<WorkQueueProps, "timeoutS">, BatchProps {
  readonly worker: QueueWorker;
}

/** A further queue for a worker, for work that must not hold up what is on its own queue. */
export class FurtherQueue extends WorkQueue {
  constructor(scope: Construct, id: string, { worker, ...props }: FurtherQueueProps) {
    super(scope, id, { ...props, timeoutS: worker.timeoutS });
    workOff(worker.fn, `${id}Source`, this.queue, props);
  }
}

function workOff(fn: LambdaFunction, id: string, queue: Queue, props: BatchProps): void {
  // Granted by hand, because CDK's own grant for a queue's consumer includes two actions that nothing here uses.
  allow(
    fn,
    ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    [queue.queueArn],
  );
  fn.addEventSourceMapping(id, {
    eventSourceArn: queue.queueArn,
    batchSize: props.batchSize,
    ...(props.windowS !== undefined && { maxBatchingWindow: Duration.seconds(props.windowS) }),
    reportBatchItemFailures: true,
    ...(props.maxConcurrency !== undefined && { maxConcurrency: props.maxConcurrency }),
  });
}
