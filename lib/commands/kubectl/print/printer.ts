import { goJson } from '@/lib/api/go-json';
import { goText, renderGoTemplate, TemplateError } from '@/lib/api/go-template';
import { resultSets, JsonPathError, renderJsonPath } from '@/lib/api/jsonpath';
import { printYaml } from '@/lib/api/yaml';
import { Errno } from '@/lib/hosts/process/sys';
import { kindName } from '../client/discovery';
import { CommandError } from '../errors';
import { helpTexts } from '../flags/known-flags';
import type { Invocation } from '../invocation';
import { parseColumns, parseColumnsFile, printColumns } from './custom-columns';
import { kyaml } from './kyaml';

/* eslint-disable @typescript-eslint/no-explicit-any -- any object */
/** Turns an object into text. `sorted` false keeps the fields' own order in JSON (objects that kubectl holds as structs). */
export type Printer = (object: any, options?: { sorted?: boolean }) => string;

const TEMPLATED =
  /^(custom-columns|custom-columns-file|go-template|go-template-file|jsonpath|jsonpath-as-json|jsonpath-file|template|templatefile)$/;

/** Splits `-o jsonpath={.x}`: format and template. */
export function outputFormat(k: Invocation): { format: string; template: string } {
  const output = k.flags.text('output');
  const at = output.indexOf('=');
  const head = at < 0 ? output : output.slice(0, at);
  // Only templates have something after an equals sign.
  const given = at < 0 || TEMPLATED.test(head) ? head : output;
  // Only these are read without regard to case (Models genericclioptions.JSONYamlPrintFlags).
  const format = /^(json|yaml|kyaml)$/i.test(given) ? given.toLowerCase() : given;
  const template = at < 0 ? (k.flags.has('template') ? k.flags.text('template') : '') : output.slice(at + 1);
  if ((format === '' || !k.flags.changed('output')) && template !== '' && k.flags.changed('template'))
    return { format: 'go-template', template };
  return { format, template };
}

/** The printer of `-o json|yaml|jsonpath=…`, or undefined when the format is none of those (`''`, `name`, `wide`). */
export function structuredPrinter(k: Invocation): Printer | undefined {
  const { format, template } = outputFormat(k);
  let printed = 0;
  const strip = (object: any) => withoutManagedFields(object, k.flags.has('show-managed-fields') && k.flags.bool('show-managed-fields'));
  switch (format) {
    case 'json':
      return (object, options) => `${goJson(strip(object), { indent: '    ', sorted: options?.sorted ?? true })}\n`;
    case 'yaml':
      return (object) => (printed++ === 0 ? '' : '---\n') + printYaml(strip(object));
    case 'kyaml':
      return (object, options) => kyaml(strip(object), options?.sorted ?? true);
    case 'jsonpath':
    case 'jsonpath-file': {
      const path = source(k, format, template, 'jsonpath');
      return (object) => jsonPath(path, object, k);
    }
    case 'jsonpath-as-json': {
      const path = source(k, format, template, 'jsonpath');
      return (object) =>
        guardJsonPath(path, object, () => resultSets(path, object))
          .map((results) => `${goJson(results, { indent: '    ' })}\n`)
          .join('');
    }
    case 'go-template':
    case 'template':
    case 'go-template-file':
    case 'templatefile': {
      const text = source(k, format, template, 'template');
      return (object, options) => goTemplate(k, text, object, options?.sorted ?? true);
    }
    case 'custom-columns':
    case 'custom-columns-file': {
      if (!allowed(k).includes(format)) return unsupported(k, k.flags.text('output'));
      const text = source(k, format, template, 'custom-columns');
      const columns = format === 'custom-columns' ? parseColumns(text) : parseColumnsFile(text);
      return (object) => {
        const items = isList(object) ? object.items : [object];
        // A file's headers stand, whatever --no-headers says.
        const bare = format === 'custom-columns';
        const headers = printed++ === 0 && !(bare && k.flags.has('no-headers') && k.flags.bool('no-headers'));
        const { text: lines, error } = printColumns(columns, items, headers);
        if (!error) return lines;
        k.out(lines);
        throw error;
      };
    }
    case '':
    case 'name':
      return undefined;
    case 'wide':
      return allowed(k).includes('wide') ? undefined : unsupported(k, format);
    default:
      return unsupported(k, k.flags.text('output'));
  }
}

/** Prints where upstream does not look whether its printer failed. */
export function printUnjudged(k: Invocation, printer: Printer, object: any, options: { sorted?: boolean }): void {
  try {
    k.out(printer(object, options));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
  }
}

export const isList = (object: any): boolean =>
  Array.isArray(object?.items) && typeof object?.kind === 'string' && object.kind.endsWith('List');

function allowed(k: Invocation): string[] {
  const listed = /Output format\. One of: \(([^)]*)\)/.exec(helpTexts[k.command] ?? '')?.[1];
  return (listed ?? 'json, yaml, name').split(/, ?/).sort();
}

function unsupported(k: Invocation, format: string): never {
  throw new CommandError(
    `unable to match a printer suitable for the output format ${JSON.stringify(format)}, allowed formats are: ${allowed(k).join(',')}`,
  );
}

function source(k: Invocation, format: string, template: string, what: string): string {
  if (template === '') {
    if (what === 'jsonpath') throw new CommandError('template format specified but no template given');
    if (what === 'template') throw new CommandError('template format specified but no template given');
    throw new CommandError(`${what} format specified but no custom columns given`);
  }
  if (!format.endsWith('file')) return template;
  try {
    return k.sys.readFile(template);
  } catch (error) {
    const why = error instanceof Errno ? error.message[0]!.toLowerCase() + error.message.slice(1) : String(error);
    const flag = what === 'custom-columns' ? 'template' : '--template';
    throw new CommandError(`error reading ${flag} ${template}, open ${template}: ${why}`);
  }
}

function guardJsonPath<T>(template: string, object: unknown, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    if (error.running) {
      throw new CommandError(
        `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n\n`,
      );
    }
    throw new CommandError(`error parsing jsonpath ${template}, ${error.message}`);
  }
}

function jsonPath(template: string, object: unknown, k: Invocation): string {
  const allowMissingKeys = !k.flags.has('allow-missing-template-keys') || k.flags.bool('allow-missing-template-keys');
  return guardJsonPath(template, object, () => renderJsonPath(template, object, { allowMissingKeys }));
}

/** Models printers.GoTemplatePrinter: what it cannot do it tells twice, the data to standard output. */
function goTemplate(k: Invocation, template: string, object: unknown, sorted: boolean): string {
  const strict = k.flags.has('allow-missing-template-keys') && !k.flags.bool('allow-missing-template-keys');
  try {
    return renderGoTemplate(template, object, strict ? { missingKeys: 'error' } : {});
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (!error.running && error.message.startsWith('template: output:1:'))
      throw new CommandError(`error parsing template ${template}, ${error.message}`);
    const raw = goJson(object, { sorted });
    k.out(
      `Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\traw data was:\n\t\t${raw}\n\tobject given to template engine was:\n\t\t${goText(object)}\n\n`,
    );
    throw new CommandError(`error executing template ${JSON.stringify(template)}: ${error.message}`);
  }
}

/** A value as Go's %#v shows decoded JSON. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value === 'object') {
    const fields = value as Record<string, unknown>;
    return `map[string]interface {}{${Object.keys(fields)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${goSyntax(fields[key])}`)
      .join(', ')}}`;
  }
  return String(value);
}

export function withoutManagedFields(object: any, keep: boolean): any {
  if (keep || object === null || typeof object !== 'object') return object;
  if (isList(object)) return { ...object, items: object.items.map((item: any) => withoutManagedFields(item, false)) };
  if (object.metadata?.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

export type DryRun = 'none' | 'client' | 'server';

/** `--dry-run`, which once took no value. Throws for others. */
export function dryRunOf(k: Invocation): DryRun {
  const value = k.flags.text('dry-run');
  if (value === 'unchanged') {
    k.err(`${klogStamp(k)} helpers.go:719] --dry-run is deprecated and can be replaced with --dry-run=client.\n`);
    return 'client';
  }
  if (value === 'none' || value === 'client' || value === 'server') return value;
  if (value === 'true' || value === 'false') {
    k.err(
      `${klogStamp(k)} helpers.go:706] --dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${value === 'true' ? 'client' : 'none'}.\n`,
    );
    return value === 'true' ? 'client' : 'none';
  }
  throw new CommandError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}

/** `W1121 02:57:30.154740    6623`: the head of a klog line. */
export function klogStamp(k: Invocation, level = 'W'): string {
  const at = new Date(k.now());
  const two = (n: number) => String(n).padStart(2, '0');
  return `${level}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}.${String(at.getUTCMilliseconds()).padStart(3, '0')}000 ${String(k.sys.pid).padStart(7)}`;
}

/** Says what was done to an object: `deployment.apps/web created (dry run)`, or the object in the format asked for. */
export function reporter(k: Invocation, dryRun: DryRun = 'none'): (object: any, operation: string, options?: { sorted?: boolean }) => void {
  const printer = structuredPrinter(k);
  const name = outputFormat(k).format === 'name';
  const suffix = dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : '';
  return (object, operation, options) => {
    if (printer) return k.out(printer(object, options));
    const subject = `${kindName(object.apiVersion, object.kind)}/${object.metadata?.name || '<unknown>'}`;
    k.out(name ? `${subject}\n` : `${subject} ${operation}${suffix}\n`);
  };
}
