import { LogFormatter, Logger, LogItem } from "@aws-lambda-powertools/logger";

type Unformatted = Parameters<LogFormatter["formatAttributes"]>;

/**
 * Log bytes cost money, and a million runners make fifty million lines. So lines leave out what the log
 * group already says: the function, its ARN, its memory.
 */
class ShortLines extends LogFormatter {
  override formatAttributes(
    { logLevel, message, timestamp, serviceName, lambdaContext }: Unformatted[0],
    additional: Unformatted[1],
  ): LogItem {
    const line = new LogItem({
      attributes: {
        level: logLevel,
        message,
        timestamp: this.formatTimestamp(timestamp),
        service: serviceName,
        // As Lambda's own lines name the invocation; those are written when something went wrong.
        ...(logLevel !== "INFO" && { function_request_id: lambdaContext?.awsRequestId }),
        ...(lambdaContext?.coldStart === true && { cold_start: true }),
      },
    });
    return line.addAttributes(additional);
  }
}

export function makeLogger(): Logger {
  return new Logger({ logFormatter: new ShortLines() });
}
