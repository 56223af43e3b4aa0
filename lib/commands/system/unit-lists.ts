import type { Sys } from '@/lib/hosts/process/sys';
import { relativeTo } from '@/lib/hosts/systemd/timespan';
import type { UnitStatus } from '@/lib/hosts/systemd/units';
import { dotOf, stampOf, type Paint } from './unit-status';
import { propertiesOf, unitFilesOf, unitOf, unitsOf } from './unit-calls';

export interface ListOptions {
  readonly types: readonly string[];
  readonly states: readonly string[];
  readonly patterns: readonly string[];
  readonly all: boolean;
  readonly legend: boolean;
  readonly plain: boolean;
  readonly paint: Paint;
}

/** fnmatch(3) of names of units. */
export function matches(name: string, patterns: readonly string[]): boolean {
  return (
    patterns.length === 0 ||
    patterns.some((pattern) => glob(pattern).test(name) || (!/[*?[]/.test(pattern) && name === `${pattern}.service`))
  );
}

const glob = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );

const ORDER = ['mount', 'path', 'scope', 'service', 'slice', 'socket', 'swap', 'target', 'timer'];
const typeOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
/** By type, then by name. */
const byType = (a: { readonly name: string }, b: { readonly name: string }): number =>
  ORDER.indexOf(typeOf(a.name)) - ORDER.indexOf(typeOf(b.name)) || (a.name < b.name ? -1 : 1);

function table(head: readonly string[], rows: readonly (readonly string[])[], legend: boolean): string {
  const widths = head.map((_, i) => Math.max(legend ? head[i]!.length : 0, ...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]!))).join(' ')}\n`;
  return (legend ? line(head) : '') + rows.map(line).join('');
}

export function listUnits(sys: Sys, options: ListOptions): string {
  const { types, states, patterns, all, legend, paint } = options;
  const chosen = unitsOf(sys, all)
    .filter(({ name }) => types.length === 0 || types.includes(typeOf(name)))
    .filter(({ name }) => matches(name, patterns))
    .filter((u) =>
      states.length > 0
        ? states.some((state) => [u.activeState, u.subState, u.loadState].includes(state))
        : all || u.activeState !== 'inactive' || u.job !== undefined,
    )
    .sort(byType);
  const dots = !options.plain;
  const heads = ['UNIT', 'LOAD', 'ACTIVE', 'SUB'];
  const hasJobs = chosen.some(({ job }) => job);
  if (hasJobs) heads.push('JOB');
  heads.push('DESCRIPTION');
  const widths = heads.map((head) => head.length);
  const rows = chosen.map((u) => [u.name, u.loadState, u.activeState, u.subState, ...(hasJobs ? [u.job?.type ?? ''] : []), u.description]);
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i]!, cell.length)));
  const line = (row: readonly string[]) => row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]!))).join(' ');
  let text = legend ? `${dots ? '  ' : ''}${line(heads)}\n` : '';
  rows.forEach((row, i) => {
    const u = chosen[i]!;
    const isBad = u.activeState === 'failed' || u.loadState === 'bad-setting' || u.loadState === 'not-found';
    const dot = !dots ? '' : isBad || u.loadState === 'masked' ? `${u.activeState === 'failed' || isBad ? paint.red('●') : '●'} ` : '  ';
    text += `${dot}${line(row)}\n`;
  });
  if (!legend) return text;
  if (chosen.length === 0)
    return `${dots ? '  ' : ''}UNIT LOAD ACTIVE SUB DESCRIPTION\n0 loaded units listed.${all ? '' : ' Pass --all to see loaded but inactive units, too.'}\nTo show all installed unit files use 'systemctl list-unit-files'.\n`;
  text +=
    '\nLegend: LOAD   → Reflects whether the unit definition was properly loaded.\n        ACTIVE → The high-level unit activation state, i.e. generalization of SUB.\n        SUB    → The low-level unit activation state, values depend on unit type.\n';
  if (hasJobs) text += '        JOB    → Pending job for the unit.\n';
  return `${text}\n${chosen.length} loaded units listed.${all || states.length > 0 ? '' : ' Pass --all to see loaded but inactive units, too.'}\nTo show all installed unit files use 'systemctl list-unit-files'.\n`;
}

export function listUnitFiles(sys: Sys, options: ListOptions): string {
  const { types, states, patterns, legend, paint } = options;
  const chosen = unitFilesOf(sys)
    .filter(({ name }) => types.length === 0 || types.includes(typeOf(name)))
    .filter(({ name }) => matches(name, patterns))
    .filter(({ state }) => states.length === 0 || states.includes(state))
    .sort(byType);
  const colour = (state: string) =>
    /^enabled/.test(state) ? paint.green(state) : /^(disabled|masked)/.test(state) ? paint.red(state) : state;
  const width = Math.max(legend ? 9 : 0, ...chosen.map(({ name }) => name.length));
  const stateWidth = Math.max(legend ? 5 : 0, ...chosen.map(({ state }) => state.length));
  let text = legend && chosen.length > 0 ? `${'UNIT FILE'.padEnd(width)} ${'STATE'.padEnd(stateWidth)} PRESET\n` : '';
  for (const { name, state, preset } of chosen)
    text += `${name.padEnd(width)} ${colour(state)}${' '.repeat(stateWidth - state.length)} ${preset}\n`;
  return legend ? `${text}${chosen.length > 0 ? '\n' : ''}${chosen.length} unit files listed.\n` : text;
}

export function listTimers(sys: Sys, options: ListOptions): string {
  const now = sys.now();
  const timers = unitsOf(sys, options.all)
    .filter(
      ({ name, activeState }) => name.endsWith('.timer') && (options.all || activeState === 'active') && matches(name, options.patterns),
    )
    .sort((a, b) => (a.state.next ?? Infinity) - (b.state.next ?? Infinity));
  const left = (next: number) => relativeTo(next, now).replace(/ left$/, '');
  const rows = timers.map((u) => {
    const { next, last } = u.state;
    return [
      next === undefined ? '-' : stampOf(sys, next),
      next === undefined ? '-' : next <= now ? relativeTo(next, now) : left(next),
      last === undefined ? '-' : stampOf(sys, last),
      last === undefined ? '-' : relativeTo(last, now),
      u.name,
      u.triggers.join(' '),
    ];
  });
  const head = ['NEXT', 'LEFT', 'LAST', 'PASSED', 'UNIT', 'ACTIVATES'];
  const widths = head.map((_, i) => Math.max(options.legend ? head[i]!.length : 0, ...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    `${row.map((cell, i) => (i === row.length - 1 ? cell : i === 1 && cell !== 'LEFT' ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join(' ')}\n`;
  const text = (options.legend ? line(head) : '') + rows.map(line).join('');
  return options.legend
    ? `${text}\n${rows.length} timers listed.\n${options.all ? '' : 'Pass --all to see loaded but inactive timers, too.\n'}`
    : text;
}

export function listSockets(sys: Sys, options: ListOptions): string {
  const rows = unitsOf(sys, options.all)
    .filter(
      ({ name, activeState }) => name.endsWith('.socket') && (options.all || activeState === 'active') && matches(name, options.patterns),
    )
    .flatMap((u) =>
      Object.entries(propertiesOf(sys, u.name))
        .filter(([key]) => key.startsWith('Socket.Listen'))
        .flatMap(([, values]) => values.map((path) => [path, u.name, u.triggers.join(' ')])),
    )
    .sort(([a], [b]) => (a! < b! ? -1 : 1));
  const text = table(['LISTEN', 'UNIT', 'ACTIVATES'], rows, options.legend);
  return options.legend
    ? `${text}\n${rows.length} sockets listed.\n${options.all ? '' : 'Pass --all to see loaded but inactive sockets, too.\n'}`
    : text;
}

/** `list-dependencies`: a tree of what a unit requires and wants. */
export function listDependencies(
  sys: Sys,
  name: string,
  options: { paint: Paint; all: boolean; reverse: boolean; plain: boolean; kind?: string },
): string {
  const units = new Map<string, UnitStatus>();
  const status = (one: string) => {
    if (!units.has(one)) units.set(one, unitOf(sys, one));
    return units.get(one)!;
  };
  const names = unitsOf(sys, true).map((u) => u.name);
  const next = (one: string): string[] => {
    if (options.kind) return [...(propertiesOf(sys, one)[`dependency:${options.kind}`] ?? [])].sort();
    if (!options.reverse) {
      const settings = propertiesOf(sys, one);
      return ['requires', 'requisite', 'wants', 'bindsTo'].flatMap((kind) => settings[`dependency:${kind}`] ?? []);
    }
    return names.filter((other) => {
      const settings = propertiesOf(sys, other);
      return ['requires', 'wants', 'bindsTo', 'partOf'].some((kind) => settings[`dependency:${kind}`]?.includes(one));
    });
  };
  let text = `${name}\n`;
  let count = 0;
  const walk = (one: string, indent: string, above: readonly string[]) => {
    const below = [...new Set(next(one))]
      .filter((other) => !options.reverse || !above.includes(other))
      .sort((a, b) => (typeOf(a) === 'target' ? 1 : 0) - (typeOf(b) === 'target' ? 1 : 0) || (a < b ? -1 : 1));
    below.forEach((other, i) => {
      if (++count > 2000) return;
      const isLast = i === below.length - 1;
      text += options.plain
        ? `  ${indent.replace(/[│ ]/g, ' ')}${other}\n`
        : `${dotOf(status(other), options.paint)} ${indent}${isLast ? '└─' : '├─'}${other}\n`;
      if ((options.all || typeOf(other) === 'target' || typeOf(other) === 'slice') && !above.includes(other) && above.length < 8)
        walk(other, `${indent}${isLast ? '  ' : '│ '}`, [...above, other]);
    });
  };
  walk(name, '', [name]);
  return text;
}
