import { known, type ReadWire, unknown } from "./needs.ts";

/**
 * S3's REST protocol with the bucket in the path, limited to a bucket's list and single objects. S3 says that
 * an object doesn't exist only to callers who may list the bucket, and refuses all others.
 */
export const readS3: ReadWire = (request, { partition }) => {
  const [path = ""] = request.url.split("?", 1);
  const [, bucket = "", ...key] = path.split("/");
  const arn = `arn:${partition}:s3:::${bucket}`;
  const list = { action: "s3:ListBucket", resources: [arn] };
  if (key.join("/") === "") {
    const isList = request.method === "GET" && /[?&]list-type=2(&|$)/.test(request.url);
    return bucket !== "" && isList ? known(list) : unknown(`${request.method} ${path}`);
  }
  const object = `${arn}/${key.map(decodeURIComponent).join("/")}`;
  if (request.method === "GET") {
    return { ...known({ action: "s3:GetObject", resources: [object] }), toHearOfNone: list };
  }
  if (request.method === "DELETE") {
    const remove = { action: "s3:DeleteObject", resources: [object] };
    // Whoever names what it is to be has to be allowed to see what it is.
    const see = { action: "s3:GetObject", resources: [object] };
    return request.headers["if-match"] === undefined ? known(remove) : known(remove, see);
  }
  return unknown(`s3:${request.method}`);
};
