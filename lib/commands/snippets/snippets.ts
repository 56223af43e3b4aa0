import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBytes, toBytes } from '@/lib/hosts/text';
import type { TestMachine } from '@/lib/hosts/testing';

/** What a script printed and how it ended. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number | null;
}

const GOLDENS = join(import.meta.dirname, 'goldens');
const WORK = '/tmp/w';

/** Subjects: one text file each, named after the tool. */
export const subjects = (): string[] =>
  readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => name.slice(0, -4))
    .sort();

/** A script, or one line of a session. */
export interface Snippet {
  readonly text: string;
  /** Why it is not compared. */
  readonly differs?: string;
  /** The whole session that the line belongs to, and which of its lines it is. */
  readonly session?: readonly string[];
  readonly step?: number;
}

/**
 * What there is of a subject: blocks between blank lines. A block is a script; one that begins with `#!session` is a session whose
 * lines are run one after another in one shell and compared one by one. A block or line that begins with `#!differs REASON` is
 * run (in a session), but not compared.
 */
export function readSnippets(subject: string): Snippet[] {
  return readFileSync(join(import.meta.dirname, `${subject}.txt`), 'utf8')
    .split(/\n\n+/)
    .map((block) => block.replace(/^\n+|\n+$/g, ''))
    .filter((block) => block !== '')
    .flatMap((block): Snippet[] => {
      if (block.startsWith('#!session\n')) return sessionOf(block);
      const how = /^#!differs (.*)\n/.exec(block);
      return [how ? { text: block.slice(how[0].length), differs: how[1]! } : { text: block }];
    });
}

function sessionOf(block: string): Snippet[] {
  const lines = block.split('\n').slice(1);
  const session = lines.filter((line) => !line.startsWith('#!differs '));
  const out: Snippet[] = [];
  for (const line of lines) {
    if (line.startsWith('#!differs ')) continue;
    const before = lines[lines.indexOf(line) - 1]!;
    const differs = before?.startsWith('#!differs ') ? before.slice('#!differs '.length) : undefined;
    out.push({ text: line, session, step: out.length, ...(differs === undefined ? {} : { differs }) });
  }
  return out;
}

const MARK = '\x1e';

/** A session as one script: after each line its status goes to both streams, between marks. */
const scriptOf = (session: readonly string[]): string =>
  session.map((line) => `${line}\nprintf '\\036%s\\036' $?; printf '\\036' >&2`).join('\n');

/** What each line of a session did. */
function stepsOf(ran: Outcome): Outcome[] {
  const stdout = ran.stdout.split(MARK);
  const stderr = ran.stderr.split(MARK);
  const out: Outcome[] = [];
  for (let i = 0; 2 * i + 1 < stdout.length; i++)
    out.push({ stdout: stdout[2 * i]!, stderr: stderr[i] ?? '', exit: Number(stdout[2 * i + 1]) });
  return out;
}

const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** A line of a session is known by all that stands before it. */
const nameOf = ({ text, session, step }: Snippet): string => keyOf(session ? session.slice(0, step! + 1).join('\n') : text);

/** What the real tools did, as it was recorded. */
export class Goldens {
  private readonly path: string;
  private readonly known: Record<string, Outcome>;

  constructor(subject: string) {
    this.path = join(GOLDENS, `${subject}.json`);
    this.known = existsSync(this.path) ? (JSON.parse(readFileSync(this.path, 'utf8')) as Record<string, Outcome>) : {};
  }

  of(snippet: Snippet): Outcome | undefined {
    return this.known[nameOf(snippet)];
  }

  /** Asks the real tools for whatever is not known (all of it when `anew`) and forgets scripts that are gone. */
  record(snippets: readonly Snippet[], anew: boolean): void {
    const kept: Record<string, Outcome> = {};
    const sessions = new Map<string, Outcome[]>();
    for (const snippet of snippets) {
      const known = anew ? undefined : this.of(snippet);
      if (known) kept[nameOf(snippet)] = known;
      else if (snippet.session) {
        const script = scriptOf(snippet.session);
        if (!sessions.has(script)) sessions.set(script, stepsOf(runReal(script)));
        kept[nameOf(snippet)] = sessions.get(script)![snippet.step!] ?? { stdout: '', stderr: 'the session ended before', exit: null };
      } else kept[nameOf(snippet)] = runReal(snippet.text);
    }
    mkdirSync(GOLDENS, { recursive: true });
    writeFileSync(this.path, `${JSON.stringify(kept, null, 2)}\n`);
  }
}

const environment = (home: string) => ({ PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: home, LC_ALL: 'C.UTF-8', TZ: 'UTC' });

/** What the machine's own bash and tools do, in a folder that is thrown away. */
function runReal(text: string): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'tools-'));
  try {
    const real = spawnSync('/bin/bash', ['-c', text], {
      argv0: 'bash',
      env: environment(folder) as unknown as NodeJS.ProcessEnv,
      cwd: folder,
      input: '',
      timeout: 20_000,
    });
    const tidy = (bytes: Buffer): string =>
      fromBytes(bytes).replaceAll(folder, WORK).replaceAll('/usr/bin/bash:', 'bash:').replaceAll('/bin/bash:', 'bash:');
    return { stdout: tidy(real.stdout), stderr: tidy(real.stderr), exit: real.status };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What ours does with a snippet on a copy of a machine. `played`: what sessions have done, by script. */
export function runOurs(machine: TestMachine, snippet: Snippet, played: Map<string, Outcome[]>): Outcome | undefined {
  if (!snippet.session) return playOurs(machine, snippet.text);
  const script = scriptOf(snippet.session);
  if (!played.has(script)) played.set(script, stepsOf(playOurs(machine, script)));
  return played.get(script)![snippet.step!];
}

function playOurs(machine: TestMachine, text: string): Outcome {
  const copy = machine.fork();
  copy.kernel.tree().mkdirs(WORK);
  const ran = copy.run(['bash', '-c', text], { env: environment(WORK), cwd: WORK });
  // By way of bytes, so that what is not UTF-8 is written as the goldens have it.
  const same = (said: string) => fromBytes(Buffer.from(toBytes(said)));
  return { stdout: same(ran.stdout), stderr: same(ran.stderr), exit: ran.exit };
}
