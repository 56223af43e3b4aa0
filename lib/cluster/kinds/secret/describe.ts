import type { KubeObject } from '@/lib/api/object';
import { headLines, mapLines } from '../description/workload';
import { Description } from '../description/writer';

/** Values stay hidden, but for the token of a service account. Models describeSecret. */
export function describeSecret(secret: KubeObject): string {
  const out = new Description();
  headLines(out, secret);
  mapLines(out, secret);
  out.line(0, `\nType:\t${secret.type ?? ''}`);
  out.write(0, '\nData\n====\n');
  const data: Readonly<Record<string, string>> = secret.data ?? {};
  for (const key of Object.keys(data).sort()) {
    const bytes = Buffer.from(data[key]!, 'base64');
    if (secret.type === 'kubernetes.io/service-account-token' && key === 'token') out.line(0, `${key}:\t${bytes.toString('utf8')}`);
    else out.line(0, `${key}:\t${bytes.length} bytes`);
  }
  return out.toString();
}
