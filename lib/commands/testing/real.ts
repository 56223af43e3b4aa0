import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Program } from '@/lib/hosts/process/program';
import { fromBytes, toBytes } from '@/lib/hosts/text';
import { runFilter } from './run';

export interface DiffCase {
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Leaves standard error out of the comparison (a text that versions differ in). */
  readonly anyStderr?: boolean;
}

/** Whether the real tool is on this machine. */
export function hasTool(tool: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;
}

/** Runs the real tool in a fresh directory. */
export function runReal(tool: string, given: DiffCase): { code: number; stdout: string; stderr: string; files: Record<string, string> } {
  const cwd = mkdtempSync(join(tmpdir(), 'nekala-diff-'));
  try {
    for (const [name, text] of Object.entries(given.files ?? {})) writeFileSync(join(cwd, name), text);
    const done = spawnSync(tool, [...given.args], {
      cwd,
      input: Buffer.from(toBytes(given.stdin ?? '')),
      timeout: 10_000,
      env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    });
    const files = Object.fromEntries(readdirSync(cwd).map((name) => [name, fromBytes(readFileSync(join(cwd, name)))]));
    return { code: done.status ?? -1, stdout: fromBytes(done.stdout), stderr: fromBytes(done.stderr), files };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** One test a case: our program and the real tool must print the same, leave the same files and exit alike. */
export function differs(tool: string, program: Program, cases: readonly DiffCase[]): void {
  if (!hasTool(tool)) {
    it.skip(`NOT COMPARED: there is no ${tool} on this machine`, () => undefined);
    return;
  }
  it.each(cases.map((given, i) => [`${i + 1}: ${tool} ${given.args.join(' ')}`, given] as const))('%s', (_, given) => {
    const real = runReal(tool, given);
    const ours = runFilter(program, [tool, ...given.args], { stdin: given.stdin, files: given.files, env: { TZ: 'UTC' } });
    const shown = (r: typeof real | typeof ours) => ({
      stdout: r.stdout,
      code: r.code,
      files: r.files,
      ...(given.anyStderr ? {} : { stderr: r.stderr }),
    });
    expect(shown(ours)).toEqual(shown(real));
  });
}
