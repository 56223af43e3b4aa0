import { helpTexts } from '../flags/known-flags';

const READ = new Map<string, ReadonlyMap<string, string>>();

/** Commands that their parent's help lists in prose only. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  help: 'Help about any command',
  options: 'Print the list of flags inherited by all commands',
};

/** Names of a command's own subcommands, sorted, with what their parent's help says of each; of kubectl itself `help` too. */
export function subcommands(command: string): readonly (readonly [name: string, what: string])[] {
  const prefix = command === '' ? '' : `${command} `;
  const names = Object.keys(helpTexts)
    .filter((path) => path !== '' && path.startsWith(prefix) && !path.slice(prefix.length).includes(' '))
    .map((path) => path.slice(prefix.length));
  if (command === '') names.push('help');
  return names.sort().map((name) => [name, listed(command).get(name) ?? ELSEWHERE[name] ?? '']);
}

function listed(command: string): ReadonlyMap<string, string> {
  let found = READ.get(command);
  if (!found) {
    const rows = (helpTexts[command] ?? '').matchAll(/^ {2}([a-z][\w-]*) {2,}(\S.*)$/gm);
    READ.set(command, (found = new Map([...rows].map((row) => [row[1]!, row[2]!]))));
  }
  return found;
}

/** The first line of what a command's help (or `kubectl options`) says of a flag. */
export function flagText(command: string, flag: string): string {
  const at = new RegExp(`^ +(?:-., )?--${flag}=.*:\\n\\t(.*)$`, 'm');
  return at.exec(helpTexts[command] ?? '')?.[1] ?? '';
}
