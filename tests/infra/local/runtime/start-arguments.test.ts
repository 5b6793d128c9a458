import { describe, expect, it } from "vitest";
import { readStartArguments } from "../../../../infra/local/runtime/start-arguments.ts";

const read = (...argv: string[]) =>
  readStartArguments(argv, "/home/me", "/project/.stridewell/data");

describe("what is typed after npm start --", () => {
  it("may be nothing", () => {
    expect(read()).toEqual({
      kind: "arguments",
      arguments: {
        importPath: null,
        asOf: null,
        zone: "UTC",
        fresh: false,
        appPort: 3000,
        inboxPort: 3001,
        stravaPort: 3002,
        servicesPort: 3003,
        dataDir: "/project/.stridewell/data",
      },
    });
  });

  it("may be everything, with paths that count from where it was typed", () => {
    const argv =
      "--import export.zip --as-of 2021-09-12 --zone Europe/Berlin --fresh --port 4000 --inbox-port 0 --strava-port 5000 --services-port 0 --data kept";
    expect(read(...argv.split(" "))).toEqual({
      kind: "arguments",
      arguments: {
        importPath: "/home/me/export.zip",
        asOf: "2021-09-12",
        zone: "Europe/Berlin",
        fresh: true,
        appPort: 4000,
        inboxPort: 0,
        stravaPort: 5000,
        servicesPort: 0,
        dataDir: "/home/me/kept",
      },
    });
  });

  it.each([
    [["--imprt", "x"], "Unknown option '--imprt'"],
    [["export.zip"], "Unexpected argument 'export.zip'"],
    [["--import"], "argument missing"],
    [["--as-of", "2021-02-30"], "--as-of 2021-02-30 isn't a date"],
    [["--as-of", "yesterday"], "give one as YYYY-MM-DD"],
    [["--zone", "Mars/Olympus"], "--zone Mars/Olympus isn't a time zone"],
    [["--zone", "+02:00"], "--zone +02:00 isn't a time zone"],
    [["--port", "x"], "--port x isn't a port"],
    [["--inbox-port", "65536"], "--inbox-port 65536 isn't a port"],
    [["--port", "3001"], "Port 3001 can't be used twice: give --inbox-port N too"],
    [["--inbox-port", "3002"], "Port 3002 can't be used twice: give --strava-port N too"],
    [["--strava-port", "x"], "--strava-port x isn't a port"],
  ])("is answered with one line when it is wrong: %j", (argv, line) => {
    const reading = read(...argv);
    expect(reading).toMatchObject({ kind: "invalid", line: expect.stringContaining(line) });
    expect(reading.kind === "invalid" && reading.line.includes("\n")).toBe(false);
  });

  it("may ask for help", () => {
    expect(read("--help")).toEqual({ kind: "help" });
  });
});
