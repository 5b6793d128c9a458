import { known, type ReadWire, unknown } from "./needs.ts";

/** S3's REST protocol with the bucket in the path, as far as single objects go. */
export const readS3: ReadWire = (request, { partition }) => {
  const [path = ""] = request.url.split("?", 1);
  const [, bucket = "", ...key] = path.split("/");
  if (bucket === "" || key.join("/") === "") return unknown(`${request.method} ${path}`);
  const object = `arn:${partition}:s3:::${bucket}/${key.map(decodeURIComponent).join("/")}`;
  if (request.method === "GET") return known({ action: "s3:GetObject", resources: [object] });
  if (request.method === "DELETE") return known({ action: "s3:DeleteObject", resources: [object] });
  return unknown(`s3:${request.method}`);
};
