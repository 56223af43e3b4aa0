import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkFields, definitionNames, describedSchemaFor, schemaFor } from './index';

describe('schema', () => {
  it('is what the generator writes today', async () => {
    const { generatedFile } = (await import('../../../scripts/generate-schema.mjs' as string)) as { generatedFile(): string };
    expect(readFileSync(new URL('v1.36.gen.ts', import.meta.url), 'utf8') === generatedFile()).toBe(true);
  });

  it('describes every definition and says which values a field may take', () => {
    const silent = definitionNames().filter((name) => describedSchemaFor(name)!.description === '');
    expect(silent).toEqual(['io.k8s.apimachinery.pkg.apis.meta.v1.GroupResource']);
    const container = describedSchemaFor('io.k8s.api.core.v1.Container')!.fields;
    expect(container.livenessProbe!.description).toMatch(/^Periodic probe of container liveness/);
    expect(container.imagePullPolicy!.enum).toEqual(['Always', 'IfNotPresent', 'Never']);
    expect(container.imagePullPolicy!.description).toMatch(/\n\nPossible enum values:\n - `"Always"` means that kubelet always attempts/);
  });

  it('knows merge keys, quantities and kinds', () => {
    const pod = schemaFor('io.k8s.api.core.v1.PodSpec')!;
    expect(pod.fields.containers).toMatchObject({
      type: 'array',
      mergeKey: 'name',
      listType: 'map',
      listMapKeys: ['name'],
      required: true,
    });
    expect(schemaFor('io.k8s.api.core.v1.ResourceRequirements')!.fields.limits!.values).toEqual({ type: 'string', quantity: true });
    expect(schemaFor('io.k8s.api.rbac.v1.Role')!.gvk).toEqual({ group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'Role' });
    expect(schemaFor('io.k8s.api.core.v1.Secret')!.fields.data).toEqual({ type: 'map', values: { type: 'string', format: 'byte' } });
    expect(describedSchemaFor('io.k8s.api.core.v1.PodSpec')!.fields.nodeName!.description).toMatch(/^NodeName indicates/);
    expect(schemaFor('io.k8s.api.core.v1.Nonsense')).toBeUndefined();
  });
});

describe('checkFields', () => {
  const pod = 'io.k8s.api.core.v1.Pod';
  it('finds unknown fields with indexed paths', () => {
    const found = checkFields({ kind: 'Pod', foo: 1, spec: { containers: [{ name: 'a', imag: 'x' }] } }, pod);
    expect(found).toEqual({ unknown: ['unknown field "foo"', 'unknown field "spec.containers[0].imag"'] });
  });
  it.each([
    [
      pod,
      { spec: { containers: [{ ports: [{ containerPort: '80' }] }] } },
      'string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
    ],
    [pod, { spec: { containers: {} } }, 'object into Go struct field PodSpec.spec.containers of type []v1.Container'],
    [pod, { metadata: { labels: { a: 1 } } }, 'number into Go struct field ObjectMeta.metadata.labels of type string'],
    [
      'io.k8s.api.apps.v1.Deployment',
      { spec: { replicas: 1.5 } },
      'number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    ['io.k8s.api.core.v1.ConfigMap', { data: [] }, 'array into Go struct field ConfigMap.data of type map[string]string'],
    [
      'io.k8s.api.core.v1.ServiceAccount',
      { secrets: ['a'] },
      'string into Go struct field ServiceAccount.secrets of type v1.ObjectReference',
    ],
  ])('words a mismatch in %s as Go does', (schema, object, text) => {
    expect(checkFields(object, schema).mismatch).toBe(`json: cannot unmarshal ${text}`);
  });
  it('takes null for absent', () => {
    expect(checkFields({ spec: null, metadata: { labels: null } }, pod)).toEqual({ unknown: [] });
  });
});
