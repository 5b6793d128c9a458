import { chmodSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AssetHashType, DockerImage } from "aws-cdk-lib";
import { type AssetCode, Code } from "aws-cdk-lib/aws-lambda";
import { buildSync, type Metafile } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Bundled instead of the SDK's clients, which take most of a cold start: the same names for the few calls
 * that are made. If code imports what one of them lacks, esbuild says so. Also the mail composer as CommonJS,
 * which loads Node's own `http`, `https` and `net` when the first email is composed: an ES module's imports
 * are loaded with its file, whenever it is used. ADR 26.
 */
const lighter: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["dynamodb", "kms", "s3", "sesv2", "sqs", "ssm"].map((service) => [
      `@aws-sdk/client-${service}`,
      `${root}functions/adapters/lean/${service}.ts`,
    ]),
  ),
  "@aws-sdk/s3-presigned-post": `${root}functions/adapters/lean/s3-presigned-post.ts`,
  "node:crypto": `${root}functions/adapters/lean/crypto.ts`,
  "nodemailer/lib/mail-composer": createRequire(import.meta.url).resolve(
    "nodemailer/lib/mail-composer",
  ),
};

/**
 * Bundles the function in a folder under `functions/` into `outdir`, and returns what it is made of. What is
 * loaded with `import()` is a file of its own, read and compiled when it is asked for.
 */
export function bundle(folder: string, outdir: string): Metafile {
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: { index: `functions/${folder}/handler.ts` },
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    alias: lighter,
    // Kept beside the bundle and read when needed: inside it they would be decoded at every cold start.
    loader: { ".wasm": "file", ".ttf": "file", ".svg": "text" },
    // Some dependencies are CommonJS inside and call require for Node's own modules.
    banner: {
      js: "import{createRequire as __require}from'node:module';const require=__require(import.meta.url);",
    },
    logLevel: "warning",
    metafile: true,
  });
  // The CDK's zip keeps each file's mode, and Lambda reads the code as somebody else: built by an account whose
  // umask is stricter than most, no function would start.
  for (const file of Object.keys(metafile.outputs)) chmodSync(join(root, file), 0o644);
  return metafile;
}

/** The same as a Lambda's code. */
export function bundled(folder: string): AssetCode {
  return Code.fromAsset(`${root}functions/${folder}`, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      local: {
        tryBundle(outdir) {
          bundle(folder, outdir);
          return true;
        },
      },
      // CDK requires one for when local bundling fails, which throws here.
      image: DockerImage.fromRegistry("unused"),
    },
  });
}
