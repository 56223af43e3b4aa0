import type { KubeObject } from '@/lib/api/object';
import type { JsonSchema } from '@/lib/api/structural';

/** spec.names and status.acceptedNames. */
export interface Names {
  readonly plural: string;
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly kind: string;
  readonly listKind?: string;
  readonly categories?: readonly string[];
}

export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

export interface DefinitionVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: JsonSchema };
  readonly subresources?: { readonly status?: object; readonly scale?: ScalePaths };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
}

export interface DefinitionSpec {
  readonly group: string;
  readonly names: Names;
  readonly scope: string;
  readonly versions: readonly DefinitionVersion[];
  readonly conversion?: { readonly strategy: string; readonly webhook?: Readonly<Record<string, unknown>> };
  readonly preserveUnknownFields?: boolean;
}

export interface DefinitionCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string | null;
  readonly reason?: string;
  readonly message?: string;
}

export interface DefinitionStatus {
  readonly acceptedNames?: Names;
  readonly conditions?: readonly DefinitionCondition[] | null;
  readonly storedVersions?: readonly string[];
}

/** A CustomResourceDefinition. */
export type Definition = KubeObject & { readonly spec: DefinitionSpec; readonly status?: DefinitionStatus };

export const conditionOf = (definition: Definition, type: string): DefinitionCondition | undefined =>
  definition.status?.conditions?.find((condition) => condition.type === type);

export const isTrue = (definition: Definition, type: string): boolean => conditionOf(definition, type)?.status === 'True';

/** Whether requests to the definition's resources are answered. */
export const isServed = (definition: Definition): boolean => isTrue(definition, 'NamesAccepted') || isTrue(definition, 'Established');

/** Orders versions of an API: v2, v1, v1beta2, v1alpha1, others by name. Models version.CompareKubeAwareVersionStrings, newest first. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [parsed(a), parsed(b)];
  if (!x || !y) return x ? -1 : y ? 1 : a < b ? -1 : a > b ? 1 : 0;
  return y.level - x.level || y.major - x.major || y.minor - x.minor;
}

function parsed(version: string): { level: number; major: number; minor: number } | undefined {
  const found = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(version);
  if (!found) return undefined;
  return { level: found[2] === undefined ? 2 : found[2] === 'beta' ? 1 : 0, major: Number(found[1]), minor: Number(found[3] ?? 0) };
}
