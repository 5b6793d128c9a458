import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

/** The same for `functions/adapters/signed-parameter.ts`. */
export function signedParameters() {
  return async (Name: string) => {
    const get = new GetParameterCommand({ Name, WithDecryption: true });
    const found = await new SSMClient({}).send(get);
    return found.Parameter?.Value ?? null;
  };
}
