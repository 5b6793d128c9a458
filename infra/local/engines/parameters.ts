import { z } from "zod";
import { faulty, startJsonService } from "./json-service.ts";
import type { Listening } from "./listen.ts";

const getParameter = z.object({ Name: z.string(), WithDecryption: z.boolean().default(false) });

/** Systems Manager's GetParameter, for secrets that are given from outside, as an owner's are. */
export function startParameters(parameters: Readonly<Record<string, string>>): Promise<Listening> {
  return startJsonService({
    GetParameter: (input) => {
      const asked = getParameter.safeParse(input);
      if (!asked.success) return faulty("ValidationException", "The body is not a GetParameter.");
      const { Name, WithDecryption } = asked.data;
      const value = Object.hasOwn(parameters, Name) ? parameters[Name] : undefined;
      if (value === undefined) return faulty("ParameterNotFound", "");
      // Without the flag, SSM returns a SecureString as it is stored.
      const Value = WithDecryption ? value : "(encrypted)";
      const body = { Parameter: { Name, Type: "SecureString", Value, Version: 1 } };
      return { kind: "answer", body };
    },
  });
}
