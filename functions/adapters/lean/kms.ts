import type * as sdk from "@aws-sdk/client-kms";
import * as z from "zod/mini";
import { Client, Command } from "./service.ts";

export class KMSClient extends Client {
  protected readonly service = {
    id: "KMS",
    host: "kms",
    contentType: "application/x-amz-json-1.1",
    timeoutMs: 3_000,
    exceptions: {},
  };
}

const bytes = z.pipe(
  z.base64(),
  z.transform((text) => Buffer.from(text, "base64")),
);
const made = z.object({ Plaintext: bytes, CiphertextBlob: bytes });
const opened = z.pick(made, { Plaintext: true });
const sealed = z.pick(made, { CiphertextBlob: true });

export class GenerateDataKeyCommand extends Command<
  sdk.GenerateDataKeyCommandInput,
  z.infer<typeof made>
> {
  request() {
    return { target: "TrentService.GenerateDataKey", body: this.input };
  }

  override answer(said: unknown) {
    return made.parse(said);
  }
}

export class EncryptCommand extends Command<sdk.EncryptCommandInput, z.infer<typeof sealed>> {
  request() {
    return { target: "TrentService.Encrypt", body: this.input };
  }

  override answer(said: unknown) {
    return sealed.parse(said);
  }
}

export class DecryptCommand extends Command<sdk.DecryptCommandInput, z.infer<typeof opened>> {
  request() {
    return { target: "TrentService.Decrypt", body: this.input };
  }

  override answer(said: unknown) {
    return opened.parse(said);
  }
}
