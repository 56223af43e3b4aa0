import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { internalDiff, unifiedDiff } from './index';

const PYTHON = `
import difflib, json, sys
out = []
for a, b in json.load(sys.stdin):
    lines = difflib.unified_diff((a + '\\n').splitlines(True), (b + '\\n').splitlines(True), '', '', n=3)
    out.append(''.join(list(lines)[2:]))
print(json.dumps(out))
`;

describe('unified diff', () => {
  it.skipIf(spawnSync('python3', ['--version']).status !== 0)('agrees with difflib', () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    const pairs = Array.from({ length: 60 }, (_, n) => {
      const a = Array.from({ length: 1 + random(n < 50 ? 40 : 300) }, () => 'abcdefgh'[random(8)]! + (random(3) === 0 ? '!' : ''));
      const b = a.filter(() => random(6) > 0).flatMap((line) => (random(7) === 0 ? [line, 'new'] : [line]));
      return [a.join('\n'), b.join('\n')] as const;
    });
    const expected = JSON.parse(execFileSync('python3', ['-c', PYTHON], { input: JSON.stringify(pairs), encoding: 'utf8' })) as string[];
    pairs.forEach(([a, b], i) => expect(unifiedDiff(a, b)).toBe(expected[i]));
  });

  it('shows the internal names of fields, and what is absent', () => {
    const spec = { containers: [{ name: 'c', image: 'i' }], hostNetwork: true, dnsPolicy: 'Default' };
    expect(internalDiff('PodSpec', spec, { ...spec, dnsPolicy: 'None', hostNetwork: false })).toBe(
      `@@ -38,13 +38,13 @@
  "RestartPolicy": "",
  "TerminationGracePeriodSeconds": null,
  "ActiveDeadlineSeconds": null,
- "DNSPolicy": "Default",
+ "DNSPolicy": "None",
  "NodeSelector": null,
  "ServiceAccountName": "",
  "AutomountServiceAccountToken": null,
  "NodeName": "",
  "SecurityContext": {
-  "HostNetwork": true,
+  "HostNetwork": false,
   "HostPID": false,
   "HostIPC": false,
   "ShareProcessNamespace": null,
`,
    );
  });
});
