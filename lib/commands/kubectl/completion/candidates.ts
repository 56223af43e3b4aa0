import { Errno } from '@/lib/hosts/process/sys';
import { resourceName, resourcePath, type Resource } from '../client/discovery';
import { loadKubeconfig } from '../client/kubeconfig';
import { NO_FILES, NO_SPACE, type Offer } from './directive';
import type { Invocation } from '../invocation';
import { targetsOf } from '../resource/arguments';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** What a command completes its arguments, or a flag its value, with (Models kubectl/pkg/util/completion). */
export type CompletionFunction = (k: Invocation, args: readonly string[], word: string) => Offer;

const WITH_PODS = ['daemonsets', 'deployments', 'pods', 'jobs', 'replicasets', 'replicationcontrollers', 'services', 'statefulsets'];

const starting = (words: readonly string[], word: string): string[] => words.filter((each) => each.startsWith(word));
const offer = (words: readonly string[], directive = NO_FILES): Offer => ({ words, directive });

/** What goes wrong while something is completed is not told: there is then nothing to offer. */
function quietly<T>(nothing: T, read: () => T): T {
  try {
    return read();
  } catch {
    return nothing;
  }
}

/** Names of the objects that a type, several, or a category stand for, in the namespace of the command line. */
export function namesOf(k: Invocation, type: string, word: string, within?: string): string[] {
  return quietly<string[]>([], () => {
    const namespace = within ?? k.namespace;
    const names = (resource: Resource) =>
      quietly<string[]>([], () =>
        (k.rest.get(resourcePath(resource, namespace), { query: { limit: '500' } }).items ?? []).map((item: any) => item.metadata.name),
      );
    return starting(
      targetsOf(k, [type]).flatMap(({ resource }) => names(resource)),
      word,
    );
  });
}

/** Names of all types that can be read, as `api-resources -o name` lists them; the last one of a list is completed. */
function typesOf(k: Invocation, word: string): string[] {
  const at = word.lastIndexOf(',') + 1;
  const key = ({ group, plural }: Resource) => `${group}\n${plural}`;
  const types = quietly<Resource[]>([], () => k.discovery.preferred().filter(({ verbs }) => verbs.includes('get')));
  types.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return starting(types.map(resourceName), word.slice(at)).map((type) => word.slice(0, at) + type);
}

/** `TYPE NAME…` or `TYPE/NAME…`; of all types, or of some. */
export const typed =
  (only: readonly string[] = [], repeats = true): CompletionFunction =>
  (k, args, word) => {
    const [first] = args;
    const types = () => (only.length > 0 ? starting(only, word) : typesOf(k, word));
    if (first !== undefined && !first.includes('/'))
      return offer(repeats || args.length === 1 ? namesOf(k, first, word).filter((name) => !args.slice(1).includes(name)) : []);
    const slash = word.indexOf('/');
    if (slash >= 0) {
      if (!repeats && args.length > 0) return offer([]);
      const type = word.slice(0, slash);
      return offer(
        namesOf(k, type, word.slice(slash + 1))
          .map((name) => `${type}/${name}`)
          .filter((each) => !args.includes(each)),
      );
    }
    if (first === undefined) return offer(types());
    return repeats
      ? offer(
          types().map((type) => `${type}/`),
          NO_FILES | NO_SPACE,
        )
      : offer([]);
  };

/** Names of one type, as the first argument. */
export const named =
  (type: string): CompletionFunction =>
  (k, args, word) =>
    offer(args.length === 0 ? namesOf(k, type, word) : []);

function pods(k: Invocation, word: string): Offer {
  const slash = word.indexOf('/');
  if (slash >= 0) {
    const type = word.slice(0, slash);
    return offer(namesOf(k, type, word.slice(slash + 1)).map((name) => `${type}/${name}`));
  }
  const names = namesOf(k, 'pod', word);
  return offer([...names, ...starting(WITH_PODS, word).map((type) => `${type}/`)], names.length === 0 ? NO_FILES | NO_SPACE : NO_FILES);
}

/** The pod that `POD` or `TYPE/NAME` means; undefined if there is none. */
function podFor(k: Invocation, name: string): any {
  return quietly(undefined, () => {
    const path = `/api/v1/namespaces/${k.namespace}/pods`;
    if (!name.includes('/')) return k.rest.get(`${path}/${name}`);
    const [{ resource, name: of }] = targetsOf(k, [name]) as [{ resource: Resource; name: string }];
    const object = k.rest.get(resourcePath(resource, k.namespace, of));
    if (resource.kind === 'Pod') return object;
    const labels: Record<string, string> = object.spec.selector?.matchLabels ?? object.spec.selector;
    const labelSelector = Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    return k.rest.get(path, { query: { labelSelector } }).items[0];
  });
}

/** Containers of the pod that the first argument means. */
export const containers: CompletionFunction = (k, args, word) => {
  const spec = args.length > 0 ? podFor(k, args[0]!)?.spec : undefined;
  return offer(
    starting(
      [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ name }: any) => name),
      word,
    ),
  );
};

export const podsOnce: CompletionFunction = (k, args, word) => (args.length === 0 ? pods(k, word) : offer([]));

export const podsAndContainers: CompletionFunction = (k, args, word) =>
  args.length === 0 ? pods(k, word) : args.length === 1 ? containers(k, args, word) : offer([]);

/** Pods, and then `PORT:PORT` for the ports that they or a service have. */
export const podsAndPorts: CompletionFunction = (k, args, word) => {
  if (args.length === 0) return pods(k, word);
  if (args.length > 1) return offer([]);
  const [type, name] = args[0]!.split('/');
  const own = word.split(':')[0]!;
  let ports: number[] = [];
  if (name !== undefined && /^(svc|services?)$/.test(type!))
    ports = quietly<number[]>([], () =>
      (k.rest.get(`/api/v1/namespaces/${k.namespace}/services/${name}`).spec.ports ?? []).map(({ port }: any) => port),
    );
  else
    ports = (podFor(k, args[0]!)?.spec.containers ?? []).flatMap((each: any) => (each.ports ?? []).map((port: any) => port.containerPort));
  return offer(
    starting(
      ports.map((port) => `${word === '' ? port : own}:${port}`),
      word,
    ),
  );
};

/** `TYPE NAME…` of nodes. */
export const nodesToTaint: CompletionFunction = (k, args, word) =>
  args.length === 0 ? offer(starting(['node'], word)) : offer(namesOf(k, args[0]!, word).filter((name) => !args.slice(1).includes(name)));

/** Namespaces, pods and files of cp's first argument. */
export const copied: CompletionFunction = (k, args, word) => {
  if (args.length > 0 || /^[/.~]/.test(word) || word.includes(':')) return offer([], NO_SPACE);
  const slash = word.indexOf('/');
  if (slash > 0) {
    const namespace = word.slice(0, slash);
    return offer(
      namesOf(k, 'pod', word.slice(slash + 1), namespace).map((pod) => `${namespace}/${pod}:`),
      NO_SPACE,
    );
  }
  const words = [...namesOf(k, 'namespace', word).map((name) => `${name}/`), ...namesOf(k, 'pod', word).map((name) => `${name}:`)];
  if (word === '') words.push('./', '/');
  else if (words.length > 0) words.push(...starting(filesHere(k), word));
  return offer(words, NO_SPACE);
};

function filesHere({ sys }: Invocation): string[] {
  try {
    return sys.readdir('.').map((name) => (sys.stat(name).type === 'dir' ? `${name}/` : name));
  } catch (error) {
    if (error instanceof Errno) return [];
    throw error;
  }
}

/** Contexts, clusters or users of the kubeconfig, as the first argument. */
export const configured =
  (field: 'contexts' | 'clusters' | 'users'): CompletionFunction =>
  (k, args, word) =>
    offer(
      args.length === 0
        ? quietly<string[]>([], () =>
            starting(
              loadKubeconfig(k.sys, k.flags)[field].map(({ name }) => name),
              word,
            ),
          )
        : [],
    );

/** The value of a flag, whatever stands before it. */
export const value =
  (complete: CompletionFunction): CompletionFunction =>
  (k, _, word) =>
    complete(k, [], word);

export const oneOf =
  (words: readonly string[]): CompletionFunction =>
  (_, __, word) =>
    offer(starting(words, word));
