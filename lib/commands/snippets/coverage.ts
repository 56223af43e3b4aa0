import { spawnSync } from 'node:child_process';
import type { ProgramTable } from '@/lib/hosts/process/program';
import { commandOf, type Command } from '../command/command';

/** Options of the real tools, as their `--help` names them: tool → `-a` or `--all`. */
export type RealOptions = Readonly<Record<string, readonly string[]>>;

/** Commands whose `--help` is worth asking: those of coreutils, util-linux and their kin. */
export const ASKED =
  'awk base32 base64 basename basenc bc cat chgrp chmod chown cksum cmp column comm cp csplit cut date dd df diff dirname du env expand expr factor find flock fmt fold getopt grep gzip head hexdump iconv id install join ln ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc numfmt od paste pathchk printenv ps readlink realpath rm rmdir sed seq sha256sum shuf sleep sort split stat stdbuf strings sum sync tac tail tar tee timeout touch tr truncate tsort uname unexpand uniq unlink wc who xargs xxd yes'.split(
    ' ',
  );

/** Option names at the beginnings of the lines of a help text. */
export function optionsInHelp(text: string): string[] {
  const found = new Set<string>();
  for (const line of text.split('\n')) {
    const start = /^\s+((?:-[^\s,]|--[a-z])[^\n]*?)(?:\s{2,}|$)/.exec(line)?.[1];
    for (const m of (start ?? '').matchAll(/(?:^|[\s,|])(--[a-z][\w-]*|-[A-Za-z0-9])(?=[\s,=[|<]|$)/g)) found.add(m[1]!);
  }
  return [...found].sort();
}

/** Asks the machine's own tools. What is not there is left out. */
export function askReal(): RealOptions {
  const out: Record<string, string[]> = {};
  for (const name of ASKED) {
    const ran = spawnSync(name, ['--help'], {
      encoding: 'utf8',
      input: '',
      timeout: 10_000,
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', NODE_ENV: 'test' },
    });
    if (ran.error || ran.status === null) continue;
    out[name] = optionsInHelp(ran.stdout || ran.stderr);
  }
  return out;
}

/** Options as our parser takes them; undefined: the command reads its arguments by itself. */
export function optionsOf(command: Command): Set<string> | undefined {
  if (command.options === undefined) return undefined;
  const names = command.options
    .split(' ')
    .filter(Boolean)
    .flatMap((item) => item.replace(/:+$/, '').split(','));
  return new Set(['--help', '--version', ...names.map((name) => (name.length === 1 ? `-${name}` : `--${name}`))]);
}

/** The page docs/coverage-commands.md. */
export function coveragePage(
  programs: ProgramTable,
  real: RealOptions,
  compared: Readonly<Record<string, number>>,
  differing: readonly string[],
): string {
  const rows: string[] = [];
  const own: string[] = [];
  for (const name of programs.names()) {
    const entry = programs.get(name)!;
    const command = entry.kind === 'generator' ? commandOf(entry.run) : undefined;
    if (!command) continue;
    own.push(name);
    const asked = real[name];
    if (!asked) continue;
    const taken = optionsOf(command);
    const lacking = taken ? asked.filter((option) => !taken.has(option)) : [];
    const share = taken ? `${asked.length - lacking.length} of ${asked.length}` : 'reads them itself';
    rows.push(`| ${name} | ${share} | ${lacking.map((option) => `\`${option}\``).join(' ')} |`);
  }
  const total = Object.values(compared).reduce((sum, n) => sum + n, 0);
  return `# Commands of the hosts: what is compared with the real ones

Scripts in \`lib/commands/snippets\` are played by real bash with the real tools and by ours; standard output, standard error and exit code must be
the same. ${total} are the same; ${differing.length} are listed below with the reason why they are not compared. The table sets the options that the real
\`--help\` names against those that our parser takes. This page is written by \`NEKALA_TOOLS=record npx vitest run lib/commands/snippets\`.

| Subject | Scripts compared |
| --- | --- |
${Object.entries(compared)
  .map(([subject, n]) => `| ${subject} | ${n} |`)
  .join('\n')}

| Command | Options of the real help that are taken | Not taken |
| --- | --- | --- |
${rows.join('\n')}

## Not compared

${differing.join('\n')}

## All commands

${own.map((name) => `\`${name}\``).join(' ')}
`;
}
