import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { wordsOr } from "../../infra/usage.ts";
import { version } from "../../infra/version.ts";
import { synthesize } from "./stack.ts";

wordsOr(
  "npm run keep-release, once per release, keeps what this version deploys, for the tests of the next ones.",
);
const file = new URL(`../infra/released-template-${version}.json.gz`, import.meta.url);
writeFileSync(file, gzipSync(JSON.stringify(synthesize().toJSON()), { level: 9 }));
