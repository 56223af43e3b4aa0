import { CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { findObjects } from '../resource/find';
import { hasFiles } from '../resource/manifests';
import { resourcePath } from '../client/discovery';
import { applySetting, containersOf } from './set';

/* eslint-disable @typescript-eslint/no-explicit-any -- containers as they came */
/** `kubectl set env`. */
export function* setEnv(k: Invocation): Task<number> {
  const isPair = (arg: string) => arg.includes('=') || (arg.endsWith('-') && arg !== '-');
  const resources = k.args.filter((arg) => !isPair(arg));
  const specs = [...k.flags.list('env'), ...k.args.filter(isPair)];
  if (resources.length === 0 && !hasFiles(k))
    throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  const pattern = k.flags.text('containers');
  if (k.flags.bool('list')) return yield* list(k, resources, pattern);
  const from = k.flags.text('from');
  const add: any[] = specs
    .filter((spec) => spec.includes('='))
    .map((spec) => ({ name: spec.slice(0, spec.indexOf('=')), value: spec.slice(spec.indexOf('=') + 1) }));
  const remove = specs.filter((spec) => !spec.includes('=')).map((spec) => spec.slice(0, -1));
  if (from !== '') add.push(...fromSource(k, from));
  k.discovery.resources();
  if (add.length + remove.length === 0) throw new CommandError('at least one environment variable must be provided');
  const overwrite = k.flags.bool('overwrite');
  return yield* applySetting(k, {
    resources,
    done: 'env updated',
    failing: 'failed to patch env update to pod template:',
    change(object) {
      const containers = containersOf(object, pattern);
      if (containers.length === 0)
        throw new CommandError(
          `${object.kind} ${object.metadata.name} does not have any containers matching ${JSON.stringify(pattern)}`
            .replace(/^/, 'warning: ')
            .replace('warning: ', ''),
        );
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
    .map((key) => ({ name: prefix + key.toUpperCase().replace(/[^A-Z0-9_]/g, '_'), valueFrom: { [field]: { key, name } } }));
}

function* list(k: Invocation, resources: readonly string[], pattern: string): Task<number> {
  const { found, errors } = yield* findObjects(k, resources);
  if (errors.length > 0) throw errors[0]!;
  for (const { object, resource, name } of found) {
    for (const container of containersOf(object, pattern)) {
      k.out(`# ${resource.kind} ${name}, container ${container.name}\n`);
      for (const { name: variable, value, valueFrom } of container.env ?? []) {
        if (!valueFrom) k.out(`${variable}=${value ?? ''}\n`);
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
