import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { CommandError } from '../errors';
import type { ForwardedPort, ListenAddress } from './ports';

const FIRST_FREE = 32_768;
const LAST_FREE = 60_999;
const MOST_TRIES = 64;

/**
 * Listens for one port on each address; returns the lines that tell of it. Throws when too few addresses could be had. Models
 * PortForwarder.listenOnPort.
 */
export function listenOn(sys: Sys, addresses: readonly ListenAddress[], port: ForwardedPort, handler: string, data: object): string[] {
  const lines: string[] = [];
  const errors: string[] = [];
  const failed = { all: 0, any: 0 };
  let { local } = port;
  for (const { address, protocol, enough } of addresses) {
    try {
      local = bind(sys, address, local, (at) => sys.listen(at, handler, { address, data: { ...data, local: at, remote: port.remote } }));
      lines.push(`Forwarding from ${joined(address, local)} -> ${port.remote}\n`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      failed[enough]++;
      errors.push(`unable to create listener: Error listen ${protocol} ${joined(address, local)}: bind: ${lower(error.message)}`);
    }
  }
  if (failed.all > 0 || lines.length === 0)
    throw new CommandError(`Listeners failed to create with the following errors: [${errors.join(' ')}]`);
  return lines;
}

/** Binds a port, or with 0 one that is free; returns which. */
export function bind(sys: Sys, address: string, port: number, listen: (port: number) => void): number {
  if (port !== 0) {
    listen(port);
    return port;
  }
  for (let tries = 1; ; tries++) {
    const free = FIRST_FREE + Math.floor(sys.random() * (LAST_FREE - FIRST_FREE));
    try {
      listen(free);
      return free;
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EADDRINUSE' || tries >= MOST_TRIES) throw error;
    }
  }
}

/** Models net.JoinHostPort. */
export const joined = (address: string, port: number): string => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);

const lower = (text: string) => text[0]!.toLowerCase() + text.slice(1);
