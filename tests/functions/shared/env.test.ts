import { afterEach, describe, expect, it, vi } from "vitest";
import * as z from "zod/mini";
import { publicUrl, readEnv } from "../../../functions/shared/env.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  PUBLIC_URL: publicUrl,
  DELAY_S: z.coerce.number().check(z.int(), z.minimum(0)),
});
const usable = { TABLE_NAME: "t", PUBLIC_URL: "https://run.example", DELAY_S: "30" };

describe("an environment", () => {
  afterEach(() => vi.unstubAllEnvs());
  const told = (variables: Readonly<Record<string, string | undefined>>) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    return readEnv(environment);
  };

  it("is read, and the address is one that a path can be appended to", () => {
    expect(told({ ...usable, PUBLIC_URL: "https://run.example/" })).toEqual({
      TABLE_NAME: "t",
      PUBLIC_URL: "https://run.example",
      DELAY_S: 30,
    });
  });

  it("is refused by each name that is missing or wrong, without what it holds", () => {
    const wrong = { TABLE_NAME: undefined, PUBLIC_URL: "run.example", DELAY_S: "1.5" };
    expect(() => told(wrong)).toThrow(
      /^Unusable environment: check TABLE_NAME, PUBLIC_URL, DELAY_S\.$/,
    );
  });
});
