import type { JournalEntry } from '@/lib/hosts/process/machine-state';
import type { Sys } from '@/lib/hosts/process/sys';
import { parseTimespan } from '@/lib/hosts/systemd/timespan';
import { parseTimestamp } from '@/lib/hosts/systemd/timestamp';
import { unitName } from '@/lib/hosts/systemd/unit-name';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';
import type { Command } from '../command/command';
import type { Options } from '../command/getopt';
import { isTerminal, type Io, type Task } from '../command/stdio';
import { bootsOf, fieldsOf, identifierOf, journalOf, journalText, PRIORITIES, priorityOf, unitOfEntry, type Boot } from './journal';
import { JOURNALCTL_HELP, SYSTEMD_VERSION } from './systemd-texts';
import { bytesText } from './unit-status';
import { catalogText } from './journal-catalog';

const OUTPUTS =
  'short short-full short-iso short-iso-precise short-precise short-monotonic short-delta short-unix verbose export json json-pretty json-sse json-seq cat with-unit'.split(
    ' ',
  );
const FACILITIES =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp 12 13 14 15 local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );
/** Bytes that an entry takes of the disk, about. */
const ENTRY_BYTES = 800;
const FILE_BYTES = 8 * 2 ** 20;

export const journalctl: Command = {
  name: 'journalctl',
  options:
    'u,unit: user-unit: f,follow n,lines:: no-tail no-pager x,catalog e,pager-end r,reverse o,output: output-fields: S,since: U,until: b,boot:: this-boot list-boots k,dmesg p,priority: facility: q,quiet t,identifier: T,exclude-identifier: g,grep: case-sensitive:: a,all no-hostname no-full l,full utc D,directory: file: root: disk-usage vacuum-size: vacuum-time: vacuum-files: rotate sync flush verify header N,fields F,field: c,cursor: after-cursor: cursor-file: show-cursor M,machine: m,merge system user h update-catalog version truncate-newline smart-relinquish-var',
  usage: JOURNALCTL_HELP,
  refusal: '',
  prepare: (args) =>
    args.flatMap((argument, i) => {
      // What -n and -b may take stands in a word of its own, too.
      const before = args[i - 1] ?? '';
      if (/^-[a-zA-Z]*n$|^--lines$/.test(before) && /^(\+?\d+|all)$/.test(argument)) return [];
      if (/^-b$|^--boot$/.test(before) && /^([-+]?\d+|all|[0-9a-f]{32}([-+]\d+)?)$/.test(argument)) return [];
      const next = args[i + 1] ?? '';
      if (/^-[a-zA-Z]*n$|^--lines$/.test(argument) && /^(\+?\d+|all)$/.test(next))
        return [`${argument}${argument.startsWith('--') ? '=' : ''}${next}`];
      if (/^-b$|^--boot$/.test(argument) && /^([-+]?\d+|all|[0-9a-f]{32}([-+]\d+)?)$/.test(next))
        return [`${argument}${argument.startsWith('--') ? '=' : ''}${next}`];
      return [argument];
    }),
  *run(io, options, sys) {
    if (options.has('h')) {
      yield* io.print(JOURNALCTL_HELP);
      return 0;
    }
    if (options.has('version')) {
      yield* io.print(SYSTEMD_VERSION);
      return 0;
    }
    const output = options.value('o') ?? 'short';
    if (output === 'help') {
      yield* io.print(OUTPUTS.map((one) => `${one}\n`).join(''));
      return 0;
    }
    const wrong = refusalOf(options, sys.now());
    if (wrong !== undefined) {
      yield* io.stderr(`${wrong}\n`);
      return 1;
    }
    const boots = bootsOf(sys);
    const work = yield* command(io, options, sys, boots);
    if (work !== undefined) return work;
    const chosen = filterOf(options, sys, boots);
    if (typeof chosen === 'string') {
      yield* io.stderr(`${chosen}\n`);
      return 1;
    }
    return yield* show(io, options, sys, boots, chosen, output);
  },
};

const timeOf = (options: Options, name: string, now: number): number | undefined => {
  const text = options.value(name);
  return text === undefined ? undefined : parseTimestamp(text, now);
};

/** What is wrong with the options; undefined: nothing. */
function refusalOf(options: Options, now: number): string | undefined {
  const output = options.value('o');
  if (output !== undefined && !OUTPUTS.includes(output)) return `Unknown output format '${output}'.`;
  for (const name of ['S', 'U']) {
    const text = options.value(name);
    if (text !== undefined && timeOf(options, name, now) === undefined) return `Failed to parse timestamp: ${text}`;
  }
  if ((timeOf(options, 'S', now) ?? -Infinity) > (timeOf(options, 'U', now) ?? Infinity)) return '--since= must be before --until=.';
  const priority = options.value('p');
  if (priority !== undefined && priorities(priority) === undefined) return `Unknown log level ${priority}`;
  for (const facility of options.values('facility').flatMap((value) => value.split(',')))
    if (!FACILITIES.includes(facility) && !/^\d+$/.test(facility)) return `Bad --facility= argument "${facility}".`;
  const lines = options.value('n');
  if (lines !== undefined && lines !== '' && !/^\+?\d+$|^all$/.test(lines)) return `Failed to parse lines '${lines}'`;
  for (const [name, what, read] of [
    ['vacuum-size', 'vacuum size', (text: string) => bytesOf(text)],
    ['vacuum-time', 'vacuum time', (text: string) => parseTimespan(text)],
    ['vacuum-files', 'vacuum files', (text: string) => (/^\d+$/.test(text) ? Number(text) : undefined)],
  ] as const) {
    const text = options.value(name);
    if (text !== undefined && read(text) === undefined) return `Failed to parse ${what}: ${text}`;
  }
  if (options.has('f') && options.has('r')) return 'Please specify either --reverse= or --follow=, not both.';
  const pattern = options.value('g');
  if (pattern !== undefined) {
    try {
      new RegExp(pattern);
    } catch {
      return `Bad pattern "${pattern}": ${/\($|\([^)]*$/.test(pattern) ? 'missing closing parenthesis' : 'invalid pattern'}`;
    }
  }
  const directory = options.value('D');
  if (directory !== undefined && directory !== '/var/log/journal' && directory !== '/run/log/journal')
    return `Failed to open ${directory}: No such file or directory`;
  return options.has('file') ? 'Failed to open files: No such file or directory' : undefined;
}

/** `err`, `3`, `warning..err`: the least and the most. */
function priorities(text: string): readonly [number, number] | undefined {
  const one = (word: string) => {
    const found = /^[0-7]$/.test(word)
      ? Number(word)
      : ([...PRIORITIES] as string[]).indexOf({ error: 'err', panic: 'emerg', warn: 'warning' }[word] ?? word);
    return found < 0 ? undefined : found;
  };
  const [from = '', to] = text.split('..');
  const [a, b] = [one(from), to === undefined ? undefined : one(to)];
  if (a === undefined || (to !== undefined && b === undefined)) return undefined;
  return b === undefined ? [0, a] : [Math.min(a, b), Math.max(a, b)];
}

function bytesOf(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([BKMGT]?)$/i.exec(text);
  return match ? Number(match[1]) * 1024 ** ('BKMGT'.indexOf((match[2] || 'B').toUpperCase()) || 0) : undefined;
}

/** --list-boots, --disk-usage, --vacuum-*: what shows no entries. */
function* command(io: Io, options: Options, sys: Sys, boots: readonly Boot[]): Task<number | undefined> {
  const zone = timeZone(sys);
  const stamp = (ms: number) => strftime('%a %Y-%m-%d %H:%M:%S %Z', ms, zone);
  if (options.has('list-boots')) {
    const entries = journalOf(sys);
    const rows = boots.flatMap((boot, i) => {
      const until = boots[i + 1]?.from ?? Infinity;
      const own = entries.filter(({ time }) => time >= boot.from && time < until);
      return own.length === 0
        ? []
        : [[String(i - boots.length + 1).padStart(3), boot.id.replaceAll('-', ''), stamp(own[0]!.time), stamp(own.at(-1)!.time)]];
    });
    yield* io.print(`IDX ${'BOOT ID'.padEnd(32)} ${'FIRST ENTRY'.padEnd(27)} ${'LAST ENTRY'.padEnd(27)}\n`.replace(/ +\n/, '\n'));
    for (const row of rows) yield* io.print(`${row.join(' ')}\n`);
    return 0;
  }
  const size = () => FILE_BYTES * Math.max(1, Math.ceil((journalOf(sys).length * ENTRY_BYTES) / FILE_BYTES));
  if (options.has('disk-usage')) {
    yield* io.print(`Archived and active journals take up ${bytesText(size())} in the file system.\n`);
    return 0;
  }
  if (options.has('vacuum-size', 'vacuum-time', 'vacuum-files')) {
    const before = size();
    const time = options.value('vacuum-time');
    const limit = options.value('vacuum-size');
    const request = {
      call: 'journal-vacuum',
      ...(time === undefined ? {} : { since: sys.now() - parseTimespan(time)! / 1000 }),
      ...(limit === undefined ? {} : { keep: Math.floor(bytesOf(limit)! / ENTRY_BYTES) }),
    };
    sys.host(request);
    yield* io.stderr(
      `Vacuuming done, freed ${before > size() ? bytesText(before - size()) : '0B'} of archived journals from /var/log/journal/${fieldsOf(sys, { time: sys.now(), unit: 'x', pid: 1, text: '' }, boots, 0)._MACHINE_ID ?? ''}.\n`,
    );
    return 0;
  }
  if (options.has('rotate', 'sync', 'flush', 'update-catalog', 'smart-relinquish-var')) return 0;
  if (options.has('verify')) {
    yield* io.stderr('PASS: /var/log/journal/system.journal\n');
    return 0;
  }
  if (options.has('N', 'F')) {
    const wanted = options.value('F');
    const values = new Set<string>();
    journalOf(sys).forEach((entry, i) => {
      const fields = fieldsOf(sys, entry, boots, i);
      if (wanted === undefined) Object.keys(fields).forEach((key) => values.add(key));
      else if (fields[wanted] !== undefined) values.add(fields[wanted]!);
    });
    for (const value of values) if (!value.startsWith('__')) yield* io.print(`${value}\n`);
    return 0;
  }
  return undefined;
}

type Filter = (entry: JournalEntry) => boolean;

/** What the options choose; a string is what is wrong. */
function filterOf(options: Options, sys: Sys, boots: readonly Boot[]): Filter | string {
  const now = sys.now();
  const from = timeOf(options, 'S', now) ?? -Infinity;
  const until = timeOf(options, 'U', now) ?? Infinity;
  const glob = (name: string) =>
    new RegExp(
      `^${unitName(name)
        .replace(/[.+^${}()|\\]/g, '\\$&')
        .replace(/\*/g, '.*')
        .replace(/\?/g, '.')}$`,
    );
  const units = options
    .values('u')
    .map((name) =>
      /[*?[]/.test(name)
        ? glob(/\.[a-z]+$/.test(name) ? name : `${name}.service`.replace(/\*\.service$/, '*'))
        : new RegExp(`^${unitName(name).replace(/[.+^$(){}|\\*?[\]]/g, '\\$&')}$`),
    );
  const identifiers = options.values('t');
  const excluded = options.values('T');
  const [least, most] = priorities(options.value('p') ?? 'debug')!;
  const pattern = options.value('g');
  const sensitive = options.has('case-sensitive')
    ? options.value('case-sensitive') !== 'false'
    : pattern !== undefined && /[A-Z]/.test(pattern);
  const grep = pattern === undefined ? undefined : new RegExp(pattern, sensitive ? 'u' : 'iu');
  let boot: readonly [number, number] = [-Infinity, Infinity];
  if (options.has('b', 'this-boot', 'k') && options.value('b') !== 'all') {
    const given = options.value('b') ?? '0';
    const byId = boots.findIndex(({ id }) => id.replaceAll('-', '') === given.slice(0, 32));
    const offset = /^[-+]?\d{1,4}$/.test(given) ? Number(given) : 0;
    const index = byId >= 0 ? byId : offset > 0 ? offset - 1 : boots.length - 1 + offset;
    if (!boots[index]) return `Data from the specified boot (${given}) is not available: No such boot ID in journal`;
    boot = [boots[index]!.from, boots[index + 1]?.from ?? Infinity];
  }
  const isKernel = (entry: JournalEntry) => entry.transport === 'kernel' || (entry.unit === 'kernel' && entry.pid === 0);
  const terms: (readonly [string, string])[][] = [[]];
  for (const word of options.operands) {
    if (word === '+') {
      terms.push([]);
      continue;
    }
    const at = word.indexOf('=');
    if (word.startsWith('/')) {
      terms.at(-1)!.push(['_EXE', word]);
      continue;
    }
    if (at < 1 || !/^[A-Z0-9_]+$/.test(word.slice(0, at))) return `Failed to add match '${word}': Invalid argument`;
    terms.at(-1)!.push([word.slice(0, at), word.slice(at + 1)]);
  }
  const alternatives = terms.filter((one) => one.length > 0);
  const fits = (entry: JournalEntry) => {
    if (alternatives.length === 0) return true;
    const fields = fieldsOf(sys, entry, boots, 0);
    // Values of one field are alternatives, different fields have to match together.
    return alternatives.some((group) =>
      [...new Set(group.map(([key]) => key))].every((key) => group.some(([name, value]) => name === key && fields[name] === value)),
    );
  };
  return (entry) =>
    entry.time >= from &&
    entry.time <= until &&
    entry.time >= boot[0] &&
    entry.time < boot[1] &&
    (units.length === 0 || (!isKernel(entry) && units.some((unit) => unit.test(unitOfEntry(entry))))) &&
    (identifiers.length === 0 || identifiers.includes(identifierOf(entry))) &&
    !excluded.includes(identifierOf(entry)) &&
    (!options.has('k') || isKernel(entry)) &&
    priorityOf(entry) >= least &&
    priorityOf(entry) <= most &&
    (!grep || grep.test(entry.text)) &&
    fits(entry);
}

function* show(io: Io, options: Options, sys: Sys, boots: readonly Boot[], keep: Filter, output: string): Task<number> {
  // Only members of these groups see more than their own.
  if (sys.uid() !== 0 && !sys.groups().some((group) => group === 4 || group === 101 || group === 27)) {
    if (!options.has('q'))
      yield* io.stderr(
        "Hint: You are currently not seeing messages from other users and the system.\n      Users in groups 'adm', 'systemd-journal' can see all messages.\n      Pass -q to turn off this notice.\nNo journal files were opened due to insufficient permissions.\n",
      );
    return 1;
  }
  const paints = isTerminal(sys, 1) && /^short|^with-unit/.test(output);
  const line = (entry: JournalEntry, index: number): string => {
    if (output === 'verbose' || output === 'export' || output.startsWith('json'))
      return structured(sys, entry, boots, index, output, options);
    const text = journalText(sys, entry, output, { hostname: !options.has('no-hostname'), boots });
    const colour = priorityOf(entry) <= 3 ? '1;31' : priorityOf(entry) === 4 ? '1;38;5:185' : priorityOf(entry) === 5 ? '1;39' : '';
    const plain =
      paints && colour
        ? text.replace(
            /^(\S+ +\S+ \S+ \S+ \S+: )?(.*)\n$/s,
            (_, head: string | undefined, rest: string) => `${head ?? ''}\x1b[0;${colour}m${rest}\x1b[0m\n`,
          )
        : text;
    return options.has('x') ? plain + catalogText(entry) : plain;
  };
  const all = () => journalOf(sys).filter(keep);
  let entries = all();
  let shown = entries.length;
  const given = options.value('n');
  const limit =
    options.has('no-tail') || given === 'all'
      ? Infinity
      : options.has('n')
        ? Number(given?.replace('+', '') || 10)
        : options.has('f')
          ? 10
          : options.has('e')
            ? 1000
            : Infinity;
  entries = given?.startsWith('+') ? entries.slice(0, limit) : entries.slice(Math.max(0, entries.length - limit));
  if (options.has('r')) entries = [...entries].reverse();
  if (entries.length === 0 && !options.has('f') && !options.has('q') && !output.startsWith('json')) yield* io.print('-- No entries --\n');
  let last: string | undefined;
  for (const [i, entry] of entries.entries()) {
    const boot = boots.findLast(({ from }) => from <= entry.time)?.id;
    if (last !== undefined && boot !== last && !output.startsWith('json') && output !== 'cat' && output !== 'export' && !options.has('q'))
      yield* io.print(`-- Boot ${(boot ?? '').replaceAll('-', '')} --\n`);
    last = boot;
    yield* io.print(line(entry, i));
  }
  if (!options.has('f')) return 0;
  yield* io.flush();
  for (;;) {
    yield* io.sleep(250);
    const now = all();
    for (const [i, entry] of now.slice(Math.min(shown, now.length)).entries()) yield* io.print(line(entry, i));
    shown = now.length;
    yield* io.flush();
  }
}

function structured(sys: Sys, entry: JournalEntry, boots: readonly Boot[], index: number, output: string, options: Options): string {
  const fields = fieldsOf(sys, entry, boots, index);
  const wanted = options.values('output-fields').flatMap((value) => value.split(','));
  const chosen = Object.entries(fields).filter(
    ([key]) => wanted.length === 0 || wanted.includes(key) || key.startsWith('__') || key === '_BOOT_ID',
  );
  if (output === 'json') return `${JSON.stringify(Object.fromEntries(chosen))}\n`;
  if (output === 'json-pretty')
    return `{\n${chosen.map(([key, value]) => `\t${JSON.stringify(key)} : ${JSON.stringify(value)}`).join(',\n')}\n}\n`;
  if (output === 'json-sse') return `data: ${JSON.stringify(Object.fromEntries(chosen))}\n\n`;
  if (output === 'json-seq') return `\x1e${JSON.stringify(Object.fromEntries(chosen))}\n`;
  if (output === 'export') return `${chosen.map(([key, value]) => `${key}=${value}\n`).join('')}\n`;
  const micro = String(Math.round((entry.time % 1000) * 1000)).padStart(6, '0');
  const head = `${strftime('%a %Y-%m-%d %H:%M:%S', entry.time, timeZone(sys))}.${micro} ${strftime('%Z', entry.time, timeZone(sys))} [${fields.__CURSOR}]\n`;
  return (
    head +
    chosen
      .filter(([key]) => !key.startsWith('__'))
      .map(([key, value]) => `    ${key}=${value}\n`)
      .join('')
  );
}
