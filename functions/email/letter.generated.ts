// Made from letter.mjml by infra/email/build.ts. Change that file, then run it again.
import type { LetterView } from "./letter-view.ts";
import { type EmailHtml, mailText } from "./html.ts";

export function letterHtml(view: LetterView): EmailHtml {
const __eta = { res: "", e: mailText };
__eta.res+='<!doctype html>\n<html lang="';
__eta.res+=__eta.e(view.lang);
__eta.res+='" dir="';
__eta.res+=__eta.e(view.dir);
__eta.res+='" xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">\n<head>\n<title>';
__eta.res+=__eta.e(view.subject);
__eta.res+='</title>\n<!--[if !mso]><!-->\n<meta http-equiv="X-UA-Compatible" content="IE=edge">\n<!--<![endif]-->\n<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<style type="text/css">\n#outlook a { padding:0; }\nbody { margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%; }\ntable, td { border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt; }\nimg { border:0;height:auto;line-height:100%; outline:none;text-decoration:none;-ms-interpolation-mode:bicubic; }\np { display:block;margin:13px 0; }\n</style>\n<!--[if mso]>\n<noscript>\n<xml>\n<o:OfficeDocumentSettings>\n<o:AllowPNG/>\n<o:PixelsPerInch>96</o:PixelsPerInch>\n</o:OfficeDocumentSettings>\n</xml>\n</noscript>\n<![endif]-->\n<!--[if lte mso 11]>\n<style type="text/css">\n.mj-outlook-group-fix { width:100% !important; }\n</style>\n<![endif]-->\n<style type="text/css">\n@media only screen and (min-width:480px) {\n.mj-column-per-100 { width:100% !important; max-width: 100%; }\n}\n</style>\n<style media="screen and (min-width:480px)">\n.moz-text-html .mj-column-per-100 { width:100% !important; max-width: 100%; }\n</style>\n<style type="text/css">\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\n.page { padding: 24px 0; }\n.soft { color: #5b6a64; }\n@media (max-width: 480px) {\n.side { padding-left: 22px !important; padding-right: 22px !important; }\n.page { padding: 0 !important; }\n.card { border-radius: 0 !important; }\n}\n@media (prefers-color-scheme: dark) {\n.page, .page > div { background: #0e1714 !important; background-color: #0e1714 !important; }\n.card, .card > table, .card > table > tbody > tr > td { background: #16221e !important; background-color: #16221e !important; }\n.card div, .card td, .card th, .card table { color: #e8ece9 !important; }\n.card .soft, .card .small div, .card .small td { color: #a3b3ac !important; }\n.card h2, .card a { color: #7cc8b2 !important; }\n.rule p { border-top-color: #2b3a35 !important; }\n.card .button { background: #7cc8b2 !important; background-color: #7cc8b2 !important; }\n.card .button a { color: #0e1714 !important; }\n.card .banner { border-color: #7cc8b2 !important; }\n}\ntable { font-variant-numeric: tabular-nums; }\n@media (max-width: 480px) {\nh1 { font-size: 26px !important; line-height: 32px !important; }\n}\n</style>\n<meta name="color-scheme" content="light dark">\n<meta name="supported-color-schemes" content="light dark">\n<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">\n<meta name="x-apple-disable-message-reformatting">\n</head>\n<body class="page" style="word-spacing:normal;background-color:#f1f2ee;">\n<div style="display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;">';
__eta.res+=__eta.e(view.preheader);
__eta.res+='</div>\n<div aria-label="';
__eta.res+=__eta.e(view.subject);
__eta.res+='" aria-roledescription="email" role="article" lang="';
__eta.res+=__eta.e(view.lang);
__eta.res+='" dir="';
__eta.res+=__eta.e(view.dir);
__eta.res+='" style="word-spacing:normal;background-color:#f1f2ee;">\n<div style="display:none;max-height:0;overflow:hidden" aria-hidden="true">';
for (let filler = 0; filler < 90; filler += 1) {
__eta.res+='&#847;&zwnj;&nbsp;';
}
__eta.res+='</div>\n<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" class="card-outlook" role="presentation" style="width:600px;" width="600" bgcolor="#ffffff" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->\n<div class="card" style="background:#ffffff;background-color:#ffffff;margin:0px auto;max-width:600px;border-radius:14px;overflow:hidden;">\n<table align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="background:#ffffff;background-color:#ffffff;width:100%;border-collapse:separate;">\n<tbody>\n<tr>\n<td style="border-radius:14px;direction:ltr;font-size:0px;padding:0;text-align:center;">\n<!--[if mso | IE]><table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" width="600px" ><table align="center" border="0" cellpadding="0" cellspacing="0" class="" role="presentation" style="width:600px;" width="600" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->\n<div style="margin:0px auto;max-width:600px;">\n<table align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="width:100%;">\n<tbody>\n<tr>\n<td style="direction:ltr;font-size:0px;padding:0;text-align:center;">\n<!--[if mso | IE]><table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" style="vertical-align:top;width:600px;" ><![endif]-->\n<div class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;">\n<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="vertical-align:top;" width="100%">\n<tbody>\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:12px 40px 0;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:15px;font-weight:700;letter-spacing:-0.1px;line-height:25px;text-align:left;color:#1d2b27;"><a href="';
__eta.res+=__eta.e(view.appUrl);
__eta.res+='" style="color: #1f6f5c; display: inline-block; padding: 22px 0 0; text-decoration: none;">Stridewell</a></div>\n</td>\n</tr>\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:26px 40px 0;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><h1 style="margin: 0; font-size: 30px; line-height: 37px; font-weight: 700; letter-spacing: -0.4px;">';
__eta.res+=__eta.e(view.heading);
__eta.res+='</h1></div>\n</td>\n</tr>\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:14px 40px 0;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;">';
for (const line of view.before) {
__eta.res+='<p style="margin: 0; padding-bottom: 10px;">';
__eta.res+=__eta.e(line);
__eta.res+='</p>';
}
__eta.res+='</div>\n</td>\n</tr>\n';
if (view.button !== null) {
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:10px 40px 6px;word-break:break-word;">\n<table cellpadding="0" cellspacing="0" role="none" width="auto" border="0" style="color:#1d2b27;font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:24px;table-layout:auto;width:auto;border:none;">\n<tr>\n<td class="button" bgcolor="#1f6f5c" style="background:#1f6f5c;border-radius:8px;mso-padding-alt:12px 22px"><a href="';
__eta.res+=__eta.e(view.button.url);
__eta.res+='" style="display: inline-block; padding: 12px 22px; color: #ffffff; font-weight: 600; text-decoration: none;">';
__eta.res+=__eta.e(view.button.label);
__eta.res+='</a></td>\n</tr>\n</table>\n</td>\n</tr>\n';
}
if (view.code !== null) {
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:14px 40px 0;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><p style="margin: 0;">';
__eta.res+=__eta.e(view.code.label);
__eta.res+='</p>\n<p style="margin: 0; font-size: 28px; line-height: 40px; font-weight: 700; letter-spacing: 4px;">';
__eta.res+=__eta.e(view.code.value);
__eta.res+='</p></div>\n</td>\n</tr>\n';
}
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:14px 40px 0;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;">';
for (const line of view.after) {
__eta.res+='<p style="margin: 0; padding-bottom: 10px;">';
__eta.res+=__eta.e(line);
__eta.res+='</p>';
}
__eta.res+='</div>\n</td>\n</tr>\n<tr>\n<td align="center" class="side rule" style="font-size:0px;padding:24px 40px 24px;word-break:break-word;">\n<p style="border-top: solid 1px #e3e6e1; font-size: 1px; margin: 0px auto; width: 100%;">\n</p>\n<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" style="border-top:solid 1px #e3e6e1;font-size:1px;margin:0px auto;width:520px;" role="presentation" width="520px" ><tr><td style="height:0;line-height:0;"> &nbsp;\n</td></tr></table><![endif]-->\n</td>\n</tr>\n<tr>\n<td align="left" class="side small" style="font-size:0px;padding:0 40px 40px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:14px;line-height:22px;text-align:left;color:#5b6a64;"><p style="margin: 0;">';
__eta.res+=__eta.e(view.why);
__eta.res+='</p>\n';
if (view.stop !== null) {
__eta.res+='<p style="margin: 0;"><a class="tap" href="';
__eta.res+=__eta.e(view.stop.url);
__eta.res+='" style="color: #1f6f5c; display: inline-block; padding: 11px 0;">';
__eta.res+=__eta.e(view.stop.text);
__eta.res+='</a></p>';
}
__eta.res+='</div>\n</td>\n</tr>\n</tbody>\n</table>\n</div>\n<!--[if mso | IE]></td></tr></table><![endif]-->\n</td>\n</tr>\n</tbody>\n</table>\n</div>\n<!--[if mso | IE]></td></tr></table></td></tr></table><![endif]-->\n</td>\n</tr>\n</tbody>\n</table>\n</div>\n<!--[if mso | IE]></td></tr></table><![endif]-->\n</div>\n</body>\n</html>';
return __eta.res as EmailHtml;
}
