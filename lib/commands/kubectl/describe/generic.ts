/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** The description of a kind that has none of its own: its fields by their names (Models describe.genericDescriber). */
export function describeGeneric(object: any): string {
  const meta = object.metadata ?? {};
  let out = '';
  const heads: [string, string][] = [
    ['Name:', meta.name ?? ''],
    ['Namespace:', meta.namespace ?? ''],
  ];
  const width = 14;
  for (const [label, value] of heads) out += `${label.padEnd(width)}${value}\n`;
  out += pairs('Labels:', meta.labels, '=', width) + pairs('Annotations:', meta.annotations, ': ', width);
  return (
    out +
    fields(
      object,
      0,
      new Set(['metadata.name', 'metadata.namespace', 'metadata.labels', 'metadata.annotations', 'metadata.managedFields']),
      '',
      width,
    )
  );
}

function pairs(label: string, map: Record<string, string> | undefined, separator: string, width: number): string {
  const keys = Object.keys(map ?? {})
    .filter((key) => key !== 'kubectl.kubernetes.io/last-applied-configuration')
    .sort();
  if (keys.length === 0) return `${label.padEnd(width)}<none>\n`;
  return keys.map((key, i) => `${(i === 0 ? label : '').padEnd(width)}${key}${separator}${map![key]}\n`).join('');
}

/** `creationTimestamp` → `Creation Timestamp` (Models smartLabelFor). */
export function labelFor(field: string): string {
  const words = field.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[-_]/).filter(Boolean);
  const acronyms = new Set(['api', 'cpu', 'ip', 'uid', 'url', 'osb', 'id', 'dns', 'tls', 'http', 'crd', 'ttl', 'qps']);
  return words
    .map((word) =>
      ['api', 'ui', 'url', 'uid', 'osb', 'ip', 'id'].includes(word.toLowerCase()) && acronyms
        ? word.toUpperCase()
        : word[0]!.toUpperCase() + word.slice(1),
    )
    .join(' ');
}

function fields(value: any, level: number, skip: ReadonlySet<string>, path: string, width: number): string {
  const indent = '  '.repeat(level);
  const keys = Object.keys(value).sort();
  const scalars = keys.filter((key) => !isNested(value[key]) && !skip.has(path ? `${path}.${key}` : key));
  const column = level === 0 ? width : Math.max(0, ...scalars.map((key) => indent.length + labelFor(key).length + 1)) + 2;
  let out = '';
  for (const key of keys) {
    const at = path ? `${path}.${key}` : key;
    if (skip.has(at)) continue;
    const field = value[key];
    const label = `${indent}${labelFor(key)}:`;
    if (Array.isArray(field)) {
      out += `${label}\n`;
      for (const item of field) {
        if (item !== null && typeof item === 'object' && !Array.isArray(item)) out += fields(item, level + 1, skip, at, width);
        else out += `${indent}  ${String(item)}\n`;
      }
    } else if (field !== null && typeof field === 'object') {
      out += `${label}\n${fields(field, level + 1, skip, at, width)}`;
    } else out += `${label.padEnd(column)}${field === null ? '<nil>' : String(field)}\n`;
  }
  return out;
}

const isNested = (field: unknown) => typeof field === 'object' && field !== null;
