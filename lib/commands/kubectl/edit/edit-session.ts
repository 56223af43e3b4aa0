import { deepEqual } from '@/lib/api/freeze';
import { goJson } from '@/lib/api/go-json';
import { parseDocument, printYaml, YamlError } from '@/lib/api/yaml';
import { lastAppliedText, LAST_APPLIED } from '../apply/last-applied';
import { CommandError, Fatal, plainText, ReadError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { goSyntax, reporter } from '../print/printer';
import { kyaml } from '../print/kyaml';
import type { Found } from '../resource/find';
import { decode, locate } from '../resource/manifests';
import { kindProblem, validationOf, type Validation } from '../resource/validation';
import { hasLines, meaning, withoutComments } from './comments';
import { EditResults } from './edit-results';
import { editText } from './editor';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** What an edit is for: where what was edited goes. */
export interface EditPurpose {
  readonly header: string;
  /** Saves one object; what cannot be saved goes to `results`, or is thrown where it ends the edit. */
  save(edited: Found, original: Found | undefined, results: EditResults): void;
}

export const OBJECT_HEADER =
  "# Please edit the object below. Lines beginning with a '#' will be ignored,\n# and an empty file will abort the edit. If an error occurs while saving this file will be\n# reopened with the relevant failures.\n#\n";
/** An editor that never gives up is no reason to go on for ever. */
const MOST_TRIES = 200;

/** One session with the editor over one or more objects, until they are saved or given up. Models EditOptions.Run. Throws Fatal. */
export function* editSession(k: Invocation, originals: readonly Found[], purpose: EditPurpose): Task<number> {
  const validation = validationOf(k);
  const shown = originals.map(({ object }) => withoutManagers(object));
  const print = printerOf(k);
  const json = k.flags.text('output') === 'json';
  const windows = k.flags.bool('windows-line-endings');
  const written = (text: string) => (windows ? text.replace(/\r?\n/g, '\r\n') : text);
  let results = new EditResults('');
  let again = false;
  let first = '';
  let edited = '';
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const head = json ? '' : written(purpose.header + results.comments());
    if (!again) first = head + written(print(listed(shown)));
    const before = edited;
    const { text, path } = yield* editText(k, again ? head + withoutComments(edited) : first, json ? 'json' : 'yaml');
    edited = text;
    if (again && meaning(before) === meaning(edited)) preserve(k, path, new CommandError('Edit cancelled, no valid changes were saved.'));
    if (results.path !== '') remove(k, results.path);
    const fault = validation === 'Ignore' ? undefined : faultOf(edited);
    if (fault !== undefined) {
      results = new EditResults(path);
      again = true;
      k.err(results.addFault(fault, originals[0]!.resource, originals[0]!.name));
      continue;
    }
    if (meaning(first) === meaning(edited)) {
      remove(k, path);
      k.err('Edit cancelled, no changes made.\n');
      return 0;
    }
    if (!hasLines(edited)) {
      remove(k, path);
      k.err('Edit cancelled, saved file was empty.\n');
      return 0;
    }
    results = new EditResults(path);
    let updated: Found[];
    try {
      updated = parsed(k, edited, validation);
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      again = true;
      results.addSyntaxError(plainText(error));
      continue;
    }
    again = false;
    try {
      const saved = updated.map((each): Found => {
        const object = annotated(k, withManagersOf(originals, inNamespace(k, each)));
        return { ...each, object, namespace: each.resource.namespaced ? object.metadata.namespace : '' };
      });
      for (const each of saved)
        purpose.save(
          each,
          originals.find(({ object }) => object.metadata?.uid === each.object.metadata?.uid),
          results,
        );
    } catch (error) {
      preserve(k, path, error);
    }
    if (results.refused > 0) throw silently(k, `You can run \`kubectl replace -f ${path}\` to try this update again.\n`);
    if (results.missing > 0) throw silently(k, `The edits you made on deleted resources have been saved to ${JSON.stringify(path)}\n`);
    if (results.invalid === 0) {
      remove(k, path);
      return 0;
    }
    again = !results.isEmpty;
  }
  throw new CommandError('Edit cancelled, no valid changes were saved.');
}

const listed = (objects: readonly any[]): any =>
  objects.length === 1 ? objects[0] : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };

/** The editor shows JSON or YAML, whatever else `-o` may ask for. */
function printerOf(k: Invocation): (object: any) => string {
  const format = k.flags.text('output').toLowerCase();
  if (format === 'json') return (object) => `${goJson(object, { indent: '    ' })}\n`;
  if (format === 'kyaml') return (object) => kyaml(object, true);
  if (format === '' || format === 'yaml') return printYaml;
  throw new CommandError(
    `unable to match a printer suitable for the output format ${JSON.stringify(k.flags.text('output'))}, allowed formats are: json,kyaml,yaml`,
  );
}

/** Why the file cannot be of any kind, if it cannot. */
function faultOf(text: string): string | undefined {
  try {
    return kindProblem(parseDocument(meaning(text)));
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return error.message;
  }
}

function parsed(k: Invocation, text: string, validation: Validation): Found[] {
  const found: Found[] = [];
  const failures: string[] = [];
  for (const { manifest, error } of decode(text, 'edited-file', validation)) {
    if (error) failures.push(plainText(error));
    else {
      try {
        const { resource, name, object } = located(k, manifest);
        found.push({ resource, namespace: object.metadata?.namespace ?? '', name, object });
      } catch (failure) {
        if (!(failure instanceof Fatal)) throw failure;
        failures.push(plainText(failure));
      }
    }
  }
  if (failures.length > 0) throw new ReadError(failures.length === 1 ? failures[0]! : `[${[...new Set(failures)].join(', ')}]`);
  return found;
}

/** The kind of what was edited; its namespace is looked at later. */
function located(
  k: Invocation,
  manifest: { readonly object: any; readonly source: string },
): { resource: Found['resource']; name: string; object: any } {
  const { namespace, ...metadata } = manifest.object.metadata ?? {};
  const clashes = k.namespaceForced && namespace !== k.namespace;
  const { resource, name } = locate(k, clashes ? { ...manifest, object: { ...manifest.object, metadata } } : manifest);
  return { resource, name, object: manifest.object };
}

/** Models resource.RequireNamespace. */
function inNamespace(k: Invocation, { resource, object }: Found): any {
  if (!resource.namespaced) return object;
  const own = object.metadata?.namespace ?? '';
  if (own === '') return { ...object, metadata: { ...object.metadata, namespace: k.namespace } };
  if (own === k.namespace) return object;
  throw new CommandError(
    `the namespace from the provided object ${JSON.stringify(own)} does not match the namespace ${JSON.stringify(k.namespace)}. You must pass '--namespace=${own}' to perform this operation.`,
  );
}

function withoutManagers(object: any): any {
  const { managedFields: _, ...metadata } = object.metadata ?? {};
  return { ...object, metadata };
}

/** Managers are not shown, and come back with the object of the same id. */
function withManagersOf(originals: readonly Found[], object: any): any {
  const original = originals.find((each) => each.object.metadata?.uid === object.metadata?.uid);
  const managedFields = original?.object.metadata?.managedFields;
  const plain = withoutManagers(object);
  return managedFields === undefined ? plain : { ...plain, metadata: { ...plain.metadata, managedFields } };
}

/** --save-config */
function annotated(k: Invocation, object: any): any {
  if (!(k.flags.has('save-config') && k.flags.bool('save-config'))) return object;
  const annotations = { ...object.metadata?.annotations, [LAST_APPLIED]: lastAppliedText(object) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** Ends the edit with an error, and says where the text lies. */
function preserve(k: Invocation, path: string, error: unknown): never {
  if (k.sys.exists(path)) k.err(`A copy of your changes has been stored to ${JSON.stringify(path)}\n`);
  throw error;
}

/** Ends the edit with exit code 1, and no more than a sentence. */
function silently(k: Invocation, sentence: string): Fatal {
  k.err(sentence);
  return new Fatal('');
}

function remove(k: Invocation, path: string): void {
  if (k.sys.exists(path)) k.sys.unlink(path);
}

/** Tells of an object that is as it was; whether it is. */
export function skipped(k: Invocation, edited: Found, original: Found | undefined): boolean {
  if (original === undefined)
    throw new CommandError(`no original object found for &unstructured.Unstructured{Object:${goSyntax(edited.object)}}`);
  if (!deepEqual(edited.object, original.object)) return false;
  reporter(k)(edited.object, 'skipped');
  return true;
}
