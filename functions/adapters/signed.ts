import { AwsV4Signer } from "aws4fetch";

export interface AwsAccess {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Empty where the key is no temporary one. */
  readonly sessionToken: string;
  readonly region: string;
}

/** The access that Lambda gives a function, out of its environment. */
export function accessIn(env: Readonly<Record<string, string | undefined>>): AwsAccess {
  return {
    accessKeyId: env["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: env["AWS_SECRET_ACCESS_KEY"] ?? "",
    sessionToken: env["AWS_SESSION_TOKEN"] ?? "",
    region: env["AWS_REGION"] ?? "",
  };
}

/** Of one day, region and service each, for all calls of a process. */
const signingKeys = new Map<string, ArrayBuffer>();

/** What to `fetch` for a request to AWS, signed. */
export async function signed(
  url: string,
  asked: {
    readonly method: string;
    readonly service: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  },
  access: AwsAccess,
): Promise<Pick<Request, "method" | "headers"> & { readonly body?: string }> {
  const signer = new AwsV4Signer({ ...access, ...asked, url, cache: signingKeys });
  const { method, headers } = await signer.sign();
  return { method, headers, ...(asked.body !== undefined && { body: asked.body }) };
}
