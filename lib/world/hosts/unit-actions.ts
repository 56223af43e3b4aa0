import type { Signal } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import {
  addDependency,
  defaultTarget,
  disableUnits,
  enableUnits,
  linkUnits,
  maskUnits,
  setDefault,
  unmaskUnits,
  type Installed,
} from '@/lib/hosts/systemd/unit-install';
import type { Systemd } from '@/lib/hosts/systemd/systemd';
import { unitName } from '@/lib/hosts/systemd/unit-name';

/** What a verb of systemctl came to. Plain data. */
export interface UnitAnswer {
  readonly ok: boolean;
  /** systemd's words, without `Failed to start x:`. */
  readonly error?: string;
  /** The unit of which they are. */
  readonly unit?: string;
  /** Name of the D-Bus error: what systemctl's exit status follows from. */
  readonly code?: 'no-such-unit' | 'not-applicable' | 'denied' | 'no-isolation';
  /** Lines about links, for standard error. */
  readonly output?: string;
  /** Units whose jobs have been put on the queue, and the number of each job. */
  readonly jobs?: readonly { readonly unit: string; readonly id: number }[];
  /** No unit had an [Install] section. */
  readonly nothing?: boolean;
}

type Verb = (systemd: Systemd, name: string) => string | undefined;

const isUp = (systemd: Systemd, name: string): boolean => systemd.host.state(systemd.definition(name).name).active !== 'inactive';

/** Verbs that make jobs; undefined: there is nothing to do. */
const JOBS: Readonly<Record<string, Verb>> = {
  start: ({ jobs }, name) => jobs.start(name),
  stop: ({ jobs }, name) => jobs.stop(name),
  restart: ({ jobs }, name) => jobs.start(name, 'restart'),
  reload: ({ jobs }, name) => jobs.reload(name),
  isolate: (systemd, name) => {
    if (!systemd.definition(name).flag('Unit.AllowIsolate', false))
      throw new Errno('EPERM', 'Operation refused, unit may not be isolated.');
    return systemd.jobs.isolate(name);
  },
  'try-restart': (systemd, name) => (isUp(systemd, name) ? systemd.jobs.start(name, 'restart') : undefined),
  'reload-or-restart': (systemd, name) => reloadOr(systemd, name),
  'try-reload-or-restart': (systemd, name) => (isUp(systemd, name) ? reloadOr(systemd, name) : undefined),
};

function reloadOr(systemd: Systemd, name: string): string {
  const can = systemd.definition(name).raw('Service.ExecReload').length > 0 && systemd.host.isActive(name);
  return can ? systemd.jobs.reload(name) : systemd.jobs.start(name, 'restart');
}

const CODES: Readonly<Record<string, UnitAnswer['code']>> = { ENOENT: 'no-such-unit', EAGAIN: 'not-applicable', EPERM: 'denied' };

/** systemctl's verbs on units. Jobs that take time are told by number; who asked waits for them. */
export function actOnUnits(
  systemd: Systemd,
  action: string,
  asked: readonly string[],
  more: Readonly<Record<string, unknown>>,
): UnitAnswer {
  const tree = systemd.host.kernel.tree();
  const names = asked.map((name) => (name.startsWith('/') && /^(enable|link|reenable)$/.test(action) ? name : unitName(name)));
  const options = { force: more.force === true, runtime: more.runtime === true };
  const verb = JOBS[action];
  if (verb) return runJobs(systemd, verb, names);
  const links = LINKS[action];
  if (links) {
    const { lines, error, nothing } = links(tree, names, options);
    if (!more.noReload) systemd.reload();
    return {
      ok: error === undefined,
      ...(error === undefined ? {} : { error }),
      ...(lines.length > 0 ? { output: `${lines.join('\n')}\n` } : {}),
      ...(nothing ? { nothing } : {}),
    };
  }
  switch (action) {
    case 'daemon-reload':
    case 'daemon-reexec':
      systemd.host.kernel.state.writeJournal('init.scope', 1, action === 'daemon-reload' ? 'Reloading...' : 'Reexecuting.', {
        identifier: 'systemd',
      });
      systemd.reload();
      return { ok: true };
    case 'reset-failed':
      for (const name of names) {
        if (!systemd.host.units.has(name)) return { ok: false, unit: name, error: `Unit ${name} not loaded.`, code: 'no-such-unit' };
        systemd.resetFailed(name);
      }
      if (names.length === 0) systemd.resetFailed();
      return { ok: true };
    case 'get-default':
      return { ok: true, output: `${defaultTarget(tree) ?? ''}\n` };
    case 'kill':
      return attempt(names, (name) => {
        if (systemd.host.state(name).active === 'inactive') throw new Errno('ENOENT', `Unit ${name} not loaded.`);
        systemd.kill(name, String(more.signal ?? 'TERM') as Signal, String(more.whom ?? 'all'));
      });
    default:
      return { ok: false, error: `systemctl ${action} is not simulated here` };
  }
}

type Links = (
  tree: Parameters<typeof enableUnits>[0],
  names: readonly string[],
  options: { force: boolean; runtime: boolean },
) => Installed;

const LINKS: Readonly<Record<string, Links>> = {
  enable: enableUnits,
  disable: disableUnits,
  mask: maskUnits,
  unmask: unmaskUnits,
  link: linkUnits,
  preset: enableUnits,
  reenable: (tree, names, options) => {
    const bare = names.map((name) => name.slice(name.lastIndexOf('/') + 1));
    const off = disableUnits(tree, bare, options);
    if (off.error !== undefined) return off;
    const on = enableUnits(tree, names, options);
    return { ...on, lines: [...off.lines, ...on.lines] };
  },
  'set-default': (tree, [name = '']) => setDefault(tree, name.replace(/\.service$/, '.target')),
  'add-wants': (tree, [target = '', ...names]) => addDependency(tree, target, names, 'wants'),
  'add-requires': (tree, [target = '', ...names]) => addDependency(tree, target, names, 'requires'),
};

function attempt(names: readonly string[], act: (name: string) => void): UnitAnswer {
  for (const name of names) {
    try {
      act(name);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return { ok: false, unit: name, error: error.message, ...(CODES[error.code] ? { code: CODES[error.code] } : {}) };
    }
  }
  return { ok: true };
}

function runJobs(systemd: Systemd, verb: Verb, names: readonly string[]): UnitAnswer {
  const jobs: { unit: string; id: number }[] = [];
  const answer = attempt(names, (name) => {
    const unit = verb(systemd, name);
    if (unit === undefined) return;
    const { job, done } = systemd.host.state(unit);
    const id = job?.id ?? done?.id;
    if (id !== undefined) jobs.push({ unit, id });
  });
  return { ...answer, jobs };
}
