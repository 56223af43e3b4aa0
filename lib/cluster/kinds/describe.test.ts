import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { parseDocument } from '@/lib/api/yaml';
import { kinds } from './index';
import type { DescribeContext } from './kind';

/** Recordings of `kubectl describe` of an object whose YAML was recorded just before, without what needs other objects. */
const folder = new URL('./fixtures/defaults/', import.meta.url);
const context: DescribeContext = { now: 0, showEvents: true, get: () => undefined, list: () => [] };

/** What other objects say (pods, replica sets, endpoints, events) is not in the recording: both sides leave it out. */
const comparable = (text: string) =>
  text
    .replace(/^Events:[\s\S]*$/m, '')
    .replace(/^(Pods Status|NewReplicaSet|Endpoints): .*$/gm, '$1:')
    .replace(/ +$/gm, '')
    .trimEnd();

describe('descriptions are those of kubectl', () => {
  for (const file of readdirSync(folder).sort()) {
    const { steps } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { steps: { cmd: string; stdout: string }[] };
    const got = steps.find((step) => /get .* -o yaml$/.test(step.cmd));
    const described = steps.find((step) => / describe /.test(step.cmd));
    if (!got?.stdout || !described?.stdout) continue;
    const object = parseDocument(got.stdout) as KubeObject;
    const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
    const kind = kinds.find((k) => k.kind === object.kind && k.group === group);
    if (!kind?.describe) continue;
    // The replica set that the recording names, so that the lines about it are there and count for the widths.
    const set = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: 'recorded',
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: '', uid: object.metadata.uid ?? '', controller: true }],
      },
      spec: { template: object.spec?.template },
    } as KubeObject;
    const own: DescribeContext = {
      ...context,
      list: (_group, resource) => (resource === 'replicasets' && described.stdout.includes('NewReplicaSet:') ? [set] : []),
    };
    it(file, () => expect(comparable(kind.describe!(object, own))).toBe(comparable(described.stdout)));
  }
});
