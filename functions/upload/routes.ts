import { byRoute } from "../shared/by-route.ts";
import { signedIn } from "../shared/signed-in.ts";
import { showUpload, type UploadDeps } from "./upload.tsx";

export const uploadPages = byRoute<UploadDeps>({ "GET /upload": signedIn(showUpload) });
