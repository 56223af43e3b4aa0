import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProgramTable } from '@/lib/hosts/process/program';
import { commandOf } from '../command/command';
import { addCommands } from '../index';
import { askReal, coveragePage, optionsInHelp, optionsOf, type RealOptions } from './coverage';
import { readSnippets, subjects } from './snippets';

const HELP = join(import.meta.dirname, 'goldens', 'help.json');
const PAGE = join(import.meta.dirname, '..', '..', '..', 'docs', 'coverage-commands.md');

function programs(): ProgramTable {
  const table = new ProgramTable();
  addCommands(table);
  return table;
}

if (process.env.NEKALA_TOOLS) {
  const real = askReal();
  writeFileSync(HELP, `${JSON.stringify(real, null, 2)}\n`);
  const compared: Record<string, number> = {};
  const differing: string[] = [];
  for (const subject of subjects())
    for (const { text, differs } of readSnippets(subject)) {
      if (differs === undefined) compared[subject] = (compared[subject] ?? 0) + 1;
      else differing.push(`- ${differs}: \`\` ${text.replace(/\n/g, '⏎').slice(0, 160)} \`\``);
    }
  writeFileSync(PAGE, coveragePage(programs(), real, compared, differing));
}

describe('options of the real tools', () => {
  it('are read out of a help text', () => {
    const text = 'Usage: x\n  -a, --all      everything\n      --color[=WHEN]  colour\n  -n NUM   lines, as -q says\n';
    expect(optionsInHelp(text)).toEqual(['--all', '--color', '-a', '-n']);
  });

  const real = existsSync(HELP) ? (JSON.parse(readFileSync(HELP, 'utf8')) as RealOptions) : {};
  const table = programs();
  it.each(['grep', 'uniq', 'tr', 'base64', 'sha256sum', 'head', 'comm', 'date'])('are all taken by %s', (name) => {
    const entry = table.get(name)!;
    const taken = optionsOf(commandOf(entry.kind === 'generator' ? entry.run : undefined!)!)!;
    expect(real[name]!.filter((option) => !taken.has(option))).toEqual([]);
  });
});
