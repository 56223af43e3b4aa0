import { printYaml } from '@/lib/api/yaml';
import { Errno } from '@/lib/hosts/process/sys';
import { resourcePath } from '../client/discovery';
import { CommandError, Fatal, isNotFound, reportOf } from '../errors';
import type { Invocation, Task } from '../invocation';
import { withoutManagedFields } from '../print/printer';
import { hasFiles, locate, readManifests, type Loaded } from '../resource/manifests';
import { schemaNameOf } from './apply';
import { lastAppliedOf, LAST_APPLIED, withLastApplied } from './last-applied';
import { threeWayPatch } from './strategic-diff';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** `kubectl diff`: writes both sides to files and lets `diff -u -N` compare them. Exit 0, 1 (differences) or more. */
export function* diff(k: Invocation): Task<number> {
  try {
    return yield* compare(k);
  } catch (error) {
    const report = reportOf(error);
    if (!report) throw error;
    throw new Fatal(report.text, Math.max(report.code, 2));
  }
}

function* compare(k: Invocation): Task<number> {
  if (k.args.length > 0) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`);
  if (!hasFiles(k)) throw new CommandError('must specify one of -f and -k');
  const number = () => String(Math.floor(k.sys.random() * 4_294_967_295));
  const live = `/tmp/LIVE-${number()}`;
  const merged = `/tmp/MERGED-${number()}`;
  k.sys.mkdir(live, 0o700);
  k.sys.mkdir(merged, 0o700);
  const written: string[] = [];
  for (const { manifest, error } of yield* readManifests(k)) {
    if (error) throw error;
    const loaded = locate(k, manifest!);
    const [before, after] = sides(k, loaded);
    const { group, version, kind } = loaded.resource;
    const name = [...(group ? [group] : []), version, kind, ...(loaded.namespace ? [loaded.namespace] : []), loaded.name].join('.');
    for (const [directory, object] of [
      [live, before],
      [merged, after],
    ] as const) {
      if (object === undefined) continue;
      k.sys.writeFile(`${directory}/${name}`, printYaml(withoutManagedFields(object, k.flags.bool('show-managed-fields'))));
      written.push(`${directory}/${name}`);
    }
  }
  const program = (k.sys.env()['KUBECTL_EXTERNAL_DIFF'] || 'diff -u -N').split(' ');
  yield* k.flush();
  let code = 0;
  try {
    const pid = k.sys.spawn({ argv: [...program, live, merged] });
    for (;;) {
      const status = k.sys.waitpid(pid);
      if ('wait' in status) yield { channels: status.wait };
      else if (status.state === 'exited') {
        code = status.code;
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new CommandError(
      `failed to run ${JSON.stringify(program[0])}: exec: ${JSON.stringify(program[0])}: executable file not found in $PATH`,
      2,
    );
  } finally {
    for (const path of written) k.sys.unlink(path);
    for (const directory of [live, merged]) k.sys.rmdir(directory);
  }
  return code;
}

/** The object as it is, and as the server says it would be. */
function sides(k: Invocation, { resource, namespace, name, object }: Loaded): [any, any] {
  const path = resourcePath(resource, namespace, name);
  const query = { dryRun: 'All', fieldManager: k.flags.text('field-manager') };
  let live: any;
  try {
    live = k.rest.get(path);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return [undefined, k.rest.send('POST', resourcePath(resource, namespace), { body: withLastApplied(object), query }).body];
  }
  const schema = schemaNameOf(resource);
  // the annotation itself is not compared
  const wanted = live.metadata.annotations?.[LAST_APPLIED]
    ? {
        ...object,
        metadata: {
          ...object.metadata,
          annotations: { ...object.metadata?.annotations, [LAST_APPLIED]: live.metadata.annotations[LAST_APPLIED] },
        },
      }
    : object;
  const patch = threeWayPatch(lastAppliedOf(live), wanted, live, schema);
  if (patch === undefined) return [live, live];
  const headers = { 'content-type': schema ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json' };
  return [live, k.rest.send('PATCH', path, { body: patch, headers, query }).body];
}
