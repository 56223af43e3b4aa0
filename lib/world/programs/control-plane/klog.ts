import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { klogHead } from '../daemon';

const VERSION = 'v1.36.3';

/** Version of the component: the tag of the image that it runs from. */
export function componentVersion(sys: Sys): string {
  let image: string | undefined;
  try {
    image = sys.host({ call: 'own-image' }) as string | undefined;
  } catch (error) {
    // Without a world around it there are no images.
    if (!(error instanceof Errno)) throw error;
  }
  return /:(v\d+\.\d+\.\d+)$/.exec(image ?? '')?.[1] ?? VERSION;
}

/** Writes a line to standard error as klog does; what cannot be written is lost. */
export function klog(sys: Sys, level: 'I' | 'W' | 'E' | 'F', source: string, text: string): void {
  complain(sys, `${klogHead(sys.now(), sys.pid, level)}${source}] ${text}\n`);
}

/** Writes to standard error without waiting. */
export function complain(sys: Sys, text: string): void {
  sys.write(2, text);
}

/** The first flag that a component does not have, as cobra refuses it. Lists of names are separated by spaces. */
export function unknownFlag(argv: readonly string[], known: ReadonlySet<string>): string | undefined {
  for (let i = 1; i < argv.length; i++) {
    const argument = argv[i]!;
    if (!argument.startsWith('-') || argument === '-') continue;
    const [name = '', value] = argument.replace(/^--?/, '').split(/=(.*)/s);
    if (!known.has(name))
      return argument.startsWith('--') ? `unknown flag: --${name}` : `unknown shorthand flag: '${name[0]}' in ${argument}`;
    if (value === undefined && argv[i + 1] !== undefined && !argv[i + 1]!.startsWith('-')) i++;
  }
  return undefined;
}

/** Milliseconds of a Go duration flag (`40s`, `1m30s`); undefined when it is none. */
export function durationMs(text: string): number | undefined {
  if (!/^([\d.]+(h|m|s|ms|us|ns))+$/.test(text)) return undefined;
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|us|ns|h|m|s)/g)) total += Number(amount) * units[unit!]!;
  return total;
}

/** `true`, `F`, `0` … as Go's strconv.ParseBool; undefined for anything else. */
export function parseBool(text: string): boolean | undefined {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}

/** Lets a component begin: how long its process takes before it says anything (milliseconds). */
export const START_MS = 700;
