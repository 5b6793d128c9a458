import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renderDigest } from "../../functions/email/digest.ts";
import { digestView } from "../../functions/email/digest-view.ts";
import { renderNudge } from "../../functions/email/nudge.ts";
import { nudgeView } from "../../functions/email/nudge-view.ts";
import { nudgeSamples, samples } from "./samples.ts";

/** Writes every sample email into a folder, as the two parts an inbox gets. */
export async function writePreviews(folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const emails = [
    ...samples().map(({ name, checkup, context }) => ({
      name,
      ...renderDigest(digestView(checkup, context)),
    })),
    ...nudgeSamples().map(({ name, content, context }) => ({
      name,
      ...renderNudge(nudgeView(content, context)),
    })),
  ];
  return Promise.all(
    emails.map(async ({ name, subject, html, text }) => {
      const path = join(folder, `${name}.html`);
      await writeFile(path, html);
      await writeFile(join(folder, `${name}.txt`), `Subject: ${subject}\n\n${text}`);
      return path;
    }),
  );
}

if (import.meta.main) {
  const folder = process.argv[2];
  if (folder === undefined) {
    console.error("Say where to: node infra/email/preview.ts FOLDER");
    process.exitCode = 2;
  } else {
    for (const path of await writePreviews(folder)) console.log(path);
  }
}
