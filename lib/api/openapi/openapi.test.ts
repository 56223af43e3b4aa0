import { describe, expect, it } from 'vitest';
import { OpenApi } from './index';

const deployment = {
  group: 'apps',
  versions: [{ name: 'v1', schema: 'io.k8s.api.apps.v1.Deployment' }],
  kind: 'Deployment',
  plural: 'deployments',
  namespaced: true,
  subresources: [{ name: 'status', verbs: ['get', 'patch', 'update'] }],
};

describe('OpenAPI v3', () => {
  const api = new OpenApi([deployment]);

  it('lists documents with hashes', () => {
    expect(api.index().paths['apis/apps/v1']!.serverRelativeURL).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{128}$/);
    expect(api.document('apis/nope/v1')).toBeUndefined();
  });

  it('says of each kind what kubectl explain and validation look for', () => {
    const document = api.document('apis/apps/v1') as {
      paths: Record<string, Record<string, { parameters?: { name: string }[]; 'x-kubernetes-group-version-kind': object }>>;
      components: { schemas: Record<string, { properties: Record<string, object> }> };
    };
    const item = document.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']!;
    expect(item.patch!.parameters!.map((parameter) => parameter.name)).toContain('fieldValidation');
    expect(item.get!['x-kubernetes-group-version-kind']).toEqual({ group: 'apps', kind: 'Deployment', version: 'v1' });
    const schemas = document.components.schemas;
    expect(schemas['io.k8s.api.core.v1.PodSpec']!.properties.containers).toMatchObject({
      type: 'array',
      'x-kubernetes-patch-merge-key': 'name',
      items: { allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.Container' }] },
    });
  });

  it('refers only to what it defines', () => {
    const text = JSON.stringify(api.document('apis/apps/v1'));
    const { components } = api.document('apis/apps/v1') as { components: { schemas: Record<string, unknown> } };
    const refs = new Set([...text.matchAll(/#\/components\/schemas\/([\w.-]+)/g)].map((match) => match[1]!));
    expect([...refs].filter((ref) => !components.schemas[ref])).toEqual([]);
  });
});
