/** Where an upload is in the bucket: whose it is, which form it came from, and the file's name. */
export interface UploadPlace {
  readonly runnerId: string;
  /** Begins with the time its form was made: milliseconds in base 36. */
  readonly uploadId: string;
  readonly name: string;
}

/** 2 GB: more than any runner's export, and as much as the import's disk has room for. */
export const MOST_UPLOAD_BYTES = 2 * 1024 ** 3;

/** The prefix of the keys of a runner's files. */
export function uploadsOf(runnerId: string): string {
  return `uploads/${runnerId}/`;
}

/** The prefix of the keys of a form's files; each file is under its own name. */
export function uploadPrefix({ runnerId, uploadId }: Omit<UploadPlace, "name">): string {
  return `${uploadsOf(runnerId)}${uploadId}/`;
}

/**
 * `readUploadKey("uploads/anna/k1-x/run.fit") // { runnerId: "anna", uploadId: "k1-x", name: "run.fit" }`;
 * null if the key isn't ours. A number before the name tells files of the same name apart.
 */
export function readUploadKey(key: string): UploadPlace | null {
  const [, runnerId, uploadId, name] =
    /^uploads\/([^/]+)\/([\w-]+)\/(?:\d+\/)?(.*)$/s.exec(key) ?? [];
  return runnerId === undefined || uploadId === undefined || name === undefined
    ? null
    : { runnerId, uploadId, name };
}

/** The upload that a stored file was part of; "" if its key isn't ours. */
export function uploadIdOf({ key }: { readonly key: string }): string {
  return readUploadKey(key)?.uploadId ?? "";
}
