import { byRoute } from "../shared/http/by-route.ts";
import { ownForms, signedIn } from "../shared/http/signed-in.ts";
import { askConsent, join } from "./join.tsx";
import {
  askAddress,
  askCode,
  type SignInDeps,
  sendMail,
  showLink,
  signOut,
  takeCode,
  takeLink,
} from "./sign-in.tsx";

/** Who gets to which page, and how. */
export const signInPages = byRoute<SignInDeps>({
  "GET /sign-in": askAddress,
  "POST /sign-in": ownForms(sendMail),
  "GET /sign-in/code": askCode,
  "POST /sign-in/code": ownForms(takeCode),
  "GET /sign-in/link/{token}": showLink,
  "POST /sign-in/link/{token}": ownForms(takeLink),
  "GET /join": askConsent,
  "POST /join": ownForms(join),
  "POST /sign-out": signedIn(signOut),
});
