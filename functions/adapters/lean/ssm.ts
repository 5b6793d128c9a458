import type * as sdk from "@aws-sdk/client-ssm";
import { Client, Command, ServiceException } from "./service.ts";

export class ParameterNotFound extends ServiceException {}

export class SSMClient extends Client {
  protected readonly service = {
    id: "SSM",
    host: "ssm",
    contentType: "application/x-amz-json-1.1",
    timeoutMs: 3_000,
    exceptions: { ParameterNotFound },
  };
}

export class GetParameterCommand extends Command<
  sdk.GetParameterCommandInput,
  sdk.GetParameterCommandOutput
> {
  request() {
    return { target: "AmazonSSM.GetParameter", body: this.input };
  }
}
