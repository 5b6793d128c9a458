import type { APIGatewayProxyEventV2, Context, SQSEvent } from "aws-lambda";

/** A batch as SQS passes it to a function; the messages are named message-0, message-1 and so on. */
export function makeSqsEvent(bodies: readonly string[]): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `message-${index}`,
      receiptHandle: `receipt-${index}`,
      body,
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: "0",
        SenderId: "test",
        ApproximateFirstReceiveTimestamp: "0",
      },
      messageAttributes: {},
      md5OfBody: "",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:test",
      awsRegion: "eu-west-1",
    })),
  };
}

export function makeContext(leftMs = 30_000): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: "test",
    functionVersion: "1",
    invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:test",
    memoryLimitInMB: "256",
    awsRequestId: "request-1",
    logGroupName: "test",
    logStreamName: "test",
    getRemainingTimeInMillis: () => leftMs,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

export function makeHttpEvent(
  method: string,
  path: string,
  pathParameters: Record<string, string> = {},
): APIGatewayProxyEventV2 {
  return {
    version: "2.0",
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: "",
    headers: {},
    pathParameters,
    requestContext: {
      accountId: "123456789012",
      apiId: "api",
      domainName: "run.example",
      domainPrefix: "run",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "test" },
      requestId: "request-1",
      routeKey: `${method} ${path}`,
      stage: "$default",
      time: "13/Sep/2021:05:00:00 +0000",
      timeEpoch: 1_631_509_200_000,
    },
    isBase64Encoded: false,
  };
}
