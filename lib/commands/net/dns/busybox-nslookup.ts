import type { DnsAnswer, Sys } from '@/lib/hosts/process/sys';
import type { Io, Task } from '../../command/stdio';
import { recordText } from './record-text';
import { ADDRESS, candidates, isSilent, reverseName, search } from './resolver';

/** Milliseconds after which the C library gives a silent server up. */
const LIBRARY_MS = 10_000;

/** Whether nslookup is BusyBox' own here. */
export const isBusybox = (sys: Sys): boolean => !sys.exists('/usr/bin/dig');

/**
 * BusyBox 1.30 and later: asks for a name without a dot in each search domain, for any other as it stands, for A and AAAA; tells
 * of each answer, and fails when one of them is an error.
 */
export function* busyboxNslookup(
  io: Io,
  sys: Sys,
  name: string,
  type: string | undefined,
  server: string,
  file: Parameters<typeof candidates>[0],
): Task<number> {
  if (isOld(sys)) return yield* byLibrary(io, sys, name, server, file);
  const isAddress = ADDRESS.test(name);
  const searched = file.searches.length > 0 && !name.includes('.');
  const names = isAddress
    ? [reverseName(name)]
    : searched
      ? candidates(file, name).filter((one) => one !== name)
      : [name.replace(/\.$/, '')];
  const types = isAddress ? ['PTR'] : type ? [type] : ['A', 'AAAA'];
  const asked = names.flatMap((one) => types.map((kind) => ({ name: one, answer: sys.resolve(one, kind, server) })));
  if (asked.every(({ answer }) => isSilent(answer))) {
    yield* io.sleep(10_000);
    yield* io.print(';; connection timed out; no servers could be reached\n\n');
    return 1;
  }
  yield* io.print(`Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
  let failed = false;
  const told = new Set<string>();
  for (const { name: one, answer } of asked) {
    const text = busyboxAnswer(one, answer);
    if (answer.status !== 'NOERROR') failed = true;
    if (!text || told.has(text)) continue;
    told.add(text);
    yield* io.print(`${text}\n`);
  }
  return failed ? 1 : 0;
}

function busyboxAnswer(name: string, { status, answers, authoritative }: DnsAnswer): string | undefined {
  if (status !== 'NOERROR') return `** server can't find ${name}: ${status}\n`;
  if (answers.length === 0) return undefined;
  const shown = answers.map((record) =>
    record.type === 'PTR' ? `${name}\tname = ${record.data.replace(/\.$/, '')}\n` : recordText(record),
  );
  return `${authoritative === false ? 'Non-authoritative answer:\n' : ''}${shown.join('')}`;
}

/** Before 1.29 it asked through the C library, which searches for names with dots too: why so many examples name busybox:1.28. */
const isOld = (sys: Sys): boolean => {
  const minor = /BusyBox v1\.(\d+)/.exec(sys.exists('/bin/busybox') ? sys.readFile('/bin/busybox') : '')?.[1];
  return minor !== undefined && Number(minor) < 29;
};

/** Models networking/nslookup.c of BusyBox 1.28 without FEATURE_NSLOOKUP_BIG. */
function* byLibrary(io: Io, sys: Sys, name: string, server: string, file: Parameters<typeof candidates>[0]): Task<number> {
  const reverse = (ip: string) => sys.resolve(reverseName(ip), 'PTR', server).answers.find(({ type }) => type === 'PTR')?.data;
  const addresses = (ips: readonly string[]) =>
    ips.map((ip, i) => `Address ${i + 1}: ${[ip, reverse(ip)?.replace(/\.$/, '')].filter(Boolean).join(' ')}\n`).join('');
  yield* io.print(`Server:    ${server}\n${addresses([server])}\n`);
  const found = ADDRESS.test(name) ? undefined : search(sys, candidates(file, name), 'A', server);
  if (found && isSilent(found.answer)) yield* io.sleep(LIBRARY_MS);
  const ips = found ? found.answer.answers.filter(({ type }) => type === 'A').map(({ data }) => data) : [name];
  if (ips.length === 0) {
    yield* io.stderr(`nslookup: can't resolve '${name}'\n`);
    return 1;
  }
  yield* io.print(`Name:      ${name}\n${addresses(ips)}`);
  return 0;
}
