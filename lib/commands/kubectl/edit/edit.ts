import { goJson } from '@/lib/api/go-json';
import { deepEqual } from '@/lib/api/freeze';
import { printYaml, parseYaml, YamlError } from '@/lib/api/yaml';
import { threeWayPatch } from '../apply/strategic-diff';
import { schemaNameOf } from '../apply/apply';
import { withLastApplied, lastAppliedOf } from '../apply/last-applied';
import { resourcePath, type Resource } from '../client/discovery';
import { CommandError, Fatal, ServerError, messageOf } from '../errors';
import type { Invocation, Task } from '../invocation';
import { reporter, withoutManagedFields } from '../print/printer';
import { NothingGiven, targetsOf } from '../resource/arguments';
import { hasFiles, locate, readManifests } from '../resource/manifests';
import { editText } from './editor';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
const HEADER =
  "# Please edit the object below. Lines beginning with a '#' will be ignored,\n# and an empty file will abort the edit. If an error occurs while saving this file will be\n# reopened with the relevant failures.\n#\n";
const MOST_TRIES = 50;

interface Edited {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly object: any;
}

/** `kubectl edit`. */
export function* edit(k: Invocation): Task<number> {
  const originals = yield* find(k);
  if (originals.length === 0) throw new CommandError('edit cancelled, no objects found');
  const report = reporter(k);
  const json = k.flags.text('output') === 'json';
  const shown = originals.map(({ object }) => withoutManagedFields(object, k.flags.bool('show-managed-fields')));
  const render = (objects: readonly any[]) => {
    const value = objects.length === 1 ? objects[0] : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };
    return json ? `${goJson(value, { indent: '    ' })}\n` : printYaml(value);
  };
  let text = HEADER + render(shown);
  let lastSaved: string | undefined;
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const { text: saved, path } = yield* editText(k, text, json ? 'json' : 'yaml');
    const content = saved
      .split('\n')
      .filter((line) => !/^\s*#/.test(line))
      .join('\n');
    if (content.trim() === '') {
      k.sys.unlink(path);
      k.err('Edit cancelled, saved file was empty.\n');
      return 0;
    }
    if (lastSaved !== undefined && content === lastSaved) {
      k.err(`A copy of your changes has been stored to ${JSON.stringify(path)}\n`);
      throw new CommandError('Edit cancelled, no valid changes were saved.');
    }
    if (
      lastSaved === undefined &&
      content.trim() ===
        render(shown)
          .split('\n')
          .filter((line) => !/^\s*#/.test(line))
          .join('\n')
          .trim()
    ) {
      k.sys.unlink(path);
      k.err('Edit cancelled, no changes made.\n');
      return 0;
    }
    lastSaved = content;
    let edited: any[];
    try {
      const value: any = parseYaml(content)[0];
      edited = value?.kind === 'List' ? value.items : [value];
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      k.sys.unlink(path);
      text = reopened(
        `The edited file had a syntax error: error parsing edited-file: error converting YAML to JSON: ${error.message}`,
        content,
      );
      continue;
    }
    const failures: string[] = [];
    for (const [i, original] of originals.entries()) {
      const next = edited.find((each) => each?.metadata?.name === original.name && each?.kind === original.object.kind) ?? edited[i];
      if (next === undefined) continue;
      try {
        save(k, original, shown[i], next, report);
      } catch (error) {
        if (!(error instanceof ServerError || error instanceof CommandError)) throw error;
        failures.push(failureText(original, error));
        k.err(`error: ${failureText(original, error)}\n`);
      }
    }
    if (failures.length === 0) {
      k.sys.unlink(path);
      return 0;
    }
    k.sys.unlink(path);
    text = reopened(failures.join('\n'), content);
  }
  throw new CommandError('Edit cancelled, no valid changes were saved.');
}

function failureText({ resource, name }: Edited, error: Error): string {
  const what = `${resource.plural}${resource.group ? `.${resource.group}` : ''} ${JSON.stringify(name)}`;
  if (error instanceof ServerError && error.status.reason === 'Invalid') return `${what} is invalid`;
  return `${what} could not be patched: ${error instanceof ServerError ? error.status.message : messageOf(error)}`;
}

function reopened(reason: string, content: string): string {
  return `${HEADER}${reason
    .split('\n')
    .map((line) => `# ${line}\n`)
    .join('')}#\n${content}`;
}

function save(
  k: Invocation,
  { resource, namespace, name, object }: Edited,
  shown: any,
  next: any,
  report: ReturnType<typeof reporter>,
): void {
  if (next.metadata?.name !== name) throw new CommandError('At least one of apiVersion, kind and name was changed');
  if (next.apiVersion !== object.apiVersion || next.kind !== object.kind)
    throw new CommandError('At least one of apiVersion, kind and name was changed');
  if (deepEqual(next, shown)) {
    k.err(`${resource.plural}${resource.group ? `.${resource.group}` : ''} ${JSON.stringify(name)} skipped\n`);
    return;
  }
  const schema = schemaNameOf(resource);
  const wanted = lastAppliedOf(object) && k.flags.bool('save-config') ? withLastApplied(next) : next;
  const patch = threeWayPatch(shown, wanted, shown, schema);
  const answer = k.rest.send('PATCH', resourcePath(resource, namespace, name, k.flags.text('subresource')), {
    body: patch ?? {},
    headers: { 'content-type': schema ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json' },
    query: { fieldManager: k.flags.text('field-manager'), fieldValidation: 'Strict' },
  });
  report(answer.body, 'edited');
}

function* find(k: Invocation): Task<Edited[]> {
  const subresource = k.flags.text('subresource');
  if (hasFiles(k)) {
    const found: Edited[] = [];
    for (const { manifest, error } of yield* readManifests(k)) {
      if (error) throw error;
      const { resource, namespace, name } = locate(k, manifest!);
      found.push({ resource, namespace, name, object: k.rest.get(resourcePath(resource, namespace, name, subresource)) });
    }
    return found;
  }
  const targets = targetsOf(k, k.args);
  if (targets.length === 0) throw new NothingGiven();
  return targets.flatMap(({ resource, name }) => {
    const namespace = resource.namespaced ? k.namespace : '';
    if (name !== undefined)
      return [{ resource, namespace, name, object: k.rest.get(resourcePath(resource, namespace, name, subresource)) }];
    const list = k.rest.get(resourcePath(resource, namespace));
    return (list.items ?? []).map((item: any) => ({
      resource,
      namespace,
      name: item.metadata.name,
      object: { apiVersion: list.apiVersion, kind: resource.kind, ...item },
    }));
  });
}

/** `create --edit`: the manifests go through the editor first. */
export function* editThenCreate(k: Invocation): Task<number> {
  const manifests = (yield* readManifests(k)).map(({ manifest, error }) => {
    if (error) throw error;
    return locate(k, manifest!);
  });
  const report = reporter(k);
  const text = HEADER + manifests.map(({ object }) => printYaml(object)).join('---\n');
  const { text: saved, path } = yield* editText(k, text, 'yaml');
  k.sys.unlink(path);
  if (saved === text) {
    throw new Fatal('Edit cancelled, no changes made.', 0);
  }
  for (const [i, object] of parseYaml(saved).entries()) {
    const { resource, namespace } = manifests[i] ?? manifests[0]!;
    report(k.rest.send('POST', resourcePath(resource, namespace), { body: object }).body, 'created');
  }
  return 0;
}
