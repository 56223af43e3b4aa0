import { print, printError, type Task } from '@/lib/hosts/process/blocking';
import type { Signal } from '@/lib/hosts/process/program';
import type { Sys } from '@/lib/hosts/process/sys';

/** Waits for one of the signals that end a daemon and names it. */
export function* untilSignal(sys: Sys, signals: readonly Signal[] = ['TERM', 'INT', 'QUIT']): Task<Signal> {
  for (const signal of signals) sys.handleSignal(signal, 'handle');
  const channel = sys.signalChannel();
  for (;;) {
    const arrived = sys.takeSignals().find((signal) => signals.includes(signal));
    if (arrived) return arrived;
    yield { channels: [channel] };
  }
}

/** `2026/01/15 09:00:00`, as nginx writes the time. */
export const slashTime = (now: number): string => stamp(now).replace(/-/g, '/');

/** `2026-01-15 09:00:00` */
export const stamp = (now: number): string => new Date(now).toISOString().slice(0, 19).replace('T', ' ');

/** `15/Jan/2026:09:00:00 +0000` */
export function accessTime(now: number): string {
  const date = new Date(now);
  const month = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[date.getUTCMonth()];
  return `${String(date.getUTCDate()).padStart(2, '0')}/${month}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}

/** klog's head of a line: `I0115 09:00:00.000000       1 `. */
export function klogHead(now: number, pid: number, level: 'I' | 'W' | 'E' | 'F' = 'I'): string {
  const iso = new Date(now).toISOString();
  return `${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000 ${String(pid).padStart(7)} `;
}

export { print, printError };

/** Text of a file, undefined when it cannot be read. */
export function readIfThere(sys: Sys, path: string): string | undefined {
  try {
    return sys.readFile(path);
  } catch {
    return undefined;
  }
}

/** Writes to a descriptor of a listening process from a service, which cannot wait. */
export function note(sys: Sys, path: string, fd: number, text: string): void {
  try {
    const target = sys.realpath(path);
    if (target.startsWith('/proc/') || target.startsWith('/dev/')) sys.write(fd, text);
    else sys.writeFile(path, text, { append: true });
  } catch {
    // the log cannot be written: the request is served all the same
  }
}

/** Value of `--name=value` or `--name value` in an argument list. */
export function flag(argv: readonly string[], name: string): string | undefined {
  for (const [i, argument] of argv.entries()) {
    const bare = argument.replace(/^--?/, '');
    if (bare === argument) continue;
    if (bare === name) return argv[i + 1] ?? '';
    if (bare.startsWith(`${name}=`)) return bare.slice(name.length + 1);
  }
  return undefined;
}
