import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { version } from "../../infra/version.ts";
import { synthesize } from "./stack.ts";

/**
 * Keeps what this version deploys, for the tests of the next ones. Run with `npm run keep-release`, once per
 * release.
 */
const file = new URL(`../infra/released-template-${version}.json.gz`, import.meta.url);
writeFileSync(file, gzipSync(JSON.stringify(synthesize().toJSON()), { level: 9 }));
