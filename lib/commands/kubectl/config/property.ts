import { FIELDS, type Kubeconfig } from '../client/kubeconfig';
import { CommandError } from '../errors';
import { helpFor } from '../help/help';
import type { Handler, Invocation } from '../invocation';
import { modify } from './config';

/* eslint-disable @typescript-eslint/no-explicit-any -- a kubeconfig is read as it is */
const SECTIONS = { clusters: 'cluster', contexts: 'context', users: 'user' } as const;
type Section = keyof typeof SECTIONS;
const BOOLEANS = new Set(['insecure-skip-tls-verify', 'disable-compression', 'provideClusterInfo']);

const isSection = (text: string | undefined): text is Section => text !== undefined && text in SECTIONS;
const top = (section: string): never => {
  throw new CommandError(`unable to parse ${section} after [] at api.Config`);
};

/** The path's section, name and field. Names may hold dots, as far as an entry of the name is there. */
function parsed(path: string): { section: Section; name: string; field: string } | undefined {
  const [section, ...rest] = path.split('.');
  if (section === 'current-context') return undefined;
  if (!isSection(section)) return top(path);
  return { section, name: rest.length > 1 ? rest.slice(0, -1).join('.') : (rest[0] ?? ''), field: rest.length > 1 ? rest.at(-1)! : '' };
}

/** `kubectl config set`. */
export const set: Handler = (k) => {
  if (k.args.length !== 2) misused(k);
  const [path, value] = k.args as [string, string];
  const at = parsed(path);
  if (!at)
    modify(
      k,
      (each) => each.currentContext !== '',
      (each) => void (each.currentContext = value),
    );
  else {
    const { section, name, field } = at;
    // Go prints the map's pointers, which say nothing.
    if (field === '') throw new CommandError(`can't set a map to a value: map[${name}]`);
    if (!FIELDS[section].includes(field))
      throw new CommandError(`unable to parse ${field} after [${section} ${name}] at api.${kindOf(section)}`);
    modify(
      k,
      (each) => each[section].some((item) => item.name === name),
      (each) => {
        const list = each[section] as any[];
        let item = list.find((candidate) => candidate.name === name);
        if (!item) list.push((item = { name, [SECTIONS[section]]: {} }));
        item[SECTIONS[section]][field] = typed(k, field, value);
      },
    );
  }
  k.out(`Property ${JSON.stringify(path)} set.\n`);
  return 0;
};

const kindOf = (section: Section): string => ({ clusters: 'Cluster', contexts: 'Context', users: 'AuthInfo' })[section];

function typed(k: Invocation, field: string, value: string): unknown {
  if (BOOLEANS.has(field)) {
    if (/^(1|t|T|TRUE|true|True)$/.test(value)) return true;
    if (/^(0|f|F|FALSE|false|False)$/.test(value)) return false;
    throw new CommandError(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
  }
  if (!field.endsWith('-data')) return value;
  if (k.flags.bool('set-raw-bytes')) return Buffer.from(value).toString('base64');
  return value;
}

/** `kubectl config unset`. */
export const unset: Handler = (k) => {
  if (k.args.length !== 1) misused(k);
  const path = k.args[0]!;
  const at = parsed(path);
  modify(
    k,
    (each) => (at ? each[at.section].some((item) => item.name === at.name) : each.currentContext !== ''),
    (each) => {
      if (!at) each.currentContext = '';
      else remove(each, at.section, at.name, at.field);
    },
  );
  k.out(`Property ${JSON.stringify(path)} unset.\n`);
  return 0;
};

function remove(config: Kubeconfig, section: Section, name: string, field: string): void {
  const list = config[section] as any[];
  if (name === '') config[section] = [];
  else if (field === '') config[section] = list.filter((item) => item.name !== name) as any;
  else {
    const item = list.find((each) => each.name === name);
    if (!item) throw new CommandError(`current map key \`${name}\` is invalid`);
    delete item[SECTIONS[section]][field];
  }
}

function misused(k: Invocation): never {
  k.out(helpFor(k.sys, k.command));
  throw new CommandError(`Unexpected args: [${k.args.join(' ')}]`);
}
