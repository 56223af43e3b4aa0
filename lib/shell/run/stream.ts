import type { Step } from '@/lib/hosts/process/program';
import { isIncomplete } from '../syntax/errors';
import { parseSource } from '../syntax/source';
import type { StreamFrame } from './frame';
import type { Shell } from './shell';

const MOST_COMMAND = 1024 * 1024;

/** Commands from standard input: no more is read than the command needs, so that commands can read the rest. */
export function stepStream(shell: Shell, frame: StreamFrame): Step | void {
  for (let i = 0; i < 4000 && !frame.ended; i++) {
    const c = shell.sys.read(frame.fd, 1);
    if (c !== null && typeof c !== 'string') return { wait: { channels: [...c.wait, shell.sys.signalChannel()] } };
    if (c === null) {
      frame.ended = true;
      break;
    }
    frame.text += c;
    if (c !== '\n' || frame.text.length > MOST_COMMAND) continue;
    if (frame.text.trim() === '' || !isIncomplete(parseSource(frame.text))) return runText(shell, frame);
  }
  if (!frame.ended) return;
  if (frame.text.trim() !== '') return runText(shell, frame);
  shell.pop();
}

function runText(shell: Shell, frame: StreamFrame): void {
  const { text } = frame;
  const line = frame.line;
  frame.text = '';
  frame.line += text.split('\n').length - 1;
  if (text.trim() === '') return;
  const s = shell.addSource({ text, file: '', line });
  frame.s = s;
  shell.dropSources();
  shell.push({ k: 'read', s, n: 0, i: 0 });
}
