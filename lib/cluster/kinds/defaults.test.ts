import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { parseDocument } from '@/lib/api/yaml';
import { kinds } from './index';
import type { KindContext } from './kind';

/** Recordings of `kubectl create --dry-run=server -o yaml` against a real control plane, compared with defaults and strategy here. */
const folder = new URL('./fixtures/defaults/', import.meta.url);
const context: KindContext = { now: Date.parse('2026-11-21T03:00:01Z'), random: () => 0.5, get: () => undefined, list: () => [] };

/** What admission adds, or what differs from run to run. */
function comparable(object: KubeObject): unknown {
  const {
    uid: _u,
    creationTimestamp: _c,
    resourceVersion: _r,
    generation: _g,
    managedFields: _m,
    namespace: _n,
    ...metadata
  } = object.metadata;
  const copy = JSON.parse(JSON.stringify({ ...object, metadata })) as Record<string, never>;
  const at = copy as unknown as {
    kind: string;
    metadata: { finalizers?: string[] };
    spec?: Record<string, unknown>;
    status?: Record<string, unknown>;
  };
  if (/^PersistentVolume/.test(at.kind)) delete at.metadata.finalizers;
  if (at.status) delete at.status.lastPhaseTransitionTime;
  if (at.kind === 'Service' && at.spec) {
    for (const key of ['clusterIP', 'clusterIPs']) if (JSON.stringify(at.spec[key])?.includes('10.')) delete at.spec[key];
    for (const port of (at.spec.ports ?? []) as Record<string, unknown>[]) delete port.nodePort;
    delete at.spec.healthCheckNodePort;
  }
  if (at.kind === 'Pod' && at.spec) {
    for (const key of ['preemptionPolicy', 'priority', 'serviceAccount', 'serviceAccountName']) delete at.spec[key];
    at.spec.tolerations = ((at.spec.tolerations ?? []) as { key?: string }[]).filter((t) => !t.key?.startsWith('node.kubernetes.io/'));
    at.spec.volumes = ((at.spec.volumes ?? []) as { name: string }[]).filter((v) => !v.name.startsWith('kube-api-access'));
    for (const list of ['containers', 'initContainers']) {
      for (const c of (at.spec[list] ?? []) as { volumeMounts?: { name: string }[] }[]) {
        c.volumeMounts = (c.volumeMounts ?? []).filter((m) => !m.name.startsWith('kube-api-access'));
      }
    }
  }
  if (at.kind === 'Node' && at.spec) at.spec.taints = undefined;
  if (at.kind === 'CertificateSigningRequest' && at.spec) for (const key of ['username', 'groups', 'uid', 'extra']) delete at.spec[key];
  if (at.kind === 'PriorityClass') delete (at as { value?: number }).value;
  return JSON.parse(JSON.stringify(copy));
}

describe('defaults are those of a real control plane', () => {
  for (const file of readdirSync(folder).sort()) {
    const recording = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as {
      setup: { file?: string; text?: string }[];
      steps: { cmd: string; stdout: string }[];
    };
    const step = recording.steps.find((s) => s.cmd.includes('--dry-run=server -o yaml'));
    const source = recording.setup.find((s) => s.file === 'object.yaml')?.text;
    if (!step || !source || !step.stdout.includes('\nkind: ')) continue;
    const expected = parseDocument(step.stdout.trim()) as KubeObject;
    it(file, () => {
      const input = parseDocument(source) as KubeObject;
      const group = input.apiVersion.includes('/') ? input.apiVersion.split('/')[0] : '';
      const kind = kinds.find((k) => k.kind === input.kind && k.group === group);
      expect(kind, input.kind).toBeDefined();
      const named = { ...input, metadata: { ...input.metadata, uid: expected.metadata.uid } } as KubeObject;
      const version = kind!.versions.find(({ name }) => input.apiVersion.split('/').at(-1) === name);
      const filled = kind!.defaults!(version?.toStored?.(named) ?? named, context);
      const prepared = kind!.strategy?.prepareForCreate?.(filled, context) ?? filled;
      const shown = version?.fromStored?.(prepared) ?? prepared;
      expect(comparable({ ...shown, apiVersion: input.apiVersion })).toEqual(comparable(expected));
    });
  }
});
