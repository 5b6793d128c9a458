import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    "doctype-style": "off",
    // An email's title is its subject, and isn't shown anywhere.
    "long-title": "off",
    "no-conditional-comment": "off",
    "no-deprecated-attr": "off",
    "no-inline-style": "off",
    "prefer-native-element": "off",
    "prefer-tbody": "off",
    "presentation-role-style": "off",
  },
});

/** HTML with plain spaces in its figures, so that it can be compared with the words. */
export function untied(html: string): string {
  return html.replaceAll("\u00a0", " ");
}

/** What makes an email's HTML invalid, as `line rule: message`. */
export async function emailHtmlFaults(html: string): Promise<readonly string[]> {
  const { results } = await validator.validateString(html);
  return results
    .flatMap(({ messages }) => messages)
    .map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`);
}
