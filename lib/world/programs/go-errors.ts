import type { Errno } from '@/lib/hosts/process/sys';

/** What Go's net package says of a connection to `host:port` that did not come about. */
export function dialError(error: Errno, host: string, port: number): string {
  const at = `dial tcp ${host}:${port}`;
  switch (error.code) {
    case 'ECONNREFUSED':
      return `${at}: connect: connection refused`;
    case 'ETIMEDOUT':
      return `${at}: i/o timeout`;
    case 'EHOSTUNREACH':
      return `${at}: connect: no route to host`;
    case 'ENETUNREACH':
      return `${at}: connect: network is unreachable`;
    case 'ENAMENOTFOUND':
      return `dial tcp: lookup ${host}: no such host`;
    case 'EAGAIN':
      return `dial tcp: lookup ${host}: server misbehaving`;
    case 'ECONNRESET':
      return 'EOF';
    default:
      return error.message;
  }
}
