import { matchesFields, parseFieldSelector, type FieldTerm } from '@/lib/api/field-selector';
import { matchesLabels, parseLabelSelector, SelectorError, type ParsedLabelSelector } from '@/lib/api/label-selector';
import type { KubeObject } from '@/lib/api/object';
import { badRequestStatus } from '@/lib/api/status';
import type { Kind } from '../kinds/kind';
import type { ApiRequest } from '../client/client';
import type { RequestInfo } from './request-info';
import { queryOf } from './request-info';

/** Which objects of a collection a request is about. */
export interface Selection {
  readonly namespace: string;
  readonly labels: ParsedLabelSelector;
  readonly fields: readonly FieldTerm[];
  matches(object: KubeObject): boolean;
}

const GENERIC_FIELDS = ['metadata.name', 'metadata.namespace'];

/** Kinds of v1 whose unknown field labels upstream words differently. */
const BARE_TEXT = 'field label not supported: ';

/** Reads the selectors of a request. Throws BadRequest with upstream's words. */
export function selectionOf(request: ApiRequest, info: RequestInfo, kind: Kind): Selection {
  return selectionFrom(
    kind,
    kind.namespaced ? info.namespace : '',
    info.name,
    queryOf(request, 'labelSelector'),
    queryOf(request, 'fieldSelector'),
  );
}

export function selectionFrom(kind: Kind, namespace: string, name: string, labelText = '', fieldText = ''): Selection {
  let labels: ParsedLabelSelector = [];
  let fields: readonly FieldTerm[] = [];
  try {
    if (labelText) labels = parseLabelSelector(labelText);
    if (fieldText) fields = parseFieldSelector(fieldText);
  } catch (error) {
    if (error instanceof SelectorError) throw badRequestStatus(error.message);
    throw error;
  }
  for (const { field } of fields) checkField(kind, field);
  if (name) fields = [...fields, { field: 'metadata.name', operator: '=', value: name }];
  const selectable = kind.selectableFields;
  const valueOf = (object: KubeObject) => (field: string) => {
    if (field === 'metadata.name') return object.metadata.name;
    if (field === 'metadata.namespace') return object.metadata.namespace ?? '';
    return selectable?.[field]?.(object) ?? '';
  };
  const all = labels.length === 0 && fields.length === 0;
  return {
    namespace,
    labels,
    fields,
    matches: (object) =>
      (namespace === '' || object.metadata.namespace === namespace) &&
      (all || (matchesLabels(labels, object.metadata.labels) && matchesFields(fields, valueOf(object)))),
  };
}

function checkField(kind: Kind, field: string): void {
  const known = Object.keys(kind.selectableFields ?? {});
  if (field === 'metadata.name' || (field === 'metadata.namespace' && (kind.namespaced || known.length === 0))) return;
  if (known.includes(field)) return;
  if (kind.unknownField) throw badRequestStatus(kind.unknownField(field));
  if (known.length > 0 || kind.versions[0]?.custom) throw badRequestStatus(`${BARE_TEXT}${field}`);
  throw badRequestStatus(
    `${JSON.stringify(field)} is not a known field selector: only ${GENERIC_FIELDS.map((name) => JSON.stringify(name)).join(', ')}`,
  );
}
