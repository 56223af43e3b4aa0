import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { printError, untilSignal } from './daemon';

export interface OperatorProgramOptions {
  /** Its first lines, newlines included. */
  started(sys: Sys, argv: readonly string[]): string;
  /** What it listens on; the service is `healthy` unless one of `daemonServices` is named. */
  readonly ports?: readonly {
    readonly port: number;
    readonly service?: string;
    readonly protocol?: 'tcp' | 'udp';
    readonly data?: unknown;
  }[];
  /** Refuses to start: the last line of its log, and exit code 1. */
  complaint?(sys: Sys, argv: readonly string[]): string | undefined;
}

/** The program of an add-on's controller: while it runs, the operator of that name (lib/cluster/addons) works. */
export function operatorProgram(name: string, options: OperatorProgramOptions): Program {
  return function* (sys, argv) {
    const complaint = options.complaint?.(sys, argv);
    if (complaint !== undefined) {
      yield* printError(sys, complaint);
      return 1;
    }
    for (const { port, service, protocol, data } of options.ports ?? []) {
      try {
        sys.listen(port, service ?? 'healthy', { protocol, data });
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        yield* printError(sys, `listen ${protocol ?? 'tcp'} :${port}: bind: ${error.message.toLowerCase()}\n`);
        return 1;
      }
    }
    yield* printError(sys, options.started(sys, argv));
    sys.host({ call: 'operator', name, argv });
    yield* untilSignal(sys, ['TERM', 'INT']);
    return 0;
  };
}
