import { isEnvVarName } from '@/lib/api/names';
import { CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { findObjects } from '../resource/find';
import { resourcePath } from '../client/discovery';
import { applySetting, containersOf } from './set';

/* eslint-disable @typescript-eslint/no-explicit-any -- containers as they came */
/** `kubectl set env`. */
export function* setEnv(k: Invocation): Task<number> {
  const isPair = (arg: string) => arg.indexOf('=') > 0 || arg.endsWith('-');
  const resources = k.args.filter((arg) => !isPair(arg));
  const first = k.args.findIndex(isPair);
  if (first >= 0 && !k.args.slice(first).every(isPair))
    throw new CommandError(`all resources must be specified before environment changes: ${k.args.join(' ')}`);
  const given = [...k.flags.list('env'), ...k.args.filter(isPair)];
  // A directory of --kustomize does not count.
  if (resources.length === 0 && k.flags.list('filename').length === 0)
    throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  const pattern = k.flags.text('containers');
  if (k.flags.bool('list')) return yield* list(k, resources, pattern);
  const specs = given.includes('-') ? [...given.filter((each) => each !== '-'), ...linesOf(yield* k.stdin())] : given;
  const from = k.flags.text('from');
  if (k.flags.list('keys').length > 0 && from === '')
    throw new CommandError('when specifying --keys, a configmap or secret must be provided with --from');
  const add: any[] = specs
    .filter((spec) => spec.includes('='))
    .map((spec) => ({ name: spec.slice(0, spec.indexOf('=')), value: spec.slice(spec.indexOf('=') + 1) }));
  const remove = specs.filter((spec) => !spec.includes('=')).map((spec) => spec.slice(0, -1));
  for (const { name } of add) {
    const complaints = isEnvVarName(name);
    if (complaints.length > 0) throw new CommandError(`${JSON.stringify(name)} is not a valid key name: ${complaints.join(';')}`);
    if (remove.includes(name)) throw new CommandError('can not both modify and remove the same environment variable in the same command');
  }
  if (from !== '') add.push(...fromSource(k, from));
  k.discovery.resources();
  const overwrite = k.flags.bool('overwrite');
  return yield* applySetting(k, {
    resources,
    done: 'env updated',
    localComplainsOfNothing: true,
    named: true,
    failing: 'failed to patch env update to pod template:',
    change(object) {
      const containers = containersOf(object, pattern);
      if (containers.length === 0)
        k.err(`Warning: ${object.kind}/${object.metadata.name} does not have any containers matching ${JSON.stringify(pattern)}\n`);
      for (const container of containers) {
        let env: any[] = container.env ?? [];
        for (const each of add) {
          const at = env.findIndex(({ name }) => name === each.name);
          if (at >= 0 && !overwrite && env[at].value !== each.value)
            throw new CommandError(`'${each.name}' already has a value (${env[at].value ?? ''}), and --overwrite is false`);
          const variable = each.valueFrom || each.value !== '' ? each : { name: each.name };
          env = at >= 0 ? env.map((old, i) => (i === at ? variable : old)) : [...env, variable];
        }
        env = env.filter(({ name }) => !remove.includes(name));
        if (env.length > 0) container.env = env;
        else delete container.env;
      }
    },
  });
}

/** Variables on standard input, one a line. */
const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line.includes('='));

function fromSource(k: Invocation, from: string): any[] {
  const [type = '', name = ''] = from.split('/');
  const resource = k.discovery.byName(type);
  if (resource.kind !== 'ConfigMap' && resource.kind !== 'Secret') throw new CommandError(`unsupported resource specified in --from`);
  const object = k.rest.get(resourcePath(resource, k.namespace, name));
  const prefix = k.flags.text('prefix');
  const keys = k.flags.list('keys');
  const field = resource.kind === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef';
  return Object.keys(object.data ?? {})
    .filter((key) => keys.length === 0 || keys.includes(key))
    .sort()
    .map((key) => {
      const variable = key.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
      if (variable !== key) k.err(`Warning: key ${key} transferred to ${variable}\n`);
      return { name: prefix + variable, valueFrom: { [field]: { key, name } } };
    });
}

/** `--resolve`: what a variable's source holds (Models set/env.GetEnvVarRefValue, which knows few fields). */
function resolved(k: Invocation, variable: string, { secretKeyRef, configMapKeyRef, fieldRef }: any): void {
  const read = (plural: string, { name, key }: any) => k.rest.get(`/api/v1/namespaces/${k.namespace}/${plural}/${name}`).data?.[key];
  if (secretKeyRef) k.out(`${variable}=${Buffer.from(read('secrets', secretKeyRef) ?? '', 'base64').toString()}\n`);
  else if (configMapKeyRef) k.out(`${variable}=${read('configmaps', configMapKeyRef) ?? ''}\n`);
  else if (fieldRef) {
    k.out(`# ${variable} from field path ${fieldRef.fieldPath}\n`);
    k.err(`error retrieving reference for ${variable}: unsupported fieldPath: ${fieldRef.fieldPath}\n`);
  }
}

function* list(k: Invocation, resources: readonly string[], pattern: string): Task<number> {
  const { found, errors } = yield* findObjects(k, resources);
  if (errors.length > 0) throw errors[0]!;
  const from = k.flags.text('from');
  const added = from === '' ? [] : fromSource(k, from);
  for (const { object, resource, name } of found) {
    const containers = containersOf(object, pattern);
    if (containers.length === 0)
      k.err(`Warning: ${resource.kind}/${name} does not have any containers matching ${JSON.stringify(pattern)}\n`);
    for (const container of containers) {
      k.out(`# ${resource.kind} ${name}, container ${container.name}\n`);
      for (const { name: variable, value, valueFrom } of [...(container.env ?? []), ...added]) {
        if (valueFrom && k.flags.bool('resolve')) resolved(k, variable, valueFrom);
        else if (!valueFrom) k.out(`${variable}=${value ?? ''}\n`);
        else if (valueFrom.secretKeyRef)
          k.out(`# ${variable} from secret ${valueFrom.secretKeyRef.name}, key ${valueFrom.secretKeyRef.key}\n`);
        else if (valueFrom.configMapKeyRef)
          k.out(`# ${variable} from configmap ${valueFrom.configMapKeyRef.name}, key ${valueFrom.configMapKeyRef.key}\n`);
        else if (valueFrom.fieldRef) k.out(`# ${variable} from field path ${valueFrom.fieldRef.fieldPath}\n`);
        else k.out(`# ${variable} from ${Object.keys(valueFrom)[0]}\n`);
      }
    }
  }
  return 0;
}
