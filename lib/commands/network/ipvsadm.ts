import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';

interface VirtualServer {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly address: string;
  readonly port: number;
  readonly scheduler: string;
  /** Seconds. */
  readonly persistent?: number;
  readonly servers: readonly { readonly ip: string; readonly port: number }[];
}

const servers = (sys: Sys): readonly VirtualServer[] => sys.host({ call: 'ipvs' }) as readonly VirtualServer[];

export const ipvsadm: Command = {
  name: 'ipvsadm',
  options: 'L,list l n,numeric t: u: S,save stats rate C,clear Z c,connection',
  usage: 'Usage:\n  ipvsadm -L|l [virtual-service] [options]\n  ipvsadm -C\n',
  usageStatus: 255,
  *run(io, options, sys) {
    if (sys.uid() !== 0) {
      yield* io.stderr("Can't initialize ipvs: Permission denied (you must be root)\n");
      return 255;
    }
    let all: readonly VirtualServer[];
    try {
      all = servers(sys);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      yield* io.stderr(
        "Can't initialize ipvs: Protocol not available\nAre you sure that IP Virtual Server is built in the kernel or as module?\n",
      );
      return 255;
    }
    if (options.has('C')) {
      yield* io.stderr('ipvsadm: clearing the table is not simulated here\n');
      return 1;
    }
    const wanted = options.value('t') ?? options.value('u');
    const protocol = options.value('t') === undefined ? 'UDP' : 'TCP';
    const shown = all.filter((one) => wanted === undefined || (one.protocol === protocol && `${one.address}:${one.port}` === wanted));
    if (wanted !== undefined && shown.length === 0) {
      yield* io.stderr('No such service\n');
      return 255;
    }
    yield* io.print(
      'IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n',
    );
    for (const one of shown) {
      const flags = one.persistent === undefined ? '' : `persistent ${one.persistent}`;
      yield* io.print(`${one.protocol}  ${one.address}:${one.port} ${one.scheduler}${flags ? ` ${flags}` : ''}\n`);
      for (const { ip, port } of one.servers) yield* io.print(`  -> ${`${ip}:${port}`.padEnd(28)} Masq    1      0          0         \n`);
    }
    return 0;
  },
};
