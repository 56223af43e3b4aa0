import { goJson } from '@/lib/api/go-json';
import { CommandError } from '../errors';
import { findCommand } from '../flags/command-line';
import type { Handler, Invocation, Task } from '../invocation';
import { outputFormat, structuredPrinter } from '../print/printer';
import { kubercPath, preferenceText, preferenceValue, readKuberc, type Preference, type PreferredOption } from './preference';

const RECOMMENDED: Preference = {
  defaults: [
    { command: 'apply', options: [{ name: 'server-side', default: 'true' }] },
    { command: 'delete', options: [{ name: 'interactive', default: 'true' }] },
  ],
  aliases: [],
};

function place(k: Invocation): { path: string; explicit: boolean } {
  const found = kubercPath(k.sys, k.flags.text('kuberc') || undefined);
  if (!found) throw new CommandError('KUBERC is disabled via KUBERC=off environment variable');
  return found;
}

function save(k: Invocation, path: string, preference: Preference): void {
  const folder = path.slice(0, path.lastIndexOf('/'));
  if (folder !== '' && !k.sys.exists(folder)) k.sys.mkdir(folder, 0o755);
  k.sys.writeFile(path, preferenceText(preference), { mode: 0o600 });
  k.out(`Updated ${path}\n`);
}

/** `kubectl alpha kuberc view`. */
export function* kubercView(k: Invocation): Task<number> {
  const at = place(k);
  const preference = readKuberc(k.sys, at);
  if (!preference) {
    k.out(`kuberc file not found at ${at.path}\nWould you like to generate a default kuberc file with recommended options? (y/N): `);
    const answer = (yield* k.stdin()).split('\n')[0]!.trim().toLowerCase();
    if (answer === 'y' || answer === 'yes') save(k, at.path, RECOMMENDED);
    return 0;
  }
  const { format } = outputFormat(k);
  if (format === 'json') k.out(`${goJson(preferenceValue(preference), { indent: '    ', sorted: false })}\n`);
  else if (format === 'yaml') k.out(preferenceText(preference));
  else k.out(structuredPrinter(k)?.(preferenceValue(preference), { sorted: false }) ?? '');
  return 0;
}

/** `kubectl alpha kuberc set`. */
export const kubercSet: Handler = (k) => {
  const { flags } = k;
  const [section, command, name] = [flags.text('section'), flags.text('command'), flags.text('name')];
  if (section !== 'defaults' && section !== 'aliases') throw new CommandError(`--section must be "defaults" or "aliases", got: ${section}`);
  if (section === 'aliases' && name === '') throw new CommandError('--name is required when --section=aliases');
  if (section === 'defaults' && name !== '') throw new CommandError('--name should not be specified when --section=defaults');
  const options: PreferredOption[] = flags.list('option').map((text) => {
    const at = text.indexOf('=');
    if (at < 0) throw new CommandError(`invalid option format ${JSON.stringify(text)}, expected flag=value`);
    return { name: text.slice(0, at), default: text.slice(at + 1) };
  });
  const at = place(k);
  const before = readKuberc(k.sys, at) ?? { defaults: [], aliases: [] };
  warnOf(k, before);
  const overwrite = flags.bool('overwrite');
  const put = <T>(list: readonly T[], same: (item: T) => boolean, item: T, what: string): T[] => {
    const found = list.findIndex(same);
    if (found < 0) return [...list, item];
    if (!overwrite) throw new CommandError(`${what}, use --overwrite to replace`);
    return list.map((each, i) => (i === found ? item : each));
  };
  if (section === 'defaults') {
    const defaults = put(
      before.defaults,
      (each) => each.command === command,
      { command, options: options.length > 0 ? options : null },
      `defaults for command ${JSON.stringify(command)} already exist`,
    );
    save(k, at.path, { ...before, defaults });
    return 0;
  }
  const alias = {
    name,
    command,
    prependArgs: [...flags.list('prependarg')],
    appendArgs: [...flags.list('appendarg')],
    options: options.length > 0 ? options : null,
  };
  const aliases = put(before.aliases, (each) => each.name === name, alias, `alias ${JSON.stringify(name)} already exists`);
  save(k, at.path, { ...before, aliases });
  return 0;
};

/** Tells of commands in the file that are not kubectl's. */
function warnOf(k: Invocation, { defaults }: Preference): void {
  for (const { command } of defaults)
    if (findCommand(command.split(' ')).command !== command)
      k.err(`Warning: command ${JSON.stringify(command)} not found to set kuberc override\n`);
}
