import type { HostCallTable } from '@/lib/hosts/host-calls';
import { http } from '@/lib/hosts/net/connections';
import type { ServiceTable } from '@/lib/hosts/net/network';
import { errno } from '@/lib/hosts/process/errno';
import { HOST } from '@/lib/hosts/process/kernel';
import type { Process } from '@/lib/hosts/process/process';
import type { Core } from '../core';
import { agentCall } from './agent';
import { authenticate, type Credential } from './authenticate';
import { connect, hostKeys, textOf } from './connection';
import { sftpCall } from './files';
import { log, openLogin } from './login-session';
import { loginRecords } from './login-log';

/** What an sshd says of itself before anybody has proven who they are. */
export interface Hello {
  readonly ip: string;
  /** Name of the machine, for forwarded ports. */
  readonly machine: string;
  readonly keys: ReturnType<typeof hostKeys>;
  readonly banner: string;
  readonly maxAuthTries: number;
}

/** Host calls of ssh and its kin; `lib/hosts/host-calls.ts` documents them. */
export function sshCalls(table: HostCallTable, core: Core): HostCallTable {
  return table
    .add('ssh-hello', (caller, call) => {
      const connection = connect(core, caller, call);
      const { settings } = authenticate(connection, String(call.user ?? ''), { none: true }, () => {});
      const banner = settings.value('banner');
      return {
        ip: connection.ip,
        machine: connection.kernel.name,
        keys: hostKeys(connection),
        banner: banner === 'none' ? '' : (textOf(connection.kernel, banner) ?? ''),
        maxAuthTries: Number(settings.value('maxauthtries')),
      } satisfies Hello;
    })
    .add('ssh-auth', (caller, call) => {
      const connection = connect(core, caller, call);
      const { ok, methods } = authenticate(connection, String(call.user), call.credential as Credential, (text) => {
        // What is only asked beforehand is no login yet.
        if (call.query !== true || !text.startsWith('Accepted ')) log(connection, text);
      });
      return { ok, methods };
    })
    .add('ssh', (caller, call) => openLogin(core, caller, call))
    .add('sftp', (caller, call) => sftpCall(core, caller, call))
    .add('ssh-agent', agentCall)
    .add('logins', ({ kernel }) => loginRecords(kernel));
}

/** Ports that `ssh -L` listens on: requests go on from the machine at the other end. */
export function addSshForwards(services: ServiceTable, core: Core): ServiceTable {
  return services
    .add('sshd', () => {
      throw errno('ECONNRESET');
    })
    .add('ssh-forward', ({ data }, { host: _host, scheme, ...request }) => {
      const { machine, host, port } = data as { machine: string; host: string; port: number };
      const { state } = core.kernel(machine);
      const certificate = request.peer?.clientCertificate;
      return http(state, { ns: HOST } as Process, { scheme, host, port, ...(certificate && { clientCertificate: certificate }) }, request);
    });
}
