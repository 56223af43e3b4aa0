import { say, type Context } from '../context';
import { copyCommand, enterCopyMode } from '../copy-mode';
import { expand, subjectOf } from '../format';
import { textOfKey } from '../keys';
import { isOn, option } from '../options';
import { TmuxError, type Arguments } from '../parse';
import { panesOf } from '../layout';
import { findPane, type Target } from '../targets';
import type { TmuxCommand } from './command';
import { addBuffer } from './look';
import { clientOfCaller } from './sessions';
import { canonicalKey } from '../keys';
import type { Pane, Prompt } from '../model';

/** Types a text in a pane, or in all panes of a window whose panes are synchronized. */
export function type(context: Pick<Context, 'sys' | 'server'>, target: Pick<Target, 'session' | 'window' | 'pane'>, text: string): void {
  const { sys, server } = context;
  const together = isOn(server, 'synchronize-panes', target.session, target.window);
  const panes: Pane[] = together ? panesOf(target.window.layout).map((id) => server.panes[id]!) : [target.pane];
  for (const pane of panes) {
    if (pane.master < 0 || pane.dead !== undefined) continue;
    try {
      sys.write(pane.master, text);
    } catch {
      // What ran there is gone; the loop will notice.
    }
  }
}

function sendKeys(context: Context, args: Arguments): void {
  const target = findPane(context, args.get('t'));
  const { pane, session, window } = target;
  const times = Math.max(1, Math.min(1000, Number(args.get('N') ?? 1)));
  if (args.has('X')) {
    if (!pane.mode) throw new TmuxError('not in a mode');
    const words = args.has('F') ? args.operands.map((each) => expand(each, subjectOf(context, session, window, pane))) : args.operands;
    for (let i = 0; i < times && pane.mode; i++) copyAction(context, target, words);
    return;
  }
  if (args.has('R')) return;
  const texts = args.operands.map((word) => {
    if (args.has('H')) return String.fromCharCode(Number.parseInt(word, 16));
    return args.has('l') ? word : (textOfKey(word, pane.screen.modes.applicationKeys) ?? word);
  });
  for (let i = 0; i < times; i++) type(context, target, texts.join(''));
}

function copyAction(context: Context, target: Target, words: readonly string[]): void {
  const { pane } = target;
  const outcome = copyCommand(pane, words[0] ?? '', words.slice(1), isOn(context.server, 'wrap-search', target.session, target.window));
  if (outcome.copied !== undefined) addBuffer(context, outcome.copied);
  if (outcome.over) pane.mode = undefined;
  if (outcome.unknown) throw new TmuxError(`copy mode has no ${words[0] ?? ''} here`);
}

function bufferNamed(context: Context, name: string | undefined): { readonly name: string; readonly text: string } {
  const { buffers } = context.server;
  const found = name === undefined ? buffers[0] : buffers.find((each) => each.name === name);
  if (!found) throw new TmuxError(name === undefined ? 'no buffers' : `no buffer ${name}`);
  return found;
}

function prompt(context: Context, args: Arguments, made: Omit<Prompt, 'cursor' | 'historyAt' | 'history'>): void {
  const client = context.client ?? clientOfCaller(context);
  if (!client) throw new TmuxError('no current client');
  client.prompt = { ...made, cursor: [...made.text].length, history: args.get('T') ?? 'command', historyAt: 0 };
}

export const inputCommands: readonly TmuxCommand[] = [
  { name: 'send-keys', alias: 'send', usage: '[-FHlMRX] [-N repeat-count] [-t target-pane] key ...', flags: 'FHKlMN:Rt:X', run: sendKeys },
  {
    name: 'send-prefix',
    usage: '[-2] [-t target-pane]',
    flags: '2t:',
    run(context, args) {
      const target = findPane(context, args.get('t'));
      type(context, target, textOfKey(option(context.server, args.has('2') ? 'prefix2' : 'prefix', target.session)) ?? '');
    },
  },
  {
    name: 'copy-mode',
    usage: '[-eHMuq] [-s src-pane] [-t target-pane]',
    flags: 'deHMs:t:uq',
    run(context, args) {
      const target = findPane(context, args.get('t'));
      if (args.has('q')) {
        target.pane.mode = undefined;
        return;
      }
      enterCopyMode(target.pane);
      if (args.has('u')) copyAction(context, target, ['page-up']);
    },
  },
  {
    name: 'paste-buffer',
    alias: 'pasteb',
    usage: '[-dpr] [-s separator] [-b buffer-name] [-t target-pane]',
    flags: 'b:dprs:t:',
    run(context, args) {
      const { server } = context;
      if (!args.has('b') && server.buffers.length === 0) return;
      const target = findPane(context, args.get('t'));
      const buffer = bufferNamed(context, args.get('b'));
      const text = args.has('r') ? buffer.text : buffer.text.replaceAll('\n', args.get('s') ?? '\r');
      const bracketed = args.has('p') && target.pane.screen.modes.bracketedPaste;
      type(context, target, bracketed ? `\x1b[200~${text}\x1b[201~` : text);
      if (args.has('d')) server.buffers = server.buffers.filter((each) => each !== buffer);
    },
  },
  {
    name: 'set-buffer',
    alias: 'setb',
    usage: '[-aw] [-b buffer-name] [-n new-buffer-name] [-t target-client] data',
    flags: 'ab:t:n:w',
    run(context, args) {
      const data = args.operands[0];
      if (data === undefined) throw new TmuxError('no data specified');
      const before = args.has('a') ? context.server.buffers.find((each) => each.name === args.get('b')) : undefined;
      addBuffer(context, (before?.text ?? '') + data, args.get('b'));
    },
  },
  {
    name: 'show-buffer',
    alias: 'showb',
    usage: '[-b buffer-name]',
    flags: 'b:',
    run: (context, args) => void context.output.push(bufferNamed(context, args.get('b')).text),
  },
  {
    name: 'list-buffers',
    alias: 'lsb',
    usage: '[-F format] [-f filter]',
    flags: 'F:f:',
    run(context, args) {
      for (const { name, text } of context.server.buffers) {
        const sample = JSON.stringify(text.length > 50 ? `${text.slice(0, 50)}...` : text);
        const more = { buffer_name: name, buffer_size: String(text.length), buffer_sample: sample.slice(1, -1) };
        const template = args.get('F') ?? '#{buffer_name}: #{buffer_size} bytes: "#{buffer_sample}"';
        say(context, expand(template, { ...subjectOf(context), more }));
      }
    },
  },
  {
    name: 'delete-buffer',
    alias: 'deleteb',
    usage: '[-b buffer-name]',
    flags: 'b:',
    run(context, args) {
      const gone = bufferNamed(context, args.get('b'));
      context.server.buffers = context.server.buffers.filter((each) => each !== gone);
    },
  },
  {
    name: 'save-buffer',
    alias: 'saveb',
    usage: '[-a] [-b buffer-name] path',
    flags: 'ab:',
    run(context, args) {
      const { text } = bufferNamed(context, args.get('b'));
      const path = args.operands[0] ?? '';
      if (path === '-') context.output.push(text);
      else write(context, path, text, args.has('a'));
    },
  },
  {
    name: 'load-buffer',
    alias: 'loadb',
    usage: '[-b buffer-name] [-t target-client] path',
    flags: 'b:t:w',
    run(context, args) {
      const path = absolute(context, args.operands[0] ?? '');
      try {
        addBuffer(context, context.sys.readFile(path), args.get('b'));
      } catch (error) {
        throw new TmuxError(`${(error as Error).message}: ${args.operands[0]}`);
      }
    },
  },
  {
    name: 'choose-buffer',
    usage: '[-NrZ] [-F format] [-f filter] [-K key-format] [-O sort-order] [-t target-pane] [template]',
    flags: 'F:f:K:NO:rt:Z',
    run(context, args) {
      const { client, server } = context;
      if (!client) throw new TmuxError('no current client');
      const lines = server.buffers.map(({ name, text }) => ({
        text: `${name}: ${text.length} bytes: ${text.split('\n')[0]}`,
        target: name,
      }));
      if (lines.length > 0) client.chooser = { lines, at: 0, template: args.operands[0] ?? 'paste-buffer -b "%%"' };
    },
  },
  {
    name: 'command-prompt',
    usage: '[-1bFkiN] [-I inputs] [-p prompts] [-t target-client] [-T type] [template]',
    flags: '1beFiI:kKlNp:t:T:',
    run(context, args) {
      const target = findPane(context, undefined);
      const subject = subjectOf(context, target.session, target.window, target.pane);
      const template = args.operands[0] ?? '%1';
      const label = args.get('p') ?? (args.operands[0] === undefined ? ':' : `(${template.split(' ')[0]})`);
      prompt(context, args, {
        label: label === ':' ? label : `${expand(label.split(',')[0]!, subject)} `,
        text: expand(args.get('I') ?? '', subject),
        template,
        how: args.has('1') || args.has('k') ? 'key' : 'line',
      });
    },
  },
  {
    name: 'confirm-before',
    alias: 'confirm',
    usage: '[-b] [-p prompt] [-t target-client] command',
    flags: 'bc:p:t:y',
    run(context, args) {
      const target = findPane(context, undefined);
      const template = args.operands[0] ?? '';
      const label = args.get('p') ?? `Confirm '${template.split(' ')[0]}'? (y/n)`;
      const subject = subjectOf(context, target.session, target.window, target.pane);
      prompt(context, args, { label: `${expand(label, subject)} `, text: '', template, how: 'confirm' });
    },
  },
  {
    name: 'bind-key',
    alias: 'bind',
    usage: '[-nr] [-T key-table] [-N note] key [command [arguments]]',
    flags: 'nrN:T:',
    run(context, args) {
      const key = keyNamed(args.operands[0]);
      const table = args.has('n') ? 'root' : (args.get('T') ?? 'prefix');
      const rest = args.operands.slice(1);
      const command = rest.length === 1 ? rest[0]! : rest.map(quoted).join(' ');
      const tables = context.server.bindings;
      tables[table] = { ...tables[table], [key]: { command, repeat: args.has('r') } };
    },
  },
  {
    name: 'unbind-key',
    alias: 'unbind',
    usage: '[-anq] [-T key-table] key',
    flags: 'anqT:',
    run(context, args) {
      const table = args.has('n') ? 'root' : (args.get('T') ?? 'prefix');
      const tables = context.server.bindings;
      if (args.has('a')) {
        tables[table] = {};
        return;
      }
      const { [keyNamed(args.operands[0])]: _gone, ...rest } = tables[table] ?? {};
      tables[table] = rest;
    },
  },
];

function keyNamed(word: string | undefined): string {
  if (word === undefined) throw new TmuxError('missing key');
  const key = canonicalKey(word);
  if (key === undefined) throw new TmuxError(`unknown key: ${word}`);
  return key;
}

/** A word as it can be parsed again. */
const quoted = (word: string): string => (/^[\w./:%@=+#-]+$/.test(word) ? word : `"${word.replace(/["\\$]/g, '\\$&')}"`);

const absolute = (context: Context, path: string): string => (path.startsWith('/') ? path : `${context.cwd}/${path}`);

function write(context: Context, path: string, text: string, append: boolean): void {
  try {
    context.sys.writeFile(absolute(context, path), text, { append });
  } catch (error) {
    throw new TmuxError(`${(error as Error).message}: ${path}`);
  }
}
