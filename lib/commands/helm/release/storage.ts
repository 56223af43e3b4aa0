import { fromBytes, toBytes } from '@/lib/hosts/text';
import { isNotFound, ServerError } from '../../kubectl/errors';
import { HelmError, type Helm } from '../cli/helm';
import { decodeRelease, encodeRelease, type Release } from './release';

/* eslint-disable @typescript-eslint/no-explicit-any -- what the server holds, a real helm's releases too */
type Driver = 'secrets' | 'configmaps' | 'memory';

/** Which driver `HELM_DRIVER` names. Throws HelmError for those that helm, or this simulation, does not know. */
export function driverOf(h: Helm): Driver {
  const name = h.sys.env()['HELM_DRIVER'] ?? '';
  switch (name) {
    case '':
    case 'secret':
    case 'secrets':
      return 'secrets';
    case 'configmap':
    case 'configmaps':
      return 'configmaps';
    case 'memory':
      return 'memory';
    case 'sql':
      throw new HelmError('HELM_DRIVER=sql is not simulated here: there is no database');
    default:
      throw new HelmError(`unknown driver ${JSON.stringify(name)}`);
  }
}

const WHAT: Readonly<Record<Driver, string>> = { secrets: 'secrets', configmaps: 'configmaps', memory: '' };
const TYPE = 'helm.sh/release.v1';
const key = (name: string, version: number) => `sh.helm.release.v1.${name}.v${version}`;
const base64 = (text: string) => Buffer.from(toBytes(text)).toString('base64');

/** Releases in the cluster's Secrets or ConfigMaps, or for this run only (Models pkg/storage with its drivers). */
export class Releases {
  private readonly driver: Driver;
  private readonly memory = new Map<string, Release>();

  constructor(
    private readonly h: Helm,
    private readonly namespace: string,
  ) {
    this.driver = driverOf(h);
  }

  private path(name = ''): string {
    return `/api/v1${this.namespace === '' ? '' : `/namespaces/${this.namespace}`}/${WHAT[this.driver]}${name && `/${name}`}`;
  }

  private decode(object: any): Release {
    const kept: string = object.data?.release ?? '';
    const text = this.driver === 'secrets' ? fromBytes(Buffer.from(kept, 'base64')) : kept;
    return decodeRelease(text, object.metadata?.labels ?? {});
  }

  private query(selector: string, what: string): Release[] {
    if (this.driver === 'memory') {
      const name = /name=([^,]*)/.exec(selector)?.[1];
      return [...this.memory.values()].filter((each) => name === undefined || each.name === name);
    }
    let list: any;
    try {
      list = this.h.k.rest.get(this.path(), { query: { labelSelector: selector } });
    } catch (error) {
      if (error instanceof ServerError) throw new HelmError(`${what}${error.message}`);
      throw error;
    }
    return (list.items ?? [])
      .filter((each: any) => this.driver === 'configmaps' || each.type === TYPE)
      .map((each: any) => this.decode(each));
  }

  /** Revisions of a release, oldest first. Throws `release: not found`. */
  history(name: string): Release[] {
    const found = this.tryHistory(name);
    if (found.length === 0) throw new HelmError('release: not found');
    return found;
  }

  tryHistory(name: string): Release[] {
    return this.query(`name=${name},owner=helm`, 'query: failed to query with labels: ').sort((a, b) => a.version - b.version);
  }

  all(): Release[] {
    return this.query('owner=helm', 'list: failed to list: ');
  }

  /** One revision, 0 for the newest. */
  get(name: string, version: number): Release {
    if (version === 0) return this.history(name).at(-1)!;
    try {
      if (this.driver !== 'memory') return this.decode(this.h.k.rest.get(this.path(key(name, version))));
      const kept = this.memory.get(key(name, version));
      if (!kept) throw new HelmError('release: not found');
      return kept;
    } catch (error) {
      if (isNotFound(error)) throw new HelmError('release: not found');
      throw error;
    }
  }

  create(release: Release): void {
    if (this.driver === 'memory') return void this.memory.set(key(release.name, release.version), release);
    const now = Math.floor(this.h.sys.now() / 1000);
    this.h.k.rest.send('POST', this.path(), { body: this.objectOf(release, { createdAt: String(now) }) });
  }

  update(release: Release): void {
    if (this.driver === 'memory') return void this.memory.set(key(release.name, release.version), release);
    const now = Math.floor(this.h.sys.now() / 1000);
    this.h.k.rest.send('PUT', this.path(key(release.name, release.version)), {
      body: this.objectOf(release, { modifiedAt: String(now) }),
    });
  }

  remove(release: Release): void {
    if (this.driver === 'memory') return void this.memory.delete(key(release.name, release.version));
    this.h.k.rest.send('DELETE', this.path(key(release.name, release.version)));
  }

  /** Takes the oldest revisions away beyond a limit (0: none), never the deployed one. */
  prune(name: string, most: number): void {
    if (most <= 0) return;
    const all = this.tryHistory(name);
    const deployed = all.filter(({ info }) => info.status === 'deployed').at(-1);
    let surplus = all.length - most + 1;
    for (const release of all) {
      if (surplus <= 0) break;
      if (release === deployed) continue;
      this.remove(release);
      surplus--;
    }
  }

  private objectOf(release: Release, times: Record<string, string>): object {
    const isSecret = this.driver === 'secrets';
    const kept = encodeRelease(release);
    return {
      apiVersion: 'v1',
      kind: isSecret ? 'Secret' : 'ConfigMap',
      metadata: {
        name: key(release.name, release.version),
        namespace: this.namespace,
        labels: {
          ...release.labels,
          ...times,
          name: release.name,
          owner: 'helm',
          status: release.info.status,
          version: String(release.version),
        },
      },
      ...(isSecret && { type: TYPE }),
      data: { release: isSecret ? base64(kept) : kept },
    };
  }
}
