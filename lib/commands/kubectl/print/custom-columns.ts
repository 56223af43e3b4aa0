import { findAll, JsonPathError, parseTemplate, relaxedPath, type Step } from '@/lib/api/jsonpath';
import { CommandError } from '../errors';
import { layTable } from './table';

interface Column {
  readonly header: string;
  /** As JSONPath; it is parsed when objects are printed, after the headers. */
  readonly path: string;
}

/** `NAME:.metadata.name,IMAGE:.spec.image` (Models get.NewCustomColumnsPrinterFromSpec). */
export function parseColumns(spec: string): Column[] {
  if (spec === '') throw new CommandError('custom-columns format specified but no custom columns given');
  return spec.split(',').map((part) => {
    const at = part.indexOf(':');
    if (at < 0) throw new CommandError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return column(part.slice(0, at), part.slice(at + 1));
  });
}

/** The same from a file: a line of headers, a line of paths. */
export function parseColumnsFile(text: string): Column[] {
  const [headers = '', paths = ''] = text.split('\n');
  if (paths.trim() === '')
    throw new CommandError(
      'invalid template, missing spec line. Expected format is one line of space separated headers, one line of space separated column specs.',
    );
  const names = headers.split(/\s+/).filter(Boolean);
  const specs = paths.split(/\s+/).filter(Boolean);
  if (names.length !== specs.length)
    throw new CommandError(`number of headers (${names.length}) and field specifications (${specs.length}) don't match`);
  return names.map((name, i) => column(name, specs[i]!));
}

function column(header: string, path: string): Column {
  try {
    return { header, path: relaxedPath(path) };
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}

/** The lines of the objects, headers on top unless they are not wanted; `error` is thrown once they are out. */
export interface PrintedColumns {
  readonly text: string;
  readonly error?: CommandError;
}

/** Rows of the objects; `headers` on top unless they are not wanted. */
export function printColumns(columns: readonly Column[], objects: readonly unknown[], headers: boolean): PrintedColumns {
  const head = headers ? [columns.map(({ header }) => header)] : [];
  try {
    const paths = columns.map(({ path }) => stepsOf(path));
    return { text: layTable([...head, ...objects.map((object) => paths.map((path) => cell(path ? findAll(path, object) : [])))]) };
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    return { text: layTable(head), error: new CommandError(error.message) };
  }
}

/** Undefined for an empty path, by which nothing is found. */
function stepsOf(path: string): readonly Step[] | undefined {
  const node = parseTemplate(path)[0];
  return node?.node === 'path' ? node.steps : undefined;
}

function cell(values: readonly unknown[]): string {
  if (values.length === 0) return '<none>';
  return values.map(goValue).join(',');
}

/** As fmt.Fprint prints what a path found. */
function goValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (typeof value === 'object') {
    const fields = value as Record<string, unknown>;
    return `map[${Object.keys(fields)
      .sort()
      .map((key) => `${key}:${goValue(fields[key])}`)
      .join(' ')}]`;
  }
  return String(value);
}
