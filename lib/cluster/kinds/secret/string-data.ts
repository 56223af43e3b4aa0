import type { KubeObject } from '@/lib/api/object';

/** `stringData` is write-only: it overrides `data`, base64-encoded. Models Convert_v1_Secret_To_core_Secret. */
export function mergeStringData(secret: KubeObject): KubeObject {
  if (secret.stringData === undefined) return secret;
  const { stringData, ...rest } = secret;
  const data: Record<string, string> = { ...(secret.data as Record<string, string> | undefined) };
  for (const [key, text] of Object.entries((stringData ?? {}) as Record<string, string>))
    data[key] = Buffer.from(text, 'utf8').toString('base64');
  return (Object.keys(data).length > 0 ? { ...rest, data } : rest) as unknown as KubeObject;
}
