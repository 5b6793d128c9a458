import { writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import type { UnreadUploads, UploadBucket, UploadForms } from "../ports/uploads.ts";
import { MOST_UPLOAD_BYTES, uploadsOf } from "../shared/runner/upload-key.ts";

const GOOD_FOR_S = 3600;
/** S3's answers to who would delete what is no longer there, or no longer the same. */
const NOT_THERE = new Set(["NoSuchKey", "PreconditionFailed"]);

/** Forms that can put files under one prefix and nowhere else, each valid for an hour. */
export function uploadForms(bucket: string, client = new S3Client({})): UploadForms {
  return {
    async make(prefix, then) {
      const { url, fields } = await createPresignedPost(client, {
        Bucket: bucket,
        // S3 replaces this with the file's own name.
        Key: `${prefix}\${filename}`,
        Fields: then,
        Conditions: [["content-length-range", 0, MOST_UPLOAD_BYTES]],
        Expires: GOOD_FOR_S,
      });
      return { url, fields };
    },
  };
}

export function uploadBucket(bucket: string, client = new S3Client({})): UploadBucket {
  return {
    async fetch(key, path) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        if (!(Body instanceof Readable)) throw new Error("S3 answered without a body.");
        await writeFile(path, Body);
        return "fetched";
      } catch (error) {
        if (error instanceof NoSuchKey) return "gone";
        throw error;
      }
    },

    async remove({ key, etag }) {
      try {
        const asked = { Bucket: bucket, Key: key, IfMatch: `"${etag}"` };
        await client.send(new DeleteObjectCommand(asked));
      } catch (error) {
        if (!(error instanceof Error && NOT_THERE.has(error.name))) throw error;
      }
    },
  };
}

export function unreadUploads(bucket: string, client = new S3Client({})): UnreadUploads {
  return {
    async erase(runnerId) {
      const asked = { Bucket: bucket, Prefix: uploadsOf(runnerId) };
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, asked)) {
        for (const { Key } of Contents) {
          await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
        }
      }
    },
  };
}
