import { Duration, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { Rule } from "aws-cdk-lib/aws-events";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  HttpMethods,
} from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { acknowledge, allow, EVERY_ITEM_ACTION } from "../constructs/allow.ts";
import { dataKeyOf } from "../constructs/data-key.ts";
import { intoQueue } from "../constructs/into-queue.ts";
import { QueueWorker } from "../constructs/queue-worker.ts";
import type { Nudges } from "./nudges.ts";
import type { PagesProps } from "./part-props.ts";

export interface UploadsProps extends PagesProps {
  readonly nudges: Nudges;
}

/** Files that a runner uploads: a browser's form puts them in a bucket, and a worker stores what they hold. */
export class Uploads extends Construct {
  private readonly bucket: Bucket;
  private readonly objects: string;

  constructor(scope: Construct, id: string, props: UploadsProps) {
    super(scope, id);
    const { web, table, nudges, alarmTopic, logRetention } = props;
    const key = dataKeyOf(this);
    this.bucket = new Bucket(this, "Bucket", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      ...(key === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
      // The worker deletes what it has read; this is for what it never got to.
      lifecycleRules: [
        { expiration: Duration.days(1), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      cors: [
        {
          allowedMethods: [HttpMethods.POST],
          allowedOrigins: [web.url],
          allowedHeaders: [],
        },
      ],
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { bucket } = this;
    const resource = bucket.node.defaultChild;
    if (!(resource instanceof CfnBucket)) throw new Error("The bucket is no resource.");
    // Set by hand, because CDK's own way adds a function that may change every bucket's notifications.
    resource.notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    Validations.of(bucket).acknowledge({
      id: "AwsSolutions-S1",
      reason:
        "Objects live for minutes, a day at most, and only two of our functions reach them, each of which logs what it did. A log of requests would be a second bucket to guard and to empty.",
    });
    this.objects = `${bucket.bucketArn}/uploads/*`;

    const page = web.page(
      "Upload",
      [
        { path: "/upload", methods: [HttpMethod.GET] },
        { path: "/upload/undo", methods: [HttpMethod.GET, HttpMethod.POST] },
      ],
      {
        folder: "upload",
        // API Gateway waits no longer. One runner's items are deleted at 1,000 a second at most.
        timeoutS: 29,
        memoryMb: 512,
        logRetention,
        environment: {
          TABLE_NAME: table.tableName,
          PUBLIC_URL: web.url,
          UPLOAD_BUCKET: bucket.bucketName,
        },
      },
    );
    allow(
      page,
      ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"],
      [table.tableArn],
    );
    // A form may do whatever the role that signed it may.
    allow(page, ["s3:PutObject"], [this.objects]);

    const worker = new QueueWorker(this, "ImportFile", {
      folder: "import-file",
      // Lambda's maximum; reading ends by itself after 12 minutes.
      timeoutS: 900,
      memoryMb: 1769,
      // For the file and the largest zip in it, at most 2 GB each.
      diskMb: 5120,
      // The worker empties its folder at the start, so that one environment reads one file at a time.
      batchSize: 1,
      maxConcurrency: 2,
      attempts: 5,
      errorImpact:
        "A file that a runner uploaded could not be read or stored. Find the reason in the function's log, fix it, then redrive the dead-letter queue within a day. After that the file is gone and the runner has to upload it again.",
      lateAfterMinutes: 60,
      lateImpact:
        "Files that runners uploaded have been waiting for an hour. Check the dashboard for throttling of the worker, then see the runbook. After a day the files are gone.",
      alarmTopic,
      logRetention,
      environment: { TABLE_NAME: table.tableName, UPLOAD_BUCKET: bucket.bucketName },
    });
    // It deletes what was undone while it was being stored.
    allow(worker.fn, EVERY_ITEM_ACTION, [table.tableArn]);
    allow(worker.fn, ["s3:GetObject", "s3:DeleteObject"], [this.objects]);
    // Only to those who may list does S3 say that a file is gone, as when its event comes twice.
    allow(worker.fn, ["s3:ListBucket"], [bucket.bucketArn]);
    nudges.allowAsking(worker.fn);
    this.acknowledge(page);
    this.acknowledge(worker.fn);
    new Rule(this, "Rule", {
      eventPattern: {
        source: ["aws.s3"],
        detailType: ["Object Created"],
        // The bus belongs to the account, so it also carries other applications' buckets' events.
        detail: { bucket: { name: [bucket.bucketName] } },
      },
      targets: [intoQueue(worker.queue)],
    });
  }

  /** Lets a function remove what a runner uploaded and nobody has read yet. */
  allowErasing(fn: LambdaFunction): void {
    fn.addEnvironment("UPLOAD_BUCKET", this.bucket.bucketName);
    allow(fn, ["s3:ListBucket"], [this.bucket.bucketArn]);
    allow(fn, ["s3:DeleteObject"], [this.objects]);
    this.acknowledge(fn);
  }

  private acknowledge(fn: LambdaFunction): void {
    const { defaultChild } = this.bucket.node;
    if (!(defaultChild instanceof CfnBucket)) throw new Error("The bucket is no resource.");
    acknowledge(
      fn,
      `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(defaultChild)}.Arn>/uploads/*]`,
      "The objects are runners' files, whose names aren't known when this is deployed. The bucket holds nothing outside the prefix, and each form's policy narrows it to its own runner's.",
    );
  }
}
