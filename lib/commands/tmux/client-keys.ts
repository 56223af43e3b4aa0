import { paneOf, sessionOf, windowOf, type Context } from './context';
import { runText } from './commands/run';
import { type as typeText } from './commands/input';
import { keysIn, type Key } from './keys';
import type { Client } from './model';
import { isOn, option } from './options';
import { TmuxError } from './parse';
import { selectPane, viKeys } from './windows';
import { findCell as cellOf, panesOf } from './layout';
import { expand, subjectOf } from './format';

/** What is typed at a client's terminal: questions, lists, key tables, and else the pane. */
export function typed(context: Context, client: Client, text: string): void {
  const { server, sys } = context;
  client.activity = sys.now();
  for (const key of keysIn(text)) {
    if (!server.clients.includes(client) || !sessionOf(server, client.session)) return;
    context.output.length = 0;
    try {
      press(context, client, key);
    } catch (error) {
      if (!(error instanceof TmuxError)) throw error;
      const message = error.message;
      showMessage(context, client, message[0]!.toUpperCase() + message.slice(1));
    }
    showOutput(context, client);
  }
}

/** What a command printed: one line in the status line, more over the pane. */
export function showOutput(context: Context, client: Client): void {
  const text = context.output.join('');
  context.output.length = 0;
  if (text === '') return;
  const lines = text.replace(/\n$/, '').split('\n');
  client.page = { lines, top: 0 };
}

export function showMessage(context: Context, client: Client, text: string): void {
  const { server, sys } = context;
  const session = sessionOf(server, client.session);
  client.message = { text, until: sys.now() + Number(option(server, 'display-time', session)) };
  server.messages = [...server.messages, text].slice(-100);
}

function press(context: Context, client: Client, key: Key): void {
  const { server, sys } = context;
  client.message = undefined;
  if (client.prompt) return inPrompt(context, client, key);
  if (client.page) return inPage(client, key);
  if (client.chooser) return inChooser(context, client, key);
  const session = sessionOf(server, client.session)!;
  const window = windowOf(server, session);
  const pane = paneOf(server, window);
  if (client.numbersUntil > sys.now()) {
    client.numbersUntil = 0;
    const chosen = panesOf(window.layout)[Number(key.name) - Number(option(server, 'pane-base-index', session, window))];
    if (/^\d$/.test(key.name) && chosen !== undefined) return selectPane(window, chosen);
    if (/^\d$/.test(key.name)) return;
  }
  if (key.name === 'Mouse') return mouse(context, client, key);
  const prefixes = [option(server, 'prefix', session), option(server, 'prefix2', session)];
  const repeating = client.repeatUntil > sys.now();
  let { table } = client;
  if (table === 'root' && repeating && server.bindings['prefix']?.[key.name]?.repeat) table = 'prefix';
  client.table = 'root';
  if (table === 'root' && prefixes.includes(key.name)) {
    client.table = 'prefix';
    client.repeatUntil = 0;
    return;
  }
  if (table !== 'root') {
    const binding = server.bindings[table]?.[key.name];
    client.repeatUntil = binding?.repeat ? sys.now() + Number(option(server, 'repeat-time', session)) : 0;
    if (binding) runText(context, binding.command);
    return;
  }
  client.repeatUntil = 0;
  const own = server.bindings['root']?.[key.name];
  if (own) return runText(context, own.command);
  if (pane.mode) return inCopyMode(context, client, key);
  const arrow = /^\x1b[[O]([A-DHF])$/.exec(key.text);
  const text = arrow ? `\x1b${pane.screen.modes.applicationKeys ? 'O' : '['}${arrow[1]}` : key.text;
  const pasted = /^\x1b\[200~([\s\S]*)\x1b\[201~$/.exec(text);
  typeText(context, { session, window, pane }, pasted && !pane.screen.modes.bracketedPaste ? pasted[1]! : text);
}

function inCopyMode(context: Context, client: Client, key: Key): void {
  const { server } = context;
  const session = sessionOf(server, client.session)!;
  const window = windowOf(server, session);
  const { mode } = paneOf(server, window);
  const vi = viKeys(context, session, window);
  const digit = vi ? /^\d$/.test(key.name) && !(key.name === '0' && mode!.repeat === '') : /^M-\d$/.test(key.name);
  if (digit) {
    mode!.repeat = (mode!.repeat + key.name.at(-1)!).slice(0, 5);
    return;
  }
  const binding = server.bindings[vi ? 'copy-mode-vi' : 'copy-mode']?.[key.name];
  if (binding) runText(context, binding.command);
}

function inPage(client: Client, key: Key): void {
  const page = client.page!;
  const rows = client.rows - 1;
  const last = Math.max(0, page.lines.length - rows);
  const step: Readonly<Record<string, number>> = {
    Down: 1,
    j: 1,
    Up: -1,
    k: -1,
    NPage: rows,
    Space: rows,
    PPage: -rows,
    G: last,
    g: -last,
  };
  if (['q', 'Escape', 'Enter', 'C-c'].includes(key.name)) client.page = undefined;
  else if (step[key.name] !== undefined) page.top = Math.max(0, Math.min(last, page.top + step[key.name]!));
}

function inChooser(context: Context, client: Client, key: Key): void {
  const chooser = client.chooser!;
  const { length } = chooser.lines;
  const choose = (at: number): void => {
    client.chooser = undefined;
    const line = chooser.lines[at];
    if (line) runText(context, chooser.template.replaceAll('%%', line.target));
  };
  if (['q', 'Escape', 'C-c'].includes(key.name)) client.chooser = undefined;
  else if (['Down', 'j', 'C-n'].includes(key.name)) chooser.at = (chooser.at + 1) % length;
  else if (['Up', 'k', 'C-p'].includes(key.name)) chooser.at = (chooser.at + length - 1) % length;
  else if (key.name === 'g' || key.name === 'Home') chooser.at = 0;
  else if (key.name === 'G' || key.name === 'End') chooser.at = length - 1;
  else if (key.name === 'Enter') choose(chooser.at);
  else if (/^\d$/.test(key.name) && Number(key.name) < length) choose(Number(key.name));
}

function answered(context: Context, client: Client, answer: string): void {
  const { template, history } = client.prompt!;
  client.prompt = undefined;
  const { promptHistory } = context.server;
  if (answer !== '') promptHistory[history] = [...(promptHistory[history] ?? []), answer].slice(-100);
  const safe = answer.replace(/["\\$]/g, '\\$&');
  const session = sessionOf(context.server, client.session);
  if (template === '%1') return runText(context, expand(answer, subjectOf(context, session)));
  runText(context, template.replaceAll('%%', safe).replaceAll('%1', safe));
}

function inPrompt(context: Context, client: Client, key: Key): void {
  const prompt = client.prompt!;
  if (prompt.how === 'confirm') {
    client.prompt = undefined;
    if (key.name === 'y' || key.name === 'Y') runText(context, prompt.template);
    return;
  }
  if (prompt.how === 'key') {
    if (key.name === 'Escape' || key.name === 'C-c') client.prompt = undefined;
    else answered(context, client, key.text);
    return;
  }
  const characters = [...prompt.text];
  const replace = (from: number, to: number, by = ''): void => {
    characters.splice(from, to - from, ...by);
    prompt.text = characters.join('');
    prompt.cursor = from + [...by].length;
  };
  const past = context.server.promptHistory[prompt.history] ?? [];
  const recall = (by: number): void => {
    prompt.historyAt = Math.max(0, Math.min(past.length, prompt.historyAt + by));
    prompt.text = prompt.historyAt === 0 ? '' : past[past.length - prompt.historyAt]!;
    prompt.cursor = [...prompt.text].length;
  };
  const { cursor } = prompt;
  switch (key.name) {
    case 'Enter':
      return answered(context, client, prompt.text);
    case 'Escape':
    case 'C-c':
    case 'C-g':
      client.prompt = undefined;
      return;
    case 'BSpace':
    case 'C-h':
      if (cursor > 0) replace(cursor - 1, cursor);
      return;
    case 'DC':
    case 'C-d':
      return replace(cursor, cursor + 1);
    case 'C-u':
      return replace(0, characters.length);
    case 'C-k':
      return replace(cursor, characters.length);
    case 'C-w':
      return replace(
        characters
          .slice(0, cursor)
          .join('')
          .replace(/\S*\s*$/, '').length,
        cursor,
      );
    case 'Left':
    case 'C-b':
      prompt.cursor = Math.max(0, cursor - 1);
      return;
    case 'Right':
    case 'C-f':
      prompt.cursor = Math.min(characters.length, cursor + 1);
      return;
    case 'Home':
    case 'C-a':
      prompt.cursor = 0;
      return;
    case 'End':
    case 'C-e':
      prompt.cursor = characters.length;
      return;
    case 'Up':
    case 'C-p':
      return recall(1);
    case 'Down':
    case 'C-n':
      return recall(-1);
    default:
      if ([...key.text].length === 1 && key.text >= ' ') replace(cursor, cursor, key.text);
      else if (key.name === 'Paste') replace(cursor, cursor, key.text.slice(6, -6).replace(/[\r\n].*/s, ''));
  }
}

/** Mouse reports reach the pane beneath when the program there asked for them; a click selects a pane where `mouse` is on. */
function mouse(context: Context, client: Client, key: Key): void {
  const { server } = context;
  const session = sessionOf(server, client.session)!;
  if (!isOn(server, 'mouse', session)) return;
  const report = /^\x1b\[<(\d+);(\d+);(\d+)([Mm])$/.exec(key.text);
  if (!report) return;
  const [button, column, row] = [Number(report[1]), Number(report[2]) - 1, Number(report[3]) - 1];
  const window = windowOf(server, session);
  const under = panesOf(window.layout).find((id) => {
    const cell = cellOf(window.layout, id);
    return cell && column >= cell.x && column < cell.x + cell.width && row >= cell.y && row < cell.y + cell.height;
  });
  if (under === undefined) return;
  const pane = server.panes[under]!;
  const cell = cellOf(window.layout, under)!;
  if (pane.screen.modes.mouse !== 0 && pane.screen.modes.mouseSgr) {
    typeText(context, { session, window, pane }, `\x1b[<${button};${column - cell.x + 1};${row - cell.y + 1}${report[4]}`);
  } else if (button === 64 || button === 65) {
    selectPane(window, under);
    if (button === 64) runText(context, pane.mode ? 'send-keys -X -N 5 scroll-up' : 'copy-mode -e ; send-keys -X -N 5 scroll-up');
    else if (pane.mode) runText(context, pane.mode.scrolled === 0 ? 'send-keys -X cancel' : 'send-keys -X -N 5 scroll-down');
  } else if (button === 0 && report[4] === 'M') selectPane(window, under);
}
