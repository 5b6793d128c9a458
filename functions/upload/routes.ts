import { byRoute } from "../shared/http/by-route.ts";
import { signedIn } from "../shared/http/signed-in.ts";
import { askToUndo, type UndoDeps, undoUpload } from "./undo.tsx";
import { showUpload, type UploadDeps } from "./upload.tsx";

export const uploadPages = byRoute<UploadDeps & UndoDeps>({
  "GET /upload": signedIn(showUpload),
  "GET /upload/undo": signedIn(askToUndo),
  "POST /upload/undo": signedIn(undoUpload),
});
