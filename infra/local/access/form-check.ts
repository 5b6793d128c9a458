import type { Clock } from "../engines/clock.ts";
import type { Model } from "../template/model.ts";
import { unmet } from "./decide.ts";
import { type FormPostReading, readFormPost } from "./form-post.ts";
import type { FrontDoorOptions } from "./front-door.ts";
import type { KeyHolder } from "./keys.ts";

interface FormCheckOptions extends Required<Pick<FrontDoorOptions, "onDenied" | "onAllowed">> {
  readonly model: Pick<Model, "region" | "roles">;
  readonly keys: ReadonlyMap<string, KeyHolder>;
  readonly clock: Clock;
}

/** Whether a browser's form may put its file in a bucket: it may do whatever the role that signed it may do. */
export function formCheck({ model, keys, clock, onDenied, onAllowed }: FormCheckOptions) {
  return (
    fields: ReadonlyMap<string, string>,
    place: { readonly bucket: string; readonly fileName: string },
  ): FormPostReading => {
    const expected = { region: model.region, keys };
    const read = readFormPost(fields, { ...place, nowMs: clock.now() }, expected);
    if (read.kind === "refused") return read;
    const { roleArn } = read.holder;
    const resource = `arn:aws:s3:::${place.bucket}/${read.key}`;
    const need = { action: "s3:PutObject", resources: [resource] };
    const role = model.roles.find(({ arn }) => arn === roleArn) ?? { statements: [] };
    const reason = unmet(role, need);
    if (reason === null) {
      onAllowed({ roleArn, need });
      return read;
    }
    onDenied({ service: "s3", roleArn, action: need.action, resource, reason });
    return { kind: "refused", reason: "Access Denied" };
  };
}
