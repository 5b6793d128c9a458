import { LogFormatter, Logger, LogItem } from "@aws-lambda-powertools/logger";

type Unformatted = Parameters<LogFormatter["formatAttributes"]>;

/**
 * A line's bytes are paid for, and at a million runners there are fifty million lines. What the log group
 * says already (the function, its address, its memory) is left out.
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
        // As Lambda's own lines name the run, of which there are some where it went wrong.
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
