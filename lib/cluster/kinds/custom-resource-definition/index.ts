import type { Kind } from '../kind';
import { statusSubresource } from '../strategy';
import { columns } from './columns';
import { defaultCustomResourceDefinition } from './defaults';
import { definitionStrategy } from './strategy';

export const customResourceDefinition: Kind = {
  group: 'apiextensions.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition' }],
  storageVersion: 'v1beta1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  defaults: defaultCustomResourceDefinition,
  namespaced: false,
  strategy: definitionStrategy,
  columns,
  subresources: [statusSubresource],
};
