import { expect, it } from "vitest";
import { pageOfForm } from "../../../../functions/shared/http/page-of-form.ts";
import { doors } from "../../../support/doors.ts";

/** Where runners' forms are sent to. Whoever signed out fills in nothing again. */
const forms = Object.entries(doors)
  .filter(([route, { guard }]) => route.startsWith("POST ") && guard === "session")
  .map(([route]) => route.slice("POST ".length))
  .filter((path) => path !== "/sign-out");

it.each(forms)(
  "a form sent to %s is on a page of that address or on the one it leads to",
  (path) => {
    expect(Object.keys(doors)).toContain(`GET ${pageOfForm(path) ?? path}`);
  },
);

it.each(["/check-in/2026-01-31/c1/pain", "/settings/thresholds", "/shoes", "/constructor/add"])(
  "the address %s leads to no other page",
  (path) => {
    expect(pageOfForm(path)).toBeNull();
  },
);
