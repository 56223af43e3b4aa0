import type { Service } from '@/lib/hosts/net/network';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { printError, untilSignal } from './daemon';

/** A daemon that prints a line and waits: what it does is done by the world. */
export const daemon = (line: (sys: Sys) => string, ports: readonly { port: number; protocol?: 'tcp' | 'udp' }[] = []): Program =>
  function* (sys) {
    for (const { port, protocol } of ports) {
      try {
        sys.listen(port, 'healthy', { protocol });
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        yield* printError(sys, `listen ${protocol ?? 'tcp'} :${port}: bind: ${error.message.toLowerCase()}\n`);
        return 1;
      }
    }
    yield* printError(sys, line(sys));
    yield* untilSignal(sys, ['TERM', 'INT']);
    return 0;
  };

/** /healthz, /livez, /readyz (/health-check of autoscalers) of a component. */
export const healthy: Service = (_, request) => {
  const known = /^\/(healthz|livez|readyz|health|health-check|ready|metrics)(\/|$)/.test(request.path);
  return {
    status: known ? 200 : 404,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: known ? (request.path === '/health' ? '{"health":"true","reason":""}' : 'ok') : '404 page not found\n',
  };
};
