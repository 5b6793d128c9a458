import { describe, expect, it } from "vitest";
import { chooseRoute } from "../../../../infra/local/runtime/routes.ts";

const routes = [
  "GET /",
  "GET /runs/{id}",
  "GET /runs/latest",
  "ANY /runs/{id}",
  "POST /webhooks/{provider}/{key}",
  "GET /files/{path+}",
  "ANY /{proxy+}",
  "GET /runs/{id}/shoes",
].map((routeKey) => ({ routeKey, functionArn: "", sourceArn: "" }));

function chosen(method: string, path: string, from = routes) {
  const match = chooseRoute(from, method, path);
  return match === null ? null : [match.route.routeKey, match.pathParameters];
}

describe("the route of a request", () => {
  it.each([
    ["GET", "/", "GET /", {}],
    ["GET", "/runs/7", "GET /runs/{id}", { id: "7" }],
    ["GET", "/runs/latest", "GET /runs/latest", {}],
    ["DELETE", "/runs/7", "ANY /runs/{id}", { id: "7" }],
    ["GET", "/runs/7/shoes", "GET /runs/{id}/shoes", { id: "7" }],
    [
      "POST",
      "/webhooks/strava/a%2Fb",
      "POST /webhooks/{provider}/{key}",
      { provider: "strava", key: "a/b" },
    ],
    ["GET", "/files/a/b%20c", "GET /files/{path+}", { path: "a/b c" }],
    ["POST", "/files/a", "ANY /{proxy+}", { proxy: "files/a" }],
    ["GET", "/runs/", "ANY /{proxy+}", { proxy: "runs/" }],
    ["GET", "/bad%", "ANY /{proxy+}", { proxy: "bad%" }],
  ])("%s %s is %s", (method, path, routeKey, parameters) => {
    expect(chosen(method, path)).toEqual([routeKey, parameters]);
  });

  it("is none where nothing fits", () => {
    expect(chosen("POST", "/")).toBeNull();
  });

  it("is $default where nothing else fits and there is one", () => {
    const withDefault = [...routes, { routeKey: "$default", functionArn: "", sourceArn: "" }];
    expect(chosen("POST", "/", withDefault)).toEqual(["$default", {}]);
    expect(chosen("GET", "/", withDefault)).toEqual(["GET /", {}]);
  });

  it("is not one without the slash at the end: API Gateway's `GET /today` doesn't match `/today/` either", () => {
    const pages = ["GET /today", "GET /runs/{id}", "$default"].map((routeKey) => ({
      routeKey,
      functionArn: "",
      sourceArn: "",
    }));
    expect(chosen("GET", "/today", pages)).toEqual(["GET /today", {}]);
    for (const path of ["/today/", "/runs/7/", "//today"]) {
      expect(chosen("GET", path, pages)).toEqual(["$default", {}]);
    }
  });
});
