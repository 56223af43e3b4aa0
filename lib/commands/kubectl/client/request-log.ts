import { STATUS_CODES } from 'node:http';
import type { HttpResponse } from '@/lib/sim/http';
import type { Invocation } from '../invocation';
import { klog } from '../klog';

/** Client-go's feature gates as kubectl 1.35 begins with them. */
const GATES = [
  ['InOrderInformers', true],
  ['InOrderInformersBatchProcess', true],
  ['InformerResourceVersion', true],
  ['WatchListClient', true],
  ['ClientsAllowCBOR', false],
  ['ClientsPreferCBOR', false],
] as const;
const MOST_BODY = 64 * 1024;

export const verbosity = (k: Invocation): number => (k.flags?.has('v') ? k.flags.int('v') : 0);

/** What is told from `-v=3` on when the way to the server is known. */
export function logClient(k: Invocation, files: readonly string[]): void {
  const level = verbosity(k);
  if (level >= 6) for (const file of files) k.err(klog(k.sys, 'I', 'loader.go:405', `Config loaded from file:  ${file}`));
  if (level < 3) return;
  for (const [gate, enabled] of GATES)
    k.err(klog(k.sys, 'I', 'envvar.go:172', `"Feature gate default state" feature=${JSON.stringify(gate)} enabled=${enabled}`));
}

export interface Logged {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Tells of a request as it goes out: its headers from `-v=7`, its body from 8, as a curl command from 9. */
export function logRequest(k: Invocation, { method, url, headers, body }: Logged): void {
  const level = verbosity(k);
  const shown = Object.entries(headers)
    .filter(([name]) => name !== 'host')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [title(name), name === 'authorization' ? 'Bearer <masked>' : value] as const);
  if (level >= 8) k.err(klog(k.sys, 'I', 'helper.go:105', `"Request Body" body=${JSON.stringify(bodyText(body))}`));
  if (level >= 9) {
    const flags = shown.map(([name, value]) => `-H ${JSON.stringify(`${name}: ${value}`)}`).join(' ');
    k.err(klog(k.sys, 'I', 'round_trippers.go:527', `"Request" curlCommand=<\n\tcurl -v -X${method}  ${flags} '${url}'\n >`));
  } else if (level >= 7)
    k.err(
      klog(
        k.sys,
        'I',
        'round_trippers.go:527',
        `"Request" verb=${JSON.stringify(method)} url=${JSON.stringify(url)} headers=<\n${shown.map(([name, value]) => `\t${name}: ${value}\n`).join('')} >`,
      ),
    );
}

/** Tells of an answer: its status from `-v=6`, its headers and body from 8. */
export function logResponse(k: Invocation, { method, url }: Logged, response: HttpResponse, ms: number): void {
  const level = verbosity(k);
  if (level < 6) return;
  const status = `status="${response.status} ${STATUS_CODES[response.status] ?? ''}"`;
  const subject = level === 6 || level >= 9 ? ` verb=${JSON.stringify(method)} url=${JSON.stringify(url)}` : '';
  const headers = Object.entries(response.headers)
    .map(([name, value]) => `\t${title(name)}: ${value}\n`)
    .sort()
    .join('');
  const timing = `milliseconds=${ms}`;
  k.err(
    klog(
      k.sys,
      'I',
      'round_trippers.go:632',
      level >= 8 ? `"Response"${subject} ${status} headers=<\n${headers} > ${timing}` : `"Response"${subject} ${status} ${timing}`,
    ),
  );
  if (level >= 8 && !response.stream)
    k.err(klog(k.sys, 'I', 'helper.go:105', `"Response Body" body=${JSON.stringify(bodyText(response.body))}`));
}

function bodyText(body: unknown): string {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return text.length > MOST_BODY ? `${text.slice(0, MOST_BODY)} [truncated ${text.length - MOST_BODY} chars]` : text;
}

const title = (name: string) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
