import { deepEqual } from '@/lib/api/freeze';
import { goSchema } from '@/lib/api/structural';
import type { DefinitionVersion } from './definition';

/** What upstream's internal version has at the top because all versions say the same; such fields are gone from the versions. */
export interface Hoisted {
  readonly schema?: DefinitionVersion['schema'];
  readonly subresources?: DefinitionVersion['subresources'];
  readonly columns?: DefinitionVersion['additionalPrinterColumns'];
  readonly selectable?: DefinitionVersion['selectableFields'];
}

/** Models Convert_v1_CustomResourceDefinitionSpec_To_apiextensions_CustomResourceDefinitionSpec. */
export function hoistedOf(versions: readonly DefinitionVersion[]): Hoisted {
  const shared = <K extends keyof DefinitionVersion>(field: K): DefinitionVersion[K] | undefined => {
    const [first, ...rest] = versions;
    return first && rest.every((version) => deepEqual(version[field], first[field])) ? first[field] : undefined;
  };
  const schema = shared('schema');
  const subresources = shared('subresources');
  const columns = shared('additionalPrinterColumns');
  const selectable = shared('selectableFields');
  return {
    ...(schema && { schema }),
    ...(subresources && { subresources }),
    ...(columns?.length && { columns }),
    ...(selectable?.length && { selectable }),
  };
}

/** The versions as field errors print them: Go's names, and without what is hoisted. */
export const goVersions = (versions: readonly DefinitionVersion[], hoisted: Hoisted): object =>
  versions.map((version) => ({
    Name: version.name,
    Served: version.served ?? false,
    Storage: version.storage ?? false,
    Deprecated: version.deprecated ?? false,
    DeprecationWarning: version.deprecationWarning ?? null,
    Schema: hoisted.schema || !version.schema ? null : { OpenAPIV3Schema: goSchema(version.schema.openAPIV3Schema) },
    Subresources: hoisted.subresources || !version.subresources ? null : goSubresources(version.subresources),
    AdditionalPrinterColumns:
      hoisted.columns || !version.additionalPrinterColumns?.length
        ? null
        : version.additionalPrinterColumns.map(({ name, type, format = '', description = '', priority = 0, jsonPath }) => ({
            Name: name,
            Type: type,
            Format: format,
            Description: description,
            Priority: priority,
            JSONPath: jsonPath,
          })),
    SelectableFields:
      hoisted.selectable || !version.selectableFields?.length
        ? null
        : version.selectableFields.map(({ jsonPath }) => ({ JSONPath: jsonPath })),
  }));

const goSubresources = ({ status, scale }: NonNullable<DefinitionVersion['subresources']>) => ({
  Status: status ? {} : null,
  Scale: scale
    ? {
        SpecReplicasPath: scale.specReplicasPath,
        StatusReplicasPath: scale.statusReplicasPath,
        LabelSelectorPath: scale.labelSelectorPath ?? null,
      }
    : null,
});
