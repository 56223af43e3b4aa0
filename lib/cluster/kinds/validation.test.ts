import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fieldErrorText } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { parseDocument } from '@/lib/api/yaml';
import { kinds } from './index';
import type { KindContext } from './kind';

/** Recordings of creates that a real control plane refused, compared with the findings of validation here, in order. */
const folder = new URL('./fixtures/validation/', import.meta.url);
const context: KindContext = { now: 0, random: () => 0.5, get: () => undefined, list: () => [] };
/** What other rooms find: names and labels (object meta), and decoding. */
const ELSEWHERE = /metadata\.(name|labels|annotations|finalizers|generateName)\b/;
const CHECKED = new Set(
  'ResourceQuota LimitRange Endpoints Node ServiceCIDR IPAddress CSIDriver CSINode VolumeAttributesClass EndpointSlice Lease FlowSchema ValidatingWebhookConfiguration CertificateSigningRequest DeviceClass ResourceClaim ResourceSlice Pod Deployment ReplicaSet ReplicationController StatefulSet DaemonSet Job CronJob Service ConfigMap Secret Role ClusterRole RoleBinding ClusterRoleBinding PodDisruptionBudget Ingress PersistentVolumeClaim PersistentVolume NetworkPolicy HorizontalPodAutoscaler IngressClass StorageClass PodTemplate'.split(
    ' ',
  ),
);

function expectedOf(stderr: string): string[] {
  const text = stderr.replace(/^Warning: .*\n/gm, '').trim();
  const match = /^The \w+ "[^"]*" is invalid: ([\s\S]*)$/.exec(text);
  if (!match) return [];
  const rest = match[1]!.trim();
  return rest.startsWith('* ')
    ? rest
        .split(/^\* /m)
        .filter(Boolean)
        .map((line) => line.trim())
    : [rest];
}

describe('validation finds what a real control plane finds', () => {
  let count = 0;
  for (const file of readdirSync(folder).sort()) {
    const recording = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as {
      setup: { file?: string; text?: string }[];
      steps: { cmd: string; stderr: string }[];
    };
    for (const [i, step] of recording.steps.entries()) {
      const name = /\bcreate\b.*-f (\S+)/.exec(step.cmd)?.[1];
      const source = recording.setup.find((s) => s.file === name)?.text;
      const expected = expectedOf(step.stderr ?? '');
      if (!source || expected.length === 0 || expected.some((line) => ELSEWHERE.test(line))) continue;
      const input = parseDocument(source) as KubeObject;
      if (!CHECKED.has(input.kind) || file.startsWith('105')) continue;
      const group = input.apiVersion.includes('/') ? input.apiVersion.split('/')[0] : '';
      const kind = kinds.find((k) => k.kind === input.kind && k.group === group);
      if (!kind) continue;
      count++;
      it(`${file} step ${i + 1}`, () => {
        const uid = /controller-uid":"([^"]+)"/.exec(step.stderr)?.[1] ?? 'u';
        const filled = kind.defaults!({ ...input, metadata: { ...input.metadata, uid } } as KubeObject, context);
        const prepared = kind.strategy?.prepareForCreate?.(filled, context) ?? filled;
        expect((kind.strategy?.validate?.(prepared, context) ?? []).map(fieldErrorText)).toEqual(expected);
      });
    }
  }
  it('has seen many', () => expect(count).toBeGreaterThan(60));
});
