import type { Redirection } from 'unbash';
import { Errno } from '@/lib/hosts/process/sys';
import { ShellError } from '../state/variables';
import type { Frame } from './frame';
import type { Shell } from './shell';

const MOST_IN_PIPE = 4096;

/**
 * Does one redirection of a frame and notes how to take it back. False when its words met a substitution first. Throws
 * ShellError with bash's message.
 */
export function redirect(shell: Shell, frame: Frame, item: Redirection): boolean {
  if (item.type === 'HereDoc') return hereDocument(shell, frame, item);
  const word = item.target?.text ?? '';
  if (item.type === 'HereString') {
    const text = shell.expand(frame, (expander) => expander.text(word));
    if (!text) return false;
    frame.subs = undefined;
    feed(shell, frame, target(shell, item, 0), text.value + '\n');
    return true;
  }
  const words = shell.expand(frame, (expander) => expander.word(word));
  if (!words) return false;
  frame.subs = undefined;
  if (words.value.length !== 1) throw new ShellError(`${word}: ambiguous redirect`);
  const path = words.value[0]!;
  const { operator } = item;
  if (operator === '<&' || operator === '>&') {
    const from = target(shell, item, operator === '<&' ? 0 : 1);
    if (path === '-') return closeFd(shell, frame, item, from);
    const number = /^(\d+)(-?)$/.exec(path);
    if (number) return duplicate(shell, frame, from, Number(number[1]), number[2] === '-', path);
    if (operator === '<&' || item.descriptor) throw new ShellError(`${path}: ambiguous redirect`);
  }
  const both = operator === '&>' || operator === '&>>' || operator === '>&';
  const fd = openFor(shell, path, operator);
  const to = target(shell, item, operator === '<' || operator === '<>' ? 0 : 1);
  install(shell, frame, fd, to);
  if (both) {
    keep(shell, frame, 2);
    shell.sys.dup2(1, 2);
  }
  return true;
}

/** The descriptor that `/dev/fd/3`, `/dev/stdin` … stand for. */
export function descriptorPath(path: string): number | undefined {
  const match = /^\/dev\/(?:fd\/(\d+)|std(in|out|err))$/.exec(path);
  if (!match) return undefined;
  return match[1] === undefined ? ['in', 'out', 'err'].indexOf(match[2]!) : Number(match[1]);
}

function openFor(shell: Shell, path: string, operator: string): number {
  const { sys } = shell;
  const given = descriptorPath(path);
  if (given !== undefined && shell.isOpen(given)) {
    const fd = shell.freeFd(10);
    sys.dup2(given, fd);
    return fd;
  }
  try {
    if (operator === '<') return sys.open(path, { read: true });
    if (operator === '<>') return sys.open(path, { read: true, write: true, create: true }, 0o666);
    if (operator === '>>' || operator === '&>>') return sys.open(path, { write: true, create: true, append: true }, 0o666);
    if (operator !== '>|' && shell.option('noclobber') && sys.exists(path) && sys.stat(path).type === 'file') {
      throw new ShellError(`${path}: cannot overwrite existing file`);
    }
    return sys.open(path, { write: true, create: true, truncate: true }, 0o666);
  } catch (error) {
    if (error instanceof Errno) throw new ShellError(`${path}: ${error.message}`);
    throw error;
  }
}

/** The descriptor a redirection is about; `{name}` takes a new one and puts its number in the variable. */
function target(shell: Shell, item: Redirection, standard: number): number {
  if (!item.descriptor) return standard;
  if (item.descriptor.type === 'FileDescriptor') return item.descriptor.value;
  const fd = shell.freeFd(10);
  shell.variables.assign(item.descriptor.name, String(fd));
  return fd;
}

/** Keeps a descriptor as it is now, to be put back when the frame ends. */
export function keep(shell: Shell, frame: Frame, fd: number): void {
  const undo = (frame.undo ??= []);
  if (undo.some((one) => one.fd === fd)) return;
  if (!shell.isOpen(fd)) {
    undo.push({ fd, saved: null });
    return;
  }
  const saved = shell.freeFd(10);
  shell.sys.dup2(fd, saved);
  shell.state.own.push(saved);
  undo.push({ fd, saved });
}

function install(shell: Shell, frame: Frame, fd: number, to: number): void {
  shell.flushNow();
  if (fd === to) {
    (frame.undo ??= []).push({ fd: to, saved: null });
    return;
  }
  keep(shell, frame, to);
  shell.sys.dup2(fd, to);
  shell.sys.close(fd);
}

function closeFd(shell: Shell, frame: Frame, item: Redirection, standard: number): boolean {
  let fd = standard;
  if (item.descriptor?.type === 'FileDescriptorVariable') {
    fd = Number(shell.variables.value(item.descriptor.name) ?? NaN);
    if (!Number.isInteger(fd)) throw new ShellError(`${item.descriptor.name}: ambiguous redirect`);
    shell.close(fd);
    return true;
  }
  shell.flushNow();
  keep(shell, frame, fd);
  shell.close(fd);
  return true;
}

function duplicate(shell: Shell, frame: Frame, to: number, from: number, moves: boolean, path: string): boolean {
  const coprocess = shell.state.coprocs?.some((one) => one.read === from || one.write === from);
  if (!shell.isOpen(from) || (shell.state.own.includes(from) && !coprocess)) throw new ShellError(`${path}: Bad file descriptor`);
  shell.flushNow();
  if (to !== from) {
    keep(shell, frame, to);
    shell.sys.dup2(from, to);
  }
  if (moves && from !== to) {
    keep(shell, frame, from);
    shell.close(from);
  }
  return true;
}

function hereDocument(shell: Shell, frame: Frame, item: Redirection & { type: 'HereDoc' }): boolean {
  let raw = item.body.text;
  // It was ended by the end of the text.
  if (!item.closing && raw !== '' && !raw.endsWith('\n')) raw += '\n';
  if (item.operator === '<<-') raw = raw.replace(/^\t+/gm, '');
  if (item.delimiter?.quoted) {
    feed(shell, frame, target(shell, item, 0), raw);
    return true;
  }
  const text = shell.expand(frame, (expander) => expander.text(raw, 'heredoc'));
  if (!text) return false;
  frame.subs = undefined;
  feed(shell, frame, target(shell, item, 0), text.value);
  return true;
}

/** Makes text readable on a descriptor: through a pipe when it fits, else through a file without a name. */
function feed(shell: Shell, frame: Frame, to: number, text: string): void {
  const { sys } = shell;
  if (text.length <= MOST_IN_PIPE) {
    const [read, write] = sys.pipe();
    if (text !== '') sys.write(write, text);
    sys.close(write);
    install(shell, frame, read, to);
    return;
  }
  const path = `/tmp/sh-thd.${Math.floor(sys.random() * 36 ** 6).toString(36)}`;
  try {
    sys.writeFile(path, text, { mode: 0o600 });
    const fd = sys.open(path, { read: true });
    sys.unlink(path);
    install(shell, frame, fd, to);
  } catch (error) {
    if (error instanceof Errno) throw new ShellError(`cannot create temp file for here-document: ${error.message}`);
    throw error;
  }
}

/** Makes the redirections of `exec` stay. */
export function makePermanent(shell: Shell, frame: Frame): void {
  for (const { saved } of frame.undo ?? []) if (saved !== null) shell.close(saved);
  frame.undo = undefined;
}
