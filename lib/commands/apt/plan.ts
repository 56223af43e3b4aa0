import { compareVersions } from '@/lib/hosts/packages/stanza';
import type { Database, Offer } from './database';

/** What an installation comes to. */
export interface Plan {
  /** By name: what is taken. */
  readonly take: Map<string, Offer>;
  readonly isNew: string[];
  /** Of those, what nobody asked for by name. */
  readonly additional: string[];
  readonly upgraded: string[];
  readonly downgraded: string[];
  /** Held packages that would change. */
  readonly held: string[];
  readonly kept: string[];
  readonly removed: string[];
  /** Lines on the way (`kubeadm is already the newest version`). */
  readonly said: string[];
}

export const emptyPlan = (): Plan => ({
  take: new Map(),
  isNew: [],
  additional: [],
  upgraded: [],
  downgraded: [],
  held: [],
  kept: [],
  removed: [],
  said: [],
});

/** Takes `name`, `name=version` (a glob, too) or `name-` into a plan. Returns what is wrong. */
export function planInstall(database: Database, plan: Plan, operand: string): string | undefined {
  const [given = '', wanted] = operand.split(/=(.*)/s);
  const name = given.replace(/:amd64$/, '');
  const offers = database.offers.get(name) ?? [];
  const own = database.version(name);
  if (offers.length === 0 && own === undefined) return `Unable to locate package ${name}`;
  let version: string | undefined;
  if (wanted !== undefined) {
    const glob = new RegExp(
      `^${wanted
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
    );
    const found = offers.find(({ stanza }) => glob.test(stanza.get('Version')!));
    if (!found && !(own !== undefined && glob.test(own))) return `Version '${wanted}' for '${name}' was not found`;
    version = found?.stanza.get('Version') ?? own!;
    if (version !== wanted) plan.said.push(`Selected version '${version}' (${found ? originOf(found) : 'now'} [amd64]) for '${name}'`);
  } else {
    version = database.candidate(name);
    if (version === undefined) return `Package '${name}' has no installation candidate`;
  }
  if (version === own) {
    plan.said.push(`${name} is already the newest version (${own}).`);
    return undefined;
  }
  const offer = database.offer(name, version)!;
  take(database, plan, name, offer, false);
  return undefined;
}

function take(database: Database, plan: Plan, name: string, offer: Offer, isAdditional: boolean): void {
  if (plan.take.has(name)) return;
  plan.take.set(name, offer);
  const own = database.version(name);
  const version = offer.stanza.get('Version')!;
  if (own === undefined) {
    plan.isNew.push(name);
    if (isAdditional) plan.additional.push(name);
  } else if (compareVersions(version, own) < 0) plan.downgraded.push(name);
  else plan.upgraded.push(name);
  if (own !== undefined && database.isHeld(name)) plan.held.push(name);
  for (const needed of database.depends(offer.stanza)) {
    if (database.version(needed) !== undefined) continue;
    const newest = database.offers.get(needed)?.[0];
    if (newest) take(database, plan, needed, newest, true);
  }
}

/** `apt-get upgrade`: everything that is not held goes to its candidate. */
export function planUpgrade(database: Database, plan: Plan): void {
  for (const name of upgradable(database)) {
    if (database.isHeld(name)) plan.kept.push(name);
    else take(database, plan, name, database.offer(name, database.candidate(name)!)!, true);
  }
}

/** Names of installed packages of which there is something newer. */
export const upgradable = (database: Database): string[] =>
  [...database.installed.keys()]
    .filter((name) => {
      const own = database.version(name);
      return own !== undefined && database.candidate(name) !== own;
    })
    .sort();

/** `isv:kubernetes:core:stable:v1.36:pkgs.k8s.io`, `Ubuntu:24.04/noble-updates`, `Docker CE:noble`. */
export function originOf({ source }: Offer): string {
  const { hostname } = new URL(source.uri);
  const minor = /\/v(\d+\.\d+)\//.exec(source.uri)?.[1];
  if (hostname.endsWith('k8s.io')) return `isv:kubernetes:core:stable:v${minor}:${hostname}`;
  return hostname.endsWith('ubuntu.com') ? `Ubuntu:24.04/${source.suite}` : `Docker CE:${source.suite}`;
}
