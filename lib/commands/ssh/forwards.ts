import { Errno } from '@/lib/hosts/process/sys';
import type { Io, Task } from '../command/stdio';
import type { ClientConfig } from './client-config';
import type { LoggedIn } from './client';

/** Listens on the ports of -L; tells of those of -R, which are not simulated. False after a message that ends ssh. */
export function* listenForwards(io: Io, config: ClientConfig, { machine }: LoggedIn): Task<boolean> {
  if (config.is('clearallforwardings')) return true;
  if (config.all('remoteforward').length > 0 || config.all('dynamicforward').length > 0) {
    yield* io.stderr('ssh: ports of the other side (-R) and SOCKS proxies (-D) are not simulated here\r\n');
    return false;
  }
  for (const text of config.all('localforward')) {
    const match = /^(?:\[([^\]]*)\]:)?(\d+) \[([^\]]+)\]:(\d+)$/.exec(text);
    if (!match) continue;
    const [, given, local = '', host = '', port = ''] = match;
    const address =
      given === '*' || given === '' || config.is('gatewayports')
        ? '0.0.0.0'
        : given === undefined || given === 'localhost'
          ? '127.0.0.1'
          : given;
    try {
      io.sys.listen(Number(local), 'ssh-forward', { address, data: { machine, host, port: Number(port) } });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      yield* io.stderr(
        error.code === 'EACCES' && Number(local) < 1024
          ? `bind [${address}]:${local}: Permission denied\r\n`
          : `bind [${address}]:${local}: ${error.message}\r\n`,
      );
      yield* io.stderr(`channel_setup_fwd_listener_tcpip: cannot listen to port: ${local}\r\nCould not request local forwarding.\r\n`);
      if (config.is('exitonforwardfailure')) return false;
    }
  }
  return true;
}
