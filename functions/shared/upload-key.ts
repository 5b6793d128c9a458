/** Where an upload lies in the bucket: whose it is, which form brought it, and what its file is called. */
export interface UploadPlace {
  readonly runnerId: string;
  /** Begins with when its form was made, in milliseconds, in base 36. */
  readonly uploadId: string;
  readonly name: string;
}

/** 2 GB: more than any runner's export, and what the import's disk has room for. */
export const MOST_UPLOAD_BYTES = 2 * 1024 ** 3;

/** What the keys of a runner's files begin with. */
export function uploadsOf(runnerId: string): string {
  return `uploads/${runnerId}/`;
}

/** What the keys of a form begin with, each of its files under its own name. */
export function uploadPrefix({ runnerId, uploadId }: Omit<UploadPlace, "name">): string {
  return `${uploadsOf(runnerId)}${uploadId}/`;
}

/** `readUploadKey("uploads/anna/k1-x/run.fit") // { runnerId: "anna", uploadId: "k1-x", name: "run.fit" }`; null where it is none of ours. A number before the name tells files of one name apart. */
export function readUploadKey(key: string): UploadPlace | null {
  const [, runnerId, uploadId, name] =
    /^uploads\/([^/]+)\/([\w-]+)\/(?:\d+\/)?(.*)$/s.exec(key) ?? [];
  return runnerId === undefined || uploadId === undefined || name === undefined
    ? null
    : { runnerId, uploadId, name };
}
