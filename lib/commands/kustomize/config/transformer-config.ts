import { parseDocument, YamlError } from '@/lib/api/yaml';
import { during, KustomizeError } from '../fault';
import { compareGvks, type Gvk } from '../resource/gvk';
import { isMap, type Json } from '../resource/json';
import { addSpec, addSpecs, sortSpecs, type FieldSpec } from './field-spec';

/** A kind, and the fields in which others name it. */
export interface Referral {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly fieldSpecs: readonly FieldSpec[];
}

/** Which fields the builtin transformers work on. */
export interface TransformerConfig {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly nameReference: readonly Referral[];
  readonly varReference: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
}

const LISTS = ['namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'templateLabels', 'commonAnnotations', 'varReference', 'images', 'replicas'] as const; // prettier-ignore

const UPSTREAM_NAMES: Partial<Record<string, string>> = { namespace: 'NameSpace' };

export const emptyConfig = (): TransformerConfig => ({
  ...(Object.fromEntries(LISTS.map((list) => [list, []])) as unknown as Record<(typeof LISTS)[number], FieldSpec[]>),
  nameReference: [],
});

export const referralGvk = (referral: Referral): Gvk => ({
  group: referral.group ?? '',
  version: referral.version ?? '',
  kind: referral.kind ?? '',
  clusterScoped: false,
});

const sameKind = (a: Referral, b: Referral) =>
  (a.group ?? '') === (b.group ?? '') && (a.version ?? '') === (b.version ?? '') && (a.kind ?? '') === (b.kind ?? '');

export const sortReferences = (referrals: readonly Referral[]): Referral[] =>
  [...referrals].sort((a, b) => compareGvks(referralGvk(a), referralGvk(b)));

function mergeReferences(one: readonly Referral[], other: readonly Referral[]): Referral[] {
  const merged = [...one];
  for (const referral of other) {
    const at = merged.findIndex((each) => sameKind(each, referral));
    if (at < 0) merged.push(referral);
    else merged[at] = { ...merged[at]!, fieldSpecs: addSpecs(merged[at]!.fieldSpecs, referral.fieldSpecs) };
  }
  return sortReferences(merged);
}

/** Both together. Throws KustomizeError where they contradict each other. */
export function mergeConfigs(one: TransformerConfig, other: TransformerConfig): TransformerConfig {
  if (one === other) return one;
  const lists = LISTS.map(
    (list) =>
      [
        list,
        one[list].length === 0
          ? other[list]
          : during(`failed to merge ${UPSTREAM_NAMES[list] ?? list[0]!.toUpperCase() + list.slice(1)} fieldSpec`, () =>
              addSpecs(one[list], other[list]),
            ),
      ] as const,
  );
  return {
    ...(Object.fromEntries(lists) as unknown as Record<(typeof LISTS)[number], readonly FieldSpec[]>),
    nameReference:
      one.nameReference.length === 0
        ? other.nameReference
        : other.nameReference.length === 0
          ? one.nameReference
          : mergeReferences(one.nameReference, other.nameReference),
  };
}

/** What a file of `configurations` says. */
export function parseConfig(text: string): TransformerConfig {
  let value: Json;
  try {
    value = parseDocument(text) as Json;
  } catch (error) {
    if (error instanceof YamlError) throw new KustomizeError(`error converting YAML to JSON: ${error.message}`);
    throw error;
  }
  const map = isMap(value) ? value : {};
  const unknown = Object.keys(map)
    .sort()
    .find((key) => ![...LISTS, 'nameReference'].some((known) => known.toLowerCase() === key.toLowerCase()));
  if (unknown !== undefined)
    throw new KustomizeError(`error unmarshaling JSON: while decoding JSON: json: unknown field ${JSON.stringify(unknown)}`);
  return {
    ...(Object.fromEntries(LISTS.map((list) => [list, sortSpecs(specsOf(map[list]))])) as unknown as Record<
      (typeof LISTS)[number],
      FieldSpec[]
    >),
    nameReference: sortReferences(
      (Array.isArray(map.nameReference) ? map.nameReference : []).filter(isMap).map((each) => ({
        ...gvkFields(each),
        fieldSpecs: specsOf(each.fieldSpecs),
      })),
    ),
  };
}

const text = (value: Json): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function gvkFields(map: { [key: string]: Json }): { group?: string; version?: string; kind?: string } {
  const [group, version, kind] = [text(map.group), text(map.version), text(map.kind)];
  return { ...(group !== undefined && { group }), ...(version !== undefined && { version }), ...(kind !== undefined && { kind }) };
}

/** Field specs as they are written in YAML. */
export function specsOf(value: Json): FieldSpec[] {
  return (Array.isArray(value) ? value : []).filter(isMap).map((each) => ({
    ...gvkFields(each),
    path: text(each.path) ?? '',
    ...(each.create === true && { create: true }),
  }));
}

/** One more reference by name. */
export const withReference = (config: TransformerConfig, referral: Referral): TransformerConfig => ({
  ...config,
  nameReference: mergeReferences(config.nameReference, [referral]),
});

export const withSpec = (config: TransformerConfig, list: (typeof LISTS)[number], spec: FieldSpec): TransformerConfig => ({
  ...config,
  [list]: addSpec(config[list], spec),
});
