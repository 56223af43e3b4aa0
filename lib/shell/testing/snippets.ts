import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestMachine } from '@/lib/hosts/testing';

/** A script that real bash and ours are both given. */
export interface Snippet {
  readonly subject: string;
  readonly text: string;
  /** `command`: bash -c; `file`: bash t.sh; `stdin`: read from standard input. */
  readonly how: 'command' | 'file' | 'stdin';
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number | null;
}

const FOLDER = join(import.meta.dirname, '..', 'snippets');
const SCRIPT = 't.sh';

/** The snippets of a subject: blocks between blank lines; `#!file` or `#!stdin` as the first line says how they are run. */
export function readSnippets(subject: string): Snippet[] {
  return readFileSync(join(FOLDER, `${subject}.txt`), 'utf8')
    .split(/\n\n+/)
    .map((block) => block.replace(/^\n+|\n+$/g, ''))
    .filter((block) => block !== '')
    .map((block) => {
      const how = /^#!(file|stdin)\n/.exec(block);
      return { subject, text: how ? block.slice(how[0].length) : block, how: how ? (how[1] as 'file' | 'stdin') : 'command' };
    });
}

export const subjects = (): string[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => name.slice(0, -4))
    .sort();

const environment = (home: string) => ({ PATH: '/usr/bin:/bin', HOME: home, LC_ALL: 'C.UTF-8', TZ: 'UTC' });

function argvOf(snippet: Snippet): string[] {
  return snippet.how === 'command' ? ['bash', '-c', snippet.text] : snippet.how === 'file' ? ['bash', SCRIPT] : ['bash'];
}

/** `line 1:  4242 Killed`: the number is the machine's affair. */
const withoutPids = (text: string): string =>
  text.replace(/(: line \d+: +)\d+ (?=[A-Z])/g, '$1PID ').replace(/: line (\d+): +PID/g, ': line $1: PID');

/** What the machine's own bash does, in a folder that is thrown away. */
export function runReal(snippet: Snippet): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'bash-'));
  try {
    if (snippet.how === 'file') writeFileSync(join(folder, SCRIPT), snippet.text + '\n');
    const [, ...args] = argvOf(snippet);
    const real = spawnSync('/bin/bash', args, {
      argv0: 'bash',
      encoding: 'utf8' as const,
      env: environment(folder) as unknown as NodeJS.ProcessEnv,
      cwd: folder,
      input: snippet.how === 'stdin' ? snippet.text + '\n' : '',
      timeout: 20_000,
    });
    const tidy = (text: string): string =>
      text.replaceAll(folder, '/tmp/w').replaceAll('/usr/bin/bash:', 'bash:').replaceAll('/bin/bash:', 'bash:');
    return { stdout: tidy(real.stdout), stderr: withoutPids(tidy(real.stderr)), exit: real.status };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What ours does on a copy of a machine. */
export function runOurs(machine: TestMachine, snippet: Snippet): Outcome {
  const copy = machine.fork();
  copy.kernel.tree().mkdirs('/tmp/w');
  const ran = copy.run(argvOf(snippet), {
    env: environment('/tmp/w'),
    cwd: '/tmp/w',
    stdin: snippet.how === 'stdin' ? snippet.text + '\n' : '',
    files: snippet.how === 'file' ? { [`/tmp/w/${SCRIPT}`]: snippet.text + '\n' } : {},
  });
  return { ...ran, stderr: withoutPids(ran.stderr) };
}
