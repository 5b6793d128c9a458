import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sinceShown } from "../../../../functions/shared/http/since-shown.ts";

const fields = fc
  .array(fc.tuple(fc.constantFrom("a", "b", "days"), fc.constantFrom("", "1", "2")))
  .map((all) => new URLSearchParams(all));
const merged = (typed: URLSearchParams, was: URLSearchParams, now: URLSearchParams) => {
  const form = new URLSearchParams([...typed, ["was", String(was)]]);
  const result = sinceShown(form, now, ["days"]);
  result.delete("was");
  return result;
};
const sorted = (form: URLSearchParams) =>
  ["a", "b", "days"].map((name) => form.getAll(name).sort());

describe("a form that was opened earlier", () => {
  it("brings what was changed in it, and of the rest what is stored by now", () => {
    const form = new URLSearchParams("name=Red&replace=600&was=name%3DBlue%26replace%3D600");
    const now = new URLSearchParams("name=Blue&replace=700&retired=yes");
    expect(sinceShown(form, now).toString()).toBe(
      "name=Red&replace=700&was=name%3DBlue%26replace%3D600&retired=yes",
    );
  });

  it("and left as it was changes nothing, whatever was stored meanwhile", () => {
    fc.assert(
      fc.property(fields, fields, (was, now) => {
        expect(sorted(merged(was, was, now))).toEqual(sorted(now));
      }),
    );
  });

  it("brings all of it where nothing was stored meanwhile, box by box", () => {
    fc.assert(
      fc.property(fields, fields, (typed, was) => {
        expect(sorted(merged(typed, was, was))).toEqual(sorted(typed));
      }),
    );
  });

  it("of boxes with one name brings each that was changed", () => {
    const form = new URLSearchParams("days=1&days=3&was=days%3D1%26days%3D4");
    const now = new URLSearchParams("days=1&days=2&days=4");
    expect(sinceShown(form, now, ["days"]).getAll("days").sort()).toEqual(["1", "2", "3"]);
  });

  it("that doesn't say what it showed is taken as it is", () => {
    const form = new URLSearchParams("name=Red&days=1&days=2");
    expect(String(sinceShown(form, new URLSearchParams("name=Blue&retired=yes")))).toBe(
      String(form),
    );
  });
});
