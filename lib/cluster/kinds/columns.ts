import { ageOf } from '@/lib/api/duration';
import type { KubeObject } from '@/lib/api/object';
import { formatTime, parseTime } from '@/lib/api/time';
import type { Column } from './kind';

const nameText =
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names';
const createdText =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';

type Cell<T extends KubeObject> = (object: T, now: number) => string | number | boolean;

/** A text column; `wide` ones show with -o wide only. */
export function text<T extends KubeObject>(name: string, description: string, cell: Cell<T>, priority = 0): Column<T> {
  return { name, type: 'string', format: '', description, priority, cell };
}

/** A text column that shows with -o wide only. */
export function wide<T extends KubeObject>(name: string, description: string, cell: Cell<T>): Column<T> {
  return text(name, description, cell, 1);
}

export function integer<T extends KubeObject>(name: string, description: string, cell: (object: T, now: number) => number): Column<T> {
  return { name, type: 'integer', format: '', description, priority: 0, cell };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- fits every kind
export const nameColumn: Column<any> = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: nameText,
  priority: 0,
  cell: (object) => object.metadata.name,
};
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- fits every kind
export const ageColumn: Column<any> = text('Age', createdText, (object, now) => ageOf(object.metadata.creationTimestamp, now));

/** What kinds without a printer of their own show: the name and when it was created. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- fits every kind
export const plainColumns: readonly Column<any>[] = [
  nameColumn,
  {
    name: 'Created At',
    type: 'date',
    format: '',
    description: createdText,
    priority: 0,
    cell: (object) => {
      const created = parseTime(object.metadata.creationTimestamp);
      return Number.isNaN(created) ? '<unknown>' : formatTime(created);
    },
  },
];

/** `a=b,c=d`, keys in order; `<none>` when empty. Models labels.FormatLabels. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.keys(labels ?? {})
    .sort()
    .map((key) => `${key}=${labels![key]}`);
  return pairs.length > 0 ? pairs.join(',') : '<none>';
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

/** `a=b,c in (d,e),!f`, in order of keys; `<none>` when empty or absent. Models metav1.FormatLabelSelector. */
export function formatSelector(selector: Selector | undefined): string {
  if (!selector) return '<none>';
  const parts: [string, string][] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) parts.push([key, `${key}=${value}`]);
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const list = `(${[...values].sort().join(',')})`;
    if (operator === 'In') parts.push([key, `${key} in ${list}`]);
    else if (operator === 'NotIn') parts.push([key, `${key} notin ${list}`]);
    else if (operator === 'Exists') parts.push([key, key]);
    else if (operator === 'DoesNotExist') parts.push([key, `!${key}`]);
    else return '<error>';
  }
  if (parts.length === 0) return '<none>';
  return parts
    .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
    .map((part) => part[1])
    .join(',');
}
