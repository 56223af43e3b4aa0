import type { Sys } from '@/lib/hosts/process/sys';
import { Fatal } from '../errors';
import { findCommand, parseCommandLine } from '../flags/command-line';
import { kubercPath, readKuberc, type PreferredOption } from './preference';

const MOST_ALIASES = 256;

/**
 * A command line as a user's kuberc would have it: aliases written out, and options added that were not given. Throws what kubectl says
 * of a file that it cannot use. Models kubectl/pkg/kuberc.Preferences.
 */
export function withPreferences(sys: Sys, args: readonly string[]): readonly string[] {
  const at = args.findIndex((arg) => arg === '--kuberc' || arg.startsWith('--kuberc='));
  const flag = at < 0 ? undefined : args[at]!.includes('=') ? args[at]!.slice('--kuberc='.length) : args[at + 1];
  const path = kubercPath(sys, flag);
  if (!path) {
    // Switched off altogether, kubectl does not know the flag.
    if (at >= 0 && sys.env()['KUBECTL_KUBERC'] === 'false')
      throw new Fatal(`error: unknown flag: --kuberc\nSee 'kubectl ${findCommand(args).command} --help' for usage.`);
    return args;
  }
  const preference = readKuberc(sys, path);
  if (!preference) return args;
  let line = [...args];
  const found = findCommand(line);
  const alias = preference.aliases.slice(0, MOST_ALIASES).find(({ name }) => name === found.unknown);
  if (alias) {
    const place = line.indexOf(alias.name);
    line = [
      ...alias.command.split(' '),
      ...line.slice(0, place),
      ...(alias.prependArgs ?? []),
      ...line.slice(place + 1),
      ...(alias.appendArgs ?? []),
    ];
    // An alias has options of its own; what its command has by default is no part of it.
    return withOptions(line, alias.options ?? []);
  }
  const defaults = preference.defaults.find(({ command }) => command === found.command);
  return defaults ? withOptions(line, defaults.options ?? []) : line;
}

function withOptions(line: readonly string[], options: readonly PreferredOption[]): string[] {
  const { command, rest } = findCommand(line);
  let parsed;
  try {
    parsed = parseCommandLine(command, rest);
  } catch {
    // A line that pflag refuses is refused later, in its own words.
    return [...line];
  }
  const added = options.filter(({ name }) => !parsed.flags.changed(name));
  for (const { name } of added)
    if (!parsed.flags.has(name)) throw new Fatal(`error occurred while applying preferences invalid flag --${name} for command ${command}`);
  return [...command.split(' '), ...added.map((option) => `--${option.name}=${option.default}`), ...rest];
}
