import { pathIn } from "./ask.ts";

export interface AwsAccess {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Empty if the key isn't a temporary one. */
  readonly sessionToken: string;
  readonly region: string;
}

/** The credentials that Lambda gives a function, from its environment. */
export function accessIn(env: Readonly<Record<string, string | undefined>>): AwsAccess {
  return {
    accessKeyId: env["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: env["AWS_SECRET_ACCESS_KEY"] ?? "",
    sessionToken: env["AWS_SESSION_TOKEN"] ?? "",
    region: env["AWS_REGION"] ?? "",
  };
}

/** These are signed, but the caller's HTTP client sends them itself. */
const SAID_ANYWAY = new Set(["Host", "Content-Length"]);

/** A signed request to AWS, in the form that `ask` takes. */
export async function signed(
  url: string,
  asked: {
    readonly method: string;
    readonly service: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  },
  access: AwsAccess,
): Promise<{
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}> {
  // It is CommonJS, so it loads Node's `crypto` on the first call rather than with the bundle: ADR 26.
  const { default: aws4 } = await import("aws4");
  const { host } = new URL(url);
  const { region, ...credentials } = access;
  const signing = { ...asked, host, path: pathIn(url), region };
  const { headers = {} } = aws4.sign(signing, credentials);
  const said = Object.entries(headers).filter(([name]) => !SAID_ANYWAY.has(name));
  const { method, body } = asked;
  return {
    method,
    headers: Object.fromEntries(said.map(([name, value]) => [name, String(value)])),
    ...(body !== undefined && { body }),
  };
}
