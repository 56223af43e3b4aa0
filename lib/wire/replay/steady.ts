/** Letters of names that the API server and the controllers make up. */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]';
const SPAN = String.raw`(?:\d+(?:\.\d+)?(?:ms|[smhdy]))+`;

/** What two runs of the same thing may say differently, and what stands in for it. */
const RULES: readonly (readonly [pattern: RegExp, to: string])[] = [
  // The recorded control plane's distribution puts this one into every namespace.
  [/^.*openshift-service-ca\.crt.*\n?/gm, ''],
  // Virtual time goes faster than the client's.
  [/^.*very short watch: .*\n?/gm, ''],
  [/eyJ[\w-]{10,}\.[\w-]+\.[\w-]+/g, '<JWT>'],
  [/\bZXlK[\w+/=]{40,}/g, 'TOKEN64'],
  [/\bLS0tLS1CRUdJTiBDRVJUSUZJQ0FURS[\w+/=]+/g, 'CERTIFICATE'],
  [/(X509SHA256=)[0-9a-f]{64}/g, '$1HASH'],
  [/\bsha256:[0-9a-f]{64}/g, 'sha256:HASH'],
  [/\b[0-9a-f]{64}\b/g, 'HEX'],
  [/^Events:[\s\S]*?(?=\n\n\n|$(?![\s\S]))/gm, 'Events\n'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d| ?[+-]\d{4}(?: UTC)?)/g, 'TIME'],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, 'TIME'],
  [/(Too large resource version: )\d+(, current: )\d+/g, '$1RV$2RV'],
  [/(ResourceVersion in record \(|too old resource version: \d+ \()\d+/g, '$1RV'],
  [/("serverAddress":\s*")[^"]+/g, '$1SERVER'],
  [/(resource ?version\\?"?:?\s*\\?"?|resourceVersion=)\d+/gi, '$1RV'],
  [/^\{"type":"BOOKMARK","object":\{[^\n]*?"metadata":\{"resourceVersion":"RV"\}\}\}\n/gm, ''],
  [/^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ (\w+\.go):\d+\]/gm, 'KLOG $1'],
  [/https:\/\/[\w.]+:\d{4,5}/g, 'https://SERVER'],
  [/("continue":\s*")[^"]+"/g, '$1CONTINUE"'],
  [/("remainingItemCount":\s*)\d+/g, '$1N'],
  [/\b10\.244\.\d+\.\d+\b/g, 'POD-IP'],
  [/\b10\.(?:9[6-9]|10\d|11[01])\.\d+\.\d+\b/g, 'SERVICE-IP'],
  [/\b(?:127\.0\.0|172\.30\.4)\.1[1-5]\b/g, 'NODE-IP'],
  [/\b127\.0\.0\.1:\d{4,5}\b/g, 'SERVER'],
  [/\bnode-[1-3]\b/g, 'NODE'],
  [/((?:health[cC]heckN|[nN])odePort"?:\s*)3[0-2]\d{3}\b/g, '$1PORT'],
  [/\b3[0-2]\d{3}(?=\/(?:TCP|UDP|SCTP))/g, 'PORT'],
  [/(NodePort:\s+\S+\s+)3[0-2]\d{3}/g, '$1PORT'],
  [/\b(LIVE|MERGED)-\d+/g, '$1-TMP'],
  [new RegExp(`-${SAFE}{8,10}-${SAFE}{5}\\b`, 'g'), '-HASH-SUFFIX'],
  [/((?:pod-template|controller-revision)-hash"?[:=] ?"?(?:[a-z0-9-]*-)?)[bcdfghjklmnpqrstvwxz2456789]{8,10}/g, '$1HASH'],
  [new RegExp(`-(?=\\w*\\d)${SAFE}{8,10}(?=[\\s"',:)/]|$)`, 'gm'), '-HASH'],
  [new RegExp(`-${SAFE}{5}(?=[\\s"',:)/.\\\\]|$)`, 'gm'), '-SUFFIX'],
  [/\.1[0-9a-f]{15}\b/g, '.EVENT'],
  [/<invalid>|<unknown age>/g, 'AGE'],
  [new RegExp(`\\((?:x\\d+ over )?${SPAN}(?: ago)?\\)`, 'g'), '(AGE)'],
  [new RegExp(`(^|[\\s("])${SPAN}(?=[\\s)",]|$)`, 'gm'), '$1AGE'],
  [/[ \t]{2,}/g, '  '],
  [/ +$/gm, ''],
];

/** A text without what may differ between two runs. Uids keep who is who: the first is UID-1. Lists that Go keeps in maps are sorted. */
export function steady(text: string): string {
  let out = text;
  for (const [pattern, to] of RULES) out = out.replace(pattern, to);
  out = out
    .replace(/(?:^\* .*\n?)+/gm, (list) => `${list.trimEnd().split('\n').sort().join('\n')}\n`)
    .replace(
      / is forbidden: \[(.*)\]$/gm,
      (_, list: string) =>
        ` is forbidden: [${list
          .split(/, (?=m[ai][xn]i?mum )/)
          .sort()
          .join(', ')}]`,
    );
  const uids = new Map<string, string>();
  return out.replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, (uid) => {
    if (!uids.has(uid)) uids.set(uid, `UID-${uids.size + 1}`);
    return uids.get(uid)!;
  });
}
