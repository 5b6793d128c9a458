/**
 * `npm run bench` measures the domain, `-- same-run` how the runs of three sources are matched, `-- cold` the
 * functions' cold starts, `-- burst` a flood of events, `-- planner` a million digests from ten thousand,
 * `-- import` an export of 300 MB.
 */
const benches = {
  domain: () => import("./domain.bench.ts"),
  "same-run": () => import("./same-run.bench.ts"),
  cold: () => import("./cold.bench.ts"),
  burst: () => import("./burst.bench.ts"),
  import: () => import("./import.bench.ts"),
  planner: () => import("./planner.bench.ts"),
};

const [name = "domain"] = process.argv.slice(2);
const found = Object.entries(benches).find(([known]) => known === name);
if (found === undefined) {
  process.stderr.write(`There is no bench ${name}: say ${Object.keys(benches).join(" or ")}.\n`);
  process.exitCode = 2;
} else {
  await found[1]();
}
