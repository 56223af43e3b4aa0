/* eslint-disable @typescript-eslint/no-explicit-any -- bodies are what the server sent */
import { CommandError, ConnectionError, ServerError } from '../errors';
import type { Invocation } from '../invocation';

/** A resource as discovery tells of it. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
}

interface Found {
  /** In the order of discovery: core first, each group's preferred version first. */
  readonly resources: readonly Resource[];
  readonly groupVersions: readonly string[];
}

const ACCEPT =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

/** What two discovery documents say, kept by their identity: they are frozen and shared. */
const known = new WeakMap<object, WeakMap<object, Found>>();

export class Discovery {
  private found: Found | undefined;
  private readonly told = new Set<string>();

  constructor(private readonly k: Invocation) {}

  private get all(): Found {
    return (this.found ??= this.load());
  }

  resources(): readonly Resource[] {
    return this.all.resources;
  }

  /** `apps/v1`, `v1`, in the order of discovery. */
  groupVersions(): readonly string[] {
    return this.all.groupVersions;
  }

  /** Preferred version of every resource (no subresources, one a group). */
  preferred(): Resource[] {
    const seen = new Set<string>();
    return this.resources().filter(({ group, plural }) => {
      const id = `${plural}.${group}`;
      if (seen.has(id)) return false;
      seen.add(id);
      return true;
    });
  }

  /** What a user's `pods`, `po`, `deploy.apps`, `deployments.v1.apps` means. Throws kubectl's complaint. */
  byName(name: string): Resource {
    const found = this.tryByName(name);
    if (!found)
      throw new CommandError(`the server doesn't have a resource type ${JSON.stringify(name.includes('.') ? name.split('.')[0] : name)}`);
    return found;
  }

  tryByName(name: string): Resource | undefined {
    const lower = name.toLowerCase();
    const [word, ...rest] = lower.split('.');
    const named = (resource: Resource, want: string) => resource.plural === want || resource.singular === want;
    if (rest.length === 0) {
      return (
        this.resources().find((each) => named(each, lower) && each.verbs.length > 0) ??
        this.byShortName(name) ??
        this.resources().find((each) => each.kind.toLowerCase() === lower)
      );
    }
    const suffix = rest.join('.');
    const matches = (each: Resource) => named(each, word!) || each.shortNames.includes(word!);
    return (
      this.resources().find((each) => matches(each) && each.group === suffix) ??
      this.resources().find((each) => matches(each) && `${each.version}.${each.group}` === suffix) ??
      this.resources().find((each) => matches(each) && each.group.startsWith(`${suffix}.`))
    );
  }

  /** What a short name stands for; those of other groups that it could stand for too are told of once. */
  byShortName(name: string): Resource | undefined {
    const [first, ...others] = this.preferred().filter(({ shortNames }) => shortNames.includes(name));
    if (first && !this.told.has(name))
      for (const other of others)
        this.k.err(`Warning: short name ${JSON.stringify(name)} could also match lower priority resource ${resourceName(other)}\n`);
    this.told.add(name);
    return first;
  }

  byKind(apiVersion: string, kind: string): Resource | undefined {
    const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion];
    return this.resources().find((each) => each.group === group && each.version === version && each.kind === kind);
  }

  /** Resources of a category (`all`), or undefined if the word is no category. */
  category(name: string): Resource[] | undefined {
    const members = this.preferred().filter((each) => each.categories.includes(name) && each.verbs.includes('list'));
    return members.length > 0 ? members : undefined;
  }

  private load(): Found {
    const { rest } = this.k;
    const query = { timeout: '32s' };
    let core: any;
    let groups: any;
    try {
      core = rest.get('/api', { headers: { accept: ACCEPT }, query });
      groups = rest.get('/apis', { headers: { accept: ACCEPT }, query });
    } catch (error) {
      if (error instanceof ServerError) {
        const kept = this.kept();
        if (kept) return kept;
      }
      if (error instanceof ConnectionError && !this.cached()) this.complain(error);
      throw error;
    }
    const cache = known.get(groups) ?? new WeakMap<object, Found>();
    known.set(groups, cache);
    let found = cache.get(core);
    if (!found) cache.set(core, (found = read([...(core.items ?? []), ...(groups.items ?? [])])));
    this.remember(found);
    return found;
  }

  private get cacheDirectory(): string {
    const { server } = this.k.config;
    return `${this.k.sys.env()['HOME'] ?? ''}/.kube/cache/discovery/${server.replace(/^https?:\/\//, '').replace(/[^\w.-]/g, '_')}`;
  }

  /** Real kubectl keeps discovery on disk and then says less when the server is gone. */
  private cached(): boolean {
    return this.k.sys.exists(this.cacheDirectory);
  }

  /** What was found out before, for those who may not ask now. */
  private kept(): Found | undefined {
    try {
      return JSON.parse(this.k.sys.readFile(`${this.cacheDirectory}/resources.json`)) as Found;
    } catch {
      return undefined;
    }
  }

  private remember(found: Found): void {
    if (this.cached()) return;
    const { sys } = this.k;
    let path = '';
    try {
      for (const part of this.cacheDirectory.split('/').filter(Boolean)) {
        path += `/${part}`;
        if (!sys.exists(path)) sys.mkdir(path, 0o750);
      }
      sys.writeFile(`${path}/resources.json`, JSON.stringify(found), { mode: 0o660 });
    } catch {
      // A home that cannot be written is no reason to fail.
    }
  }

  private complain(error: ConnectionError): void {
    const { sys } = this.k;
    const at = new Date(sys.now());
    const two = (n: number) => String(n).padStart(2, '0');
    const stamp = `E${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}.${String(at.getUTCMilliseconds()).padStart(3, '0')}000`;
    const text = JSON.stringify(`couldn't get current server API group list: ${error.message}`);
    const times =
      ({ run: 1, 'api-resources': 1, 'set env': 4, 'set resources': 4, 'set image': 4 } as Record<string, number>)[this.k.command] ?? 5;
    for (let i = 0; i < times; i++) this.k.err(`${stamp} ${String(sys.pid).padStart(7)} memcache.go:265] "Unhandled Error" err=${text}\n`);
  }
}

function read(groups: readonly any[]): Found {
  const resources: Resource[] = [];
  const groupVersions: string[] = [];
  for (const each of groups) {
    const group: string = each.metadata?.name ?? '';
    for (const { version, resources: members } of each.versions ?? []) {
      groupVersions.push(group ? `${group}/${version}` : version);
      for (const member of members ?? []) {
        resources.push({
          group,
          version,
          plural: member.resource,
          singular: member.singularResource || member.responseKind?.kind?.toLowerCase() || '',
          kind: member.responseKind?.kind ?? '',
          namespaced: member.scope === 'Namespaced',
          shortNames: member.shortNames ?? [],
          categories: member.categories ?? [],
          verbs: member.verbs ?? [],
        });
      }
    }
  }
  return { resources, groupVersions };
}

/** `/api/v1`, `/apis/apps/v1`. */
export const groupPath = ({ group, version }: Pick<Resource, 'group' | 'version'>): string =>
  group ? `/apis/${group}/${version}` : `/api/${version}`;

/** Path of a collection or, with a name, of an object; `namespace` '' for all or for cluster-scoped resources. */
export function resourcePath(resource: Resource, namespace: string, name = '', subresource = ''): string {
  const scope = resource.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${groupPath(resource)}${scope}/${resource.plural}${name && `/${encodeURIComponent(name)}`}${subresource && `/${subresource}`}`;
}

/** `pod`, `deployment.apps`: what NamePrinter puts before the slash. */
export const kindName = (apiVersion: string, kind: string): string =>
  kind.toLowerCase() + (apiVersion.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : '');

/** `deployments.apps`, `pods`: as error messages name a resource. */
export const resourceName = ({ group, plural }: Resource): string => (group ? `${plural}.${group}` : plural);
