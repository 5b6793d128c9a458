/** How a script signs, for a URL; docs/your-own-webhook.md has the same script, and a test runs it. */
export const curlExample = (address: string) => `url='${address}'
key='sws_…'
body='{"id":"run-42","start":"2026-11-22T08:49:30+01:00","distanceM":8200,"durationS":2730}'
t=$(date +%s)
signature=$(printf '%s.%s' "$t" "$body" | openssl dgst -sha256 -hmac "$key" -r | cut -d' ' -f1)
curl -sS -H 'Content-Type: application/json' \\
  -H "Stridewell-Signature: t=$t,v1=$signature" --data-binary "$body" "$url"`;

/** How a runner's own script is answered, and the part of the page that gives it a key, in English. */
export const ownWebhook = {
  faults: {
    json: "The body must be one JSON object, in UTF-8.",
    object: "The body must be one JSON object with the fields listed in docs/your-own-webhook.md.",
    unknown: "no such field; docs/your-own-webhook.md lists them all.",
    id: "a text of 1 to 200 characters, the same for the same run.",
    noId: "id: say which run to delete, by the id or the start that it was sent with.",
    start: "write the time with its offset, such as 2026-11-22T08:49:30+01:00.",
    when: "when a run really began, and not in the future.",
    sport:
      "one of run, trail-run, virtual-run, walk, hike, ride, swim, elliptical, strength, mobility, other.",
    distanceM: "metres, 0 to 1,000,000; 0 if nobody measured it.",
    durationS: "seconds in motion, 1 to 604,800.",
    elapsedS: "seconds from start to end, pauses included, up to 604,800.",
    averageHeartRateBpm: "beats a minute, 25 to 250; leave it out if there was no sensor.",
    maxHeartRateBpm: "beats a minute, 25 to 250; leave it out if there was no sensor.",
    cadenceSpm: "steps a minute, both feet, 50 to 300; leave it out if nobody counted.",
    sessionRpe: "how hard it was, 0 to 10.",
    name: "a text of at most 300 characters.",
    deleted: "true, with the id or the start of the run to delete; or leave it out.",
    ping: "true, on its own, to try the address; or leave it out.",
  },
  refused: {
    missing: "Sign the request (Stridewell-Signature) or send your key (Authorization: Bearer).",
    malformed: "Send Stridewell-Signature: t=SECONDS,v1=HEX, or Authorization: Bearer KEY.",
    wrong:
      "That is not a key for this address, or not what was signed: sign t, a dot, and the body byte for byte.",
    stale: "t is more than five minutes from now: set the clock, and sign each request afresh.",
  },
  failed: "Not stored, but it isn't your fault. Please send it again in a minute.",
  tooLarge: "More than a run needs: 16 KB at most.",
  tooMany: "That was a hundred in an hour. Please wait; for a whole history, upload its files.",
  tooManyOfMonth:
    "Not stored: there were 5,000 new runs in a month, which is the most. For a whole history, upload its files.",
  page: {
    title: "Anything else",
    lead: "A script, or a shortcut on your phone, can send your runs to an address of your own. It can add, change and delete the runs it has sent, and read nothing.",
    address: "Your address",
    signed: {
      title: "A key for signing",
      text: "For a script. The key itself is never sent: each request is signed with it and is good for five minutes.",
      steps: "In a shell, with your key in place of sws_…:",
      make: "Make a key for signing",
      renew: "Make a new key for signing",
      end: "Revoke the key for signing",
    },
    sent: {
      title: "A key to send along",
      text: "For Apple Shortcuts and anything else that can't sign. Whoever reads it can add runs in your name until you revoke it, so keep the shortcut to yourself.",
      steps: [
        "Format Date: the date the run began, as ISO 8601 with its time.",
        "Get Contents of URL: your address, method POST, with a header Authorization whose value is Bearer, a space, and your key.",
        "Request body JSON: start (the formatted date, a text), distanceM (metres) and durationS (seconds); sessionRpe, how hard it was from 0 to 10, if you like.",
      ],
      make: "Make a key to send along",
      renew: "Make a new key to send along",
      end: "Revoke the key to send along",
    },
    since: (date: string) => `You have one, made on ${date}. It can't be shown again.`,
    none: "You have none.",
    erase: {
      title: "Revoke both and erase",
      text: "Revokes both keys and erases all runs that came this way. Whatever else you told Stridewell stays.",
      button: "Revoke both keys and erase these runs",
    },
  },
  made: {
    title: "Your new key",
    text: "It is shown only this once. Copy it now to where your script or shortcut keeps it. Any earlier key of this kind no longer works.",
    key: "The key",
    address: "The address",
    back: "Done, I've copied it",
  },
};
