import { describe, expect, it } from "vitest";
import { chooseStrava } from "../../../../infra/local/strava/choice.ts";

const STRAVA_CLIENT_ID = "12345";
const STRAVA_CLIENT_SECRET = "secret";

describe("which Strava npm start uses", () => {
  it("is the simulated one unless the environment names an application", () => {
    expect(chooseStrava({})).toEqual({ kind: "simulated", publicUrl: null });
    expect(chooseStrava({ STRAVA_CLIENT_ID: "", STRAVA_CLIENT_SECRET: "" })).toMatchObject({
      kind: "simulated",
    });
    expect(chooseStrava({ STRAVA_CLIENT_ID, STRAVA_CLIENT_SECRET })).toEqual({
      kind: "real",
      clientId: "12345",
      clientSecret: "secret",
      publicUrl: null,
    });
  });

  it("is reached, and sends runners back, at the public address that is given", () => {
    const STRIDEWELL_PUBLIC_URL = "https://abc.example.com/";
    expect(chooseStrava({ STRIDEWELL_PUBLIC_URL })).toEqual({
      kind: "simulated",
      publicUrl: "https://abc.example.com",
    });
  });

  it.each([
    [{ STRAVA_CLIENT_ID }, "belong together"],
    [{ STRAVA_CLIENT_SECRET }, "belong together"],
    [{ STRIDEWELL_PUBLIC_URL: "abc.example.com" }, "isn't an address"],
    [{ STRIDEWELL_PUBLIC_URL: "https://abc.example.com/app" }, "isn't an address"],
    [{ STRIDEWELL_PUBLIC_URL: "ftp://abc.example.com" }, "isn't an address"],
  ])("is left open by %j, with one line that says so", (env, line) => {
    expect(chooseStrava(env)).toEqual({ kind: "invalid", line: expect.stringContaining(line) });
  });
});
