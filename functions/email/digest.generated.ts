// Made from digest.mjml by infra/email/build.ts. Change that file, then run it again.
import type { DigestView } from "./digest-view.ts";
import { type EmailHtml, mailText } from "./html.ts";

export function digestHtml(view: DigestView): EmailHtml {
const __eta = { res: "", e: mailText };
__eta.res+='<!doctype html>\n<html lang="';
__eta.res+=__eta.e(view.lang);
__eta.res+='" dir="';
__eta.res+=__eta.e(view.dir);
__eta.res+='" xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">\n<head>\n<title>';
__eta.res+=__eta.e(view.subject);
__eta.res+='</title>\n<!--[if !mso]><!-->\n<meta http-equiv="X-UA-Compatible" content="IE=edge">\n<!--<![endif]-->\n<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<style type="text/css">\n#outlook a { padding:0; }\nbody { margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%; }\ntable, td { border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt; }\nimg { border:0;height:auto;line-height:100%; outline:none;text-decoration:none;-ms-interpolation-mode:bicubic; }\np { display:block;margin:13px 0; }\n</style>\n<!--[if mso]>\n<noscript>\n<xml>\n<o:OfficeDocumentSettings>\n<o:AllowPNG/>\n<o:PixelsPerInch>96</o:PixelsPerInch>\n</o:OfficeDocumentSettings>\n</xml>\n</noscript>\n<![endif]-->\n<!--[if lte mso 11]>\n<style type="text/css">\n.mj-outlook-group-fix { width:100% !important; }\n</style>\n<![endif]-->\n<style type="text/css">\n@media only screen and (min-width:480px) {\n.mj-column-per-100 { width:100% !important; max-width: 100%; }\n}\n</style>\n<style media="screen and (min-width:480px)">\n.moz-text-html .mj-column-per-100 { width:100% !important; max-width: 100%; }\n</style>\n<style type="text/css">\n:root { color-scheme: light dark; supported-color-schemes: light dark; }\n.page { padding: 24px 0; }\n.soft { color: #5b6a64; }\n@media (max-width: 480px) {\n.side { padding-left: 22px !important; padding-right: 22px !important; }\n.page { padding: 0 !important; }\n.card { border-radius: 0 !important; }\n}\n@media (prefers-color-scheme: dark) {\n.page, .page > div { background: #0e1714 !important; background-color: #0e1714 !important; }\n.card, .card > table, .card > table > tbody > tr > td { background: #16221e !important; background-color: #16221e !important; }\n.card div, .card td, .card th, .card table { color: #e8ece9 !important; }\n.card .soft, .card .small div, .card .small td { color: #a3b3ac !important; }\n.card h2, .card a { color: #7cc8b2 !important; }\n.rule p { border-top-color: #2b3a35 !important; }\n.card .button { background: #7cc8b2 !important; background-color: #7cc8b2 !important; }\n.card .button a { color: #0e1714 !important; }\n.card .banner { border-color: #7cc8b2 !important; }\n}\ntable { font-variant-numeric: tabular-nums; }\n.panel p:first-child { padding-top: 0 !important; }\n.nowrap { white-space: nowrap; }\n@media (max-width: 480px) {\nh1 { font-size: 26px !important; line-height: 32px !important; }\n.big { font-size: 18px !important; }\n.figures table { font-size: 14px !important; }\n}\n@media (max-width: 360px) {\n.side { padding-left: 14px !important; padding-right: 14px !important; }\n}\n@media (prefers-color-scheme: dark) {\n.card .line { border-color: #2b3a35 !important; }\n.panel { background: #1c2c27 !important; background-color: #1c2c27 !important; }\n.card .edge { background: #3b4c46 !important; background-color: #3b4c46 !important; }\n.card .accent { background: #7cc8b2 !important; background-color: #7cc8b2 !important; }\n.card .alert { background: #ff8a80 !important; background-color: #ff8a80 !important; }\n.card .pale { background: #3a5a50 !important; background-color: #3a5a50 !important; }\n.card .track { background: #2b3a35 !important; background-color: #2b3a35 !important; }\n}\n</style>\n<meta name="color-scheme" content="light dark">\n<meta name="supported-color-schemes" content="light dark">\n<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">\n<meta name="x-apple-disable-message-reformatting">\n</head>\n<body class="page" style="word-spacing:normal;background-color:#f1f2ee;">\n<div style="display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;">';
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
__eta.res+=__eta.e(view.urls.app);
__eta.res+='" style="color: #1f6f5c; display: inline-block; padding: 22px 0 0; text-decoration: none;">Stridewell</a></div>\n</td>\n</tr>\n';
if (view.generated) {
__eta.res+='\n<tr>\n<td align="left" class="side small" style="font-size:0px;padding:20px 40px 0;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:14px;line-height:22px;text-align:left;color:#5b6a64;"><div class="banner" style="border:1px dashed #1f6f5c;border-radius:8px;padding:9px 14px">';
__eta.res+=__eta.e(view.words.generated);
__eta.res+='</div></div>\n</td>\n</tr>\n';
}
if (view.hip !== null) {
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:28px 40px 12px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><h2 style="margin: 0; font-size: 15px; line-height: 22px; font-weight: 600; color: #1f6f5c;">';
__eta.res+=__eta.e(view.hip.title);
__eta.res+='</h2></div>\n</td>\n</tr>\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px 8px;word-break:break-word;">\n<table cellpadding="0" cellspacing="0" role="none" width="100%" border="0" style="color:#1d2b27;font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:24px;table-layout:auto;width:100%;border:none;">\n<tr>\n';
if (view.hip.flag !== null) {
__eta.res+='\n<td class="alert" width="4" style="background:#b3261e;border-radius:8px 0 0 8px;font-size:0;line-height:0">&nbsp;</td>\n';
} else {
__eta.res+='\n<td class="edge" width="4" style="background:#dfe4df;border-radius:8px 0 0 8px;font-size:0;line-height:0">&nbsp;</td>\n';
}
__eta.res+='\n<td class="panel" style="background:#f1f6f3;border-radius:0 8px 8px 0;padding:18px 20px">\n';
if (view.hip.flag !== null) {
__eta.res+='\n<h3 style="margin: 0; font-size: 17px; line-height: 24px; font-weight: 600;">';
__eta.res+=__eta.e(view.hip.flag.title);
__eta.res+='</h3>\n<p style="margin: 0; padding-top: 4px; font-weight: 600; font-size: 15px; line-height: 22px;">';
__eta.res+=__eta.e(view.hip.flag.whenAndWhom);
__eta.res+='</p>\n<p style="margin: 0; padding-top: 8px; font-size: 15px; line-height: 23px;">';
__eta.res+=__eta.e(view.hip.flag.until);
__eta.res+='</p>\n';
for (const sign of view.hip.flag.signs) {
__eta.res+='<p style="margin: 0; padding-top: 8px; font-size: 15px; line-height: 23px;">';
__eta.res+=__eta.e(sign);
__eta.res+='</p>';
}
__eta.res+='\n';
}
__eta.res+='\n<p style="margin: 0; padding-top: 8px; font-size: 15px; line-height: 23px;">';
__eta.res+=__eta.e(view.hip.light);
__eta.res+='</p>\n';
for (const ask of view.hip.asks) {
__eta.res+='<p style="margin: 0; padding-top: 8px; font-size: 15px; line-height: 23px; font-weight: 600;">';
__eta.res+=__eta.e(ask);
__eta.res+='</p>';
}
__eta.res+='\n<p style="margin: 0; font-size: 15px; line-height: 23px;"><a class="tap" href="';
__eta.res+=__eta.e(view.urls.checkIn);
__eta.res+='" style="color: #1f6f5c; display: inline-block; padding: 11px 0; font-weight: 600;">';
__eta.res+=__eta.e(view.extra.checkIn.again);
__eta.res+='</a></p>\n<p class="soft" style="margin: 0; font-size: 14px; line-height: 20px; color: #5b6a64;">';
__eta.res+=__eta.e(view.hip.from);
__eta.res+=' ';
__eta.res+=__eta.e(view.hip.note);
__eta.res+='</p>\n</td>\n</tr>\n</table>\n</td>\n</tr>\n';
}
__eta.res+='\n<tr>\n<td align="left" class="side small" style="font-size:0px;padding:28px 40px 6px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:14px;line-height:22px;text-align:left;color:#5b6a64;">';
__eta.res+=__eta.e(view.period);
__eta.res+='</div>\n</td>\n</tr>\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><h1 style="margin: 0; font-size: 30px; line-height: 37px; font-weight: 700; letter-spacing: -0.4px;">';
__eta.res+=__eta.e(view.headline);
__eta.res+='</h1></div>\n</td>\n</tr>\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:14px 40px 0;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><p style="margin: 0;">';
__eta.res+=__eta.e(view.lead);
__eta.res+='</p></div>\n</td>\n</tr>\n';
for (const line of view.missed) {
__eta.res+='\n<tr>\n<td align="left" class="side small" style="font-size:0px;padding:14px 40px 0;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:14px;line-height:22px;text-align:left;color:#5b6a64;">';
__eta.res+=__eta.e(line);
__eta.res+='</div>\n</td>\n</tr>\n';
}
if (view.comparison.length > 0) {
__eta.res+='\n<tr>\n<td align="left" class="side figures" style="font-size:0px;padding:26px 40px 0;word-break:break-word;">\n<table cellpadding="0" cellspacing="0" width="100%" border="0" style="color:#1d2b27;font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:24px;table-layout:auto;width:100%;border:none;">\n<tr style="font-size:14px;line-height:20px">\n<td class="line" style="padding:0 0 6px;border-bottom:1px solid #e3e6e1"></td>\n<th scope="col" class="line soft" align="right" valign="bottom" style="padding:0 0 6px;border-bottom:1px solid #e3e6e1;font-weight:600">';
__eta.res+=__eta.e(view.words.thisWeek);
__eta.res+='</th>\n<th scope="col" class="line soft" align="right" valign="bottom" style="padding:0 0 6px 12px;border-bottom:1px solid #e3e6e1;font-weight:400">';
__eta.res+=__eta.e(view.words.lastWeek);
__eta.res+='</th>\n<th scope="col" class="line soft" align="right" valign="bottom" width="24%" style="padding:0 0 6px 12px;border-bottom:1px solid #e3e6e1;font-weight:400">';
__eta.res+=__eta.e(view.extra.mean);
__eta.res+='</th>\n</tr>\n';
for (const row of view.comparison) {
__eta.res+='\n<tr>\n<th scope="row" class="line" align="left" valign="top" style="padding:9px 0;border-bottom:1px solid #e3e6e1;font-weight:400;word-break:normal">';
__eta.res+=__eta.e(row.name);
__eta.res+='</th>\n<td class="line nowrap" align="right" valign="top" style="padding:9px 0;border-bottom:1px solid #e3e6e1;font-weight:600">';
__eta.res+=__eta.e(row.now);
__eta.res+='</td>\n';
if (row.mean === null) {
__eta.res+='\n<td colspan="2" class="line soft" align="right" valign="top" style="padding:9px 0 9px 12px;border-bottom:1px solid #e3e6e1"><span class="nowrap">';
__eta.res+=__eta.e(row.before);
__eta.res+='</span>';
if (row.note !== null) {
__eta.res+='<br><span style="font-size:14px;line-height:20px">';
__eta.res+=__eta.e(row.note);
__eta.res+='</span>';
}
__eta.res+='</td>\n';
} else {
__eta.res+='\n<td class="line soft nowrap" align="right" valign="top" style="padding:9px 0 9px 12px;border-bottom:1px solid #e3e6e1">';
__eta.res+=__eta.e(row.before);
__eta.res+='</td>\n<td class="line soft nowrap" align="right" valign="top" style="padding:9px 0 9px 12px;border-bottom:1px solid #e3e6e1">';
__eta.res+=__eta.e(row.mean);
__eta.res+='</td>\n';
}
__eta.res+='\n</tr>\n';
}
__eta.res+='\n</table>\n</td>\n</tr>\n';
}
for (const note of view.notes) {
__eta.res+='\n<tr>\n<td align="left" class="side small" style="font-size:0px;padding:14px 40px 0;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:14px;line-height:22px;text-align:left;color:#5b6a64;">';
__eta.res+=__eta.e(note);
__eta.res+='</div>\n</td>\n</tr>\n';
}
if (view.chart !== null) {
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:36px 40px 12px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><h2 style="margin: 0; font-size: 15px; line-height: 22px; font-weight: 600; color: #1f6f5c;">';
__eta.res+=__eta.e(view.chart.title);
__eta.res+='</h2></div>\n</td>\n</tr>\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:15px;line-height:25px;text-align:left;color:#1d2b27;">';
if (view.chart.image !== null) {
__eta.res+='<img src="cid:';
__eta.res+=__eta.e(view.chart.image);
__eta.res+='" width="520" alt="';
__eta.res+=__eta.e(view.chart.alt);
__eta.res+='" style="display:block;width:100%;max-width:520px;height:auto;border-radius:12px;font-size:15px;line-height:22px">';
} else {
__eta.res+='<p style="margin: 0;">';
__eta.res+=__eta.e(view.chart.alt);
__eta.res+='</p>';
}
__eta.res+='</div>\n</td>\n</tr>\n';
}
if (view.hasFindings) {
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:40px 40px 12px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><h2 style="margin: 0; font-size: 15px; line-height: 22px; font-weight: 600; color: #1f6f5c;">';
__eta.res+=__eta.e(view.words.findings);
__eta.res+='</h2></div>\n</td>\n</tr>\n';
if (view.raised.length === 0) {
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;">';
__eta.res+=__eta.e(view.words.nothingRaised);
__eta.res+='</div>\n</td>\n</tr>\n';
}
for (const finding of view.raised) {
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px 22px;word-break:break-word;">\n<table cellpadding="0" cellspacing="0" role="none" width="100%" border="0" style="color:#1d2b27;font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:24px;table-layout:auto;width:100%;border:none;">\n<tr>\n<td class="';
if (finding.strong) {
__eta.res+='accent';
} else {
__eta.res+='edge';
}
__eta.res+='" width="4" style="background:';
if (finding.strong) {
__eta.res+='#1f6f5c;border-radius:8px 0 0 8px';
} else {
__eta.res+='#dfe4df;border-radius:2px';
}
__eta.res+=';font-size:0;line-height:0">&nbsp;</td>\n<td class="';
if (finding.strong) {
__eta.res+='panel';
} else {
__eta.res+='plain';
}
__eta.res+='" style="';
if (finding.strong) {
__eta.res+='background:#f1f6f3;border-radius:0 8px 8px 0;padding:18px 20px';
} else {
__eta.res+='padding:2px 20px';
}
__eta.res+='">\n<h3 style="margin: 0; font-size: 17px; line-height: 24px; font-weight: 600;">';
__eta.res+=__eta.e(finding.title);
__eta.res+='</h3>\n';
if (finding.figure !== null) {
__eta.res+='<p style="margin: 0; padding-top: 4px; font-weight: 600; font-size: 15px; line-height: 22px;">';
__eta.res+=__eta.e(finding.figure);
__eta.res+='</p>';
}
__eta.res+='\n';
if (finding.why !== null) {
__eta.res+='<p style="margin: 0; padding-top: 8px; font-size: 15px; line-height: 23px;">';
__eta.res+=__eta.e(finding.why);
__eta.res+='</p>';
}
__eta.res+='\n<p class="soft" style="margin: 0; padding-top: 8px; font-size: 14px; line-height: 20px; color: #5b6a64;">';
__eta.res+=__eta.e(finding.label);
__eta.res+='</p>\n</td>\n</tr>\n</table>\n</td>\n</tr>\n';
}
if (view.clear !== null) {
__eta.res+='\n<tr>\n<td align="left" class="side small" style="font-size:0px;padding:8px 40px 0;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:14px;line-height:22px;text-align:left;color:#5b6a64;">';
__eta.res+=__eta.e(view.words.clear);
__eta.res+=': ';
__eta.res+=__eta.e(view.clear);
__eta.res+='</div>\n</td>\n</tr>\n';
}
for (const rest of view.unjudged) {
__eta.res+='\n<tr>\n<td align="left" class="side small" style="font-size:0px;padding:8px 40px 0;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:14px;line-height:22px;text-align:left;color:#5b6a64;">';
__eta.res+=__eta.e(rest.answer);
__eta.res+=': ';
__eta.res+=__eta.e(rest.names);
__eta.res+='. ';
__eta.res+=__eta.e(rest.why);
__eta.res+='</div>\n</td>\n</tr>\n';
}
}
__eta.res+='\n<tr>\n<td align="center" class="side rule" style="font-size:0px;padding:32px 40px;word-break:break-word;">\n<p style="border-top: solid 1px #e3e6e1; font-size: 1px; margin: 0px auto; width: 100%;">\n</p>\n<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" style="border-top:solid 1px #e3e6e1;font-size:1px;margin:0px auto;width:520px;" role="presentation" width="520px" ><tr><td style="height:0;line-height:0;"> &nbsp;\n</td></tr></table><![endif]-->\n</td>\n</tr>\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px 12px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><h2 style="margin: 0; font-size: 15px; line-height: 22px; font-weight: 600; color: #1f6f5c;">';
__eta.res+=__eta.e(view.words.ceilings);
__eta.res+='</h2></div>\n</td>\n</tr>\n';
if (view.caution !== null) {
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px 14px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;">';
__eta.res+=__eta.e(view.caution);
__eta.res+='</div>\n</td>\n</tr>\n';
}
if (view.ceilings.length > 0) {
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px;word-break:break-word;">\n<table cellpadding="0" cellspacing="0" role="none" width="100%" border="0" style="color:#1d2b27;font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:24px;table-layout:auto;width:100%;border:none;">\n<tr>\n';
for (const ceiling of view.ceilings) {
__eta.res+='\n<td width="33%" valign="top" style="padding:0 10px 0 0">\n<div class="big nowrap" style="font-size:23px;line-height:30px;font-weight:700;letter-spacing:-0.3px">';
__eta.res+=__eta.e(ceiling.value);
__eta.res+='</div>\n<div class="soft" style="font-size:14px;line-height:20px;color:#5b6a64">';
__eta.res+=__eta.e(ceiling.name);
__eta.res+='</div>\n';
if (ceiling.note !== null) {
__eta.res+='<div class="soft" style="font-size:14px;line-height:20px;color:#5b6a64">';
__eta.res+=__eta.e(ceiling.note);
__eta.res+='</div>';
}
__eta.res+='\n</td>\n';
}
__eta.res+='\n</tr>\n</table>\n</td>\n</tr>\n';
}
__eta.res+='\n<tr>\n<td align="left" class="side small" style="font-size:0px;padding:12px 40px 0;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:14px;line-height:22px;text-align:left;color:#5b6a64;">';
__eta.res+=__eta.e(view.ceilingsWhy);
__eta.res+='</div>\n</td>\n</tr>\n';
if (view.shoes.length > 0) {
__eta.res+='\n<tr>\n<td align="center" class="side rule" style="font-size:0px;padding:32px 40px;word-break:break-word;">\n<p style="border-top: solid 1px #e3e6e1; font-size: 1px; margin: 0px auto; width: 100%;">\n</p>\n<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" style="border-top:solid 1px #e3e6e1;font-size:1px;margin:0px auto;width:520px;" role="presentation" width="520px" ><tr><td style="height:0;line-height:0;"> &nbsp;\n</td></tr></table><![endif]-->\n</td>\n</tr>\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px 12px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><h2 style="margin: 0; font-size: 15px; line-height: 22px; font-weight: 600; color: #1f6f5c;">';
__eta.res+=__eta.e(view.words.shoes);
__eta.res+='</h2></div>\n</td>\n</tr>\n';
for (const shoe of view.shoes) {
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px 18px;word-break:break-word;">\n<table cellpadding="0" cellspacing="0" role="none" width="100%" border="0" style="color:#1d2b27;font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:24px;table-layout:auto;width:100%;border:none;">\n<tr>\n<td style="font-weight:600;word-break:break-word">';
__eta.res+=__eta.e(shoe.name);
__eta.res+='</td>\n<td class="nowrap" align="right" valign="top" style="padding-left:12px">';
__eta.res+=__eta.e(shoe.figure);
__eta.res+='</td>\n</tr>\n<tr>\n<td colspan="2" style="padding:8px 0 7px">\n<table width="100%" cellpadding="0" cellspacing="0" border="0" role="none" aria-hidden="true">\n<tr>\n<td class="';
if (shoe.status === "ok") {
__eta.res+='pale';
} else {
__eta.res+='accent';
}
__eta.res+='" bgcolor="';
if (shoe.status === "ok") {
__eta.res+='#bcd3ca';
} else {
__eta.res+='#1f6f5c';
}
__eta.res+='" width="';
__eta.res+=__eta.e(shoe.usedPct);
__eta.res+='%" height="6" style="height:6px;font-size:0;line-height:0;border-radius:3px">&nbsp;</td>\n';
if (shoe.usedPct < 100) {
__eta.res+='<td class="track" bgcolor="#e9ece8" height="6" style="height:6px;font-size:0;line-height:0;border-radius:3px">&nbsp;</td>';
}
__eta.res+='\n</tr>\n</table>\n</td>\n</tr>\n<tr><td colspan="2" class="soft" style="font-size:14px;line-height:20px;color:#5b6a64">';
__eta.res+=__eta.e(shoe.outlook);
__eta.res+='</td></tr>\n</table>\n</td>\n</tr>\n';
}
__eta.res+='\n<tr>\n<td align="left" class="side small" style="font-size:0px;padding:0 40px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:14px;line-height:22px;text-align:left;color:#5b6a64;">';
if (view.unassignedShoes !== null) {
__eta.res+='<p style="margin: 0; padding-bottom: 6px;">';
__eta.res+=__eta.e(view.unassignedShoes);
__eta.res+='</p>';
}
__eta.res+='<p style="margin: 0;"><a class="tap" href="';
__eta.res+=__eta.e(view.urls.shoes);
__eta.res+='" style="color: #1f6f5c; display: inline-block; padding: 11px 0;">';
__eta.res+=__eta.e(view.moreShoes);
__eta.res+='</a></p></div>\n</td>\n</tr>\n';
}
if (view.routine !== null) {
__eta.res+='\n<tr>\n<td align="center" class="side rule" style="font-size:0px;padding:32px 40px;word-break:break-word;">\n<p style="border-top: solid 1px #e3e6e1; font-size: 1px; margin: 0px auto; width: 100%;">\n</p>\n<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" style="border-top:solid 1px #e3e6e1;font-size:1px;margin:0px auto;width:520px;" role="presentation" width="520px" ><tr><td style="height:0;line-height:0;"> &nbsp;\n</td></tr></table><![endif]-->\n</td>\n</tr>\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px 12px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><h2 style="margin: 0; font-size: 15px; line-height: 22px; font-weight: 600; color: #1f6f5c;">';
__eta.res+=__eta.e(view.extra.routine);
__eta.res+='</h2></div>\n</td>\n</tr>\n';
if (view.routine.none !== null) {
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;">';
__eta.res+=__eta.e(view.routine.none);
__eta.res+='</div>\n</td>\n</tr>\n';
} else {
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px 8px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><p style="margin: 0;">';
__eta.res+=__eta.e(view.extra.routineIntro);
__eta.res+='</p>\n';
if (view.routine.streak !== null) {
__eta.res+='<p style="margin: 0; padding-top: 8px; font-weight: 600;">';
__eta.res+=__eta.e(view.routine.streak);
__eta.res+='</p>';
}
__eta.res+='\n';
for (const line of view.routine.aroundRuns) {
__eta.res+='<p class="soft" style="margin: 0; padding-top: 8px; font-size: 14px; line-height: 21px; color: #5b6a64;">';
__eta.res+=__eta.e(line);
__eta.res+='</p>';
}
__eta.res+='</div>\n</td>\n</tr>\n';
for (const session of view.routine.sessions) {
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:10px 40px 0;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><h3 style="margin: 0; font-size: 17px; line-height: 24px; font-weight: 600;">';
__eta.res+=__eta.e(session.title);
__eta.res+='</h3>\n<p style="margin: 0; padding-top: 3px; font-size: 15px; line-height: 22px;">';
__eta.res+=__eta.e(session.exercises);
__eta.res+='</p>\n<p style="margin: 0; font-size: 15px; line-height: 22px;"><a class="tap" href="';
__eta.res+=__eta.e(session.doneUrl);
__eta.res+='" style="color: #1f6f5c; display: inline-block; padding: 11px 0; font-weight: 600;">';
__eta.res+=__eta.e(view.extra.done);
__eta.res+='</a></p></div>\n</td>\n</tr>\n';
}
__eta.res+='\n<tr>\n<td align="left" class="side small" style="font-size:0px;padding:0 40px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:14px;line-height:22px;text-align:left;color:#5b6a64;"><a class="tap" href="';
__eta.res+=__eta.e(view.urls.routine);
__eta.res+='" style="color: #1f6f5c; display: inline-block; padding: 11px 0;">';
__eta.res+=__eta.e(view.extra.moreRoutine);
__eta.res+='</a></div>\n</td>\n</tr>\n';
}
}
if (view.tips.length > 0) {
__eta.res+='\n<tr>\n<td align="center" class="side rule" style="font-size:0px;padding:32px 40px;word-break:break-word;">\n<p style="border-top: solid 1px #e3e6e1; font-size: 1px; margin: 0px auto; width: 100%;">\n</p>\n<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" style="border-top:solid 1px #e3e6e1;font-size:1px;margin:0px auto;width:520px;" role="presentation" width="520px" ><tr><td style="height:0;line-height:0;"> &nbsp;\n</td></tr></table><![endif]-->\n</td>\n</tr>\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px 12px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><h2 style="margin: 0; font-size: 15px; line-height: 22px; font-weight: 600; color: #1f6f5c;">';
__eta.res+=__eta.e(view.words.tips);
__eta.res+='</h2></div>\n</td>\n</tr>\n';
for (const tip of view.tips) {
__eta.res+='\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px 20px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><h3 style="margin: 0; font-size: 17px; line-height: 24px; font-weight: 600;">';
__eta.res+=__eta.e(tip.title);
__eta.res+='</h3>\n<p style="margin: 0; padding-top: 4px;">';
__eta.res+=__eta.e(tip.text);
__eta.res+='</p>\n<p class="soft" style="margin: 0; padding-top: 4px; font-size: 14px; line-height: 20px; color: #5b6a64;">';
__eta.res+=__eta.e(tip.label);
__eta.res+='</p></div>\n</td>\n</tr>\n';
}
}
if (view.hip === null) {
__eta.res+='\n<tr>\n<td align="center" class="side rule" style="font-size:0px;padding:12px 40px 32px;word-break:break-word;">\n<p style="border-top: solid 1px #e3e6e1; font-size: 1px; margin: 0px auto; width: 100%;">\n</p>\n<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" style="border-top:solid 1px #e3e6e1;font-size:1px;margin:0px auto;width:520px;" role="presentation" width="520px" ><tr><td style="height:0;line-height:0;"> &nbsp;\n</td></tr></table><![endif]-->\n</td>\n</tr>\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px 12px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><h2 style="margin: 0; font-size: 15px; line-height: 22px; font-weight: 600; color: #1f6f5c;">';
__eta.res+=__eta.e(view.extra.checkIn.title);
__eta.res+='</h2></div>\n</td>\n</tr>\n<tr>\n<td align="left" class="side" style="font-size:0px;padding:0 40px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:16px;line-height:25px;text-align:left;color:#1d2b27;"><p style="margin: 0;">';
__eta.res+=__eta.e(view.extra.checkIn.text);
__eta.res+='</p>\n<p style="margin: 0;"><a class="tap" href="';
__eta.res+=__eta.e(view.urls.checkIn);
__eta.res+='" style="color: #1f6f5c; display: inline-block; padding: 11px 0; font-weight: 600;">';
__eta.res+=__eta.e(view.extra.checkIn.link);
__eta.res+='</a></p></div>\n</td>\n</tr>\n';
}
__eta.res+='\n<tr>\n<td align="center" class="side rule" style="font-size:0px;padding:32px 40px 24px;word-break:break-word;">\n<p style="border-top: solid 1px #e3e6e1; font-size: 1px; margin: 0px auto; width: 100%;">\n</p>\n<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" style="border-top:solid 1px #e3e6e1;font-size:1px;margin:0px auto;width:520px;" role="presentation" width="520px" ><tr><td style="height:0;line-height:0;"> &nbsp;\n</td></tr></table><![endif]-->\n</td>\n</tr>\n<tr>\n<td align="left" class="side small" style="font-size:0px;padding:0 40px 40px;word-break:break-word;">\n<div style="font-family:-apple-system, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica, Arial, sans-serif;font-size:14px;line-height:22px;text-align:left;color:#5b6a64;"><p style="margin: 0;">';
__eta.res+=__eta.e(view.words.notDiagnosis);
__eta.res+='</p>\n<p style="margin: 0; padding-top: 10px;">';
__eta.res+=__eta.e(view.why);
__eta.res+='</p>\n';
for (const credit of view.credits) {
__eta.res+='<p style="margin: 0; padding-top: 10px;">';
__eta.res+=__eta.e(credit);
__eta.res+='</p>';
}
__eta.res+='\n<p style="margin: 0;"><a class="tap" href="';
__eta.res+=__eta.e(view.urls.today);
__eta.res+='" style="color: #1f6f5c; display: inline-block; padding: 11px 0;">';
__eta.res+=__eta.e(view.extra.today);
__eta.res+='</a>&nbsp;&nbsp; <a class="tap" href="';
__eta.res+=__eta.e(view.urls.settings);
__eta.res+='" style="color: #1f6f5c; display: inline-block; padding: 11px 0;">';
__eta.res+=__eta.e(view.words.settings);
__eta.res+='</a>&nbsp;&nbsp; <a class="tap" href="';
__eta.res+=__eta.e(view.urls.unsubscribe);
__eta.res+='" style="color: #1f6f5c; display: inline-block; padding: 11px 0;">';
__eta.res+=__eta.e(view.words.unsubscribe);
__eta.res+='</a></p></div>\n</td>\n</tr>\n</tbody>\n</table>\n</div>\n<!--[if mso | IE]></td></tr></table><![endif]-->\n</td>\n</tr>\n</tbody>\n</table>\n</div>\n<!--[if mso | IE]></td></tr></table></td></tr></table><![endif]-->\n</td>\n</tr>\n</tbody>\n</table>\n</div>\n<!--[if mso | IE]></td></tr></table><![endif]-->\n</div>\n</body>\n</html>';
return __eta.res as EmailHtml;
}
