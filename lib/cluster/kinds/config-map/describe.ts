import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { headLines, mapLines } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

/** Models describeConfigMap. */
export function describeConfigMap(map: KubeObject, context: DescribeContext): string {
  const out = new Description();
  headLines(out, map);
  mapLines(out, map);
  out.write(0, '\nData\n====\n');
  const data: Readonly<Record<string, string>> = map.data ?? {};
  for (const key of Object.keys(data).sort()) out.write(0, `${key}:\n----\n${data[key]}\n\n`);
  out.write(0, '\nBinaryData\n====\n');
  const binary: Readonly<Record<string, string>> = map.binaryData ?? {};
  for (const key of Object.keys(binary).sort()) out.write(0, `${key}: ${Buffer.from(binary[key]!, 'base64').length} bytes\n`);
  out.write(0, '\n');
  eventLines(out, map, context);
  return out.toString();
}
