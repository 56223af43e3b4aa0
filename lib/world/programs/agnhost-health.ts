import type { Service } from '@/lib/hosts/net/network';
import type { Sys } from '@/lib/hosts/process/sys';
import { flag, klogHead, printError, untilSignal } from './daemon';

interface Data {
  /** What is answered: the health itself, or the page that switches it. */
  readonly as: 'health' | 'switch';
  readonly health: 'SERVING' | 'NOT_SERVING';
  readonly service: string;
}

/**
 * `agnhost grpc-health-checking`: the gRPC health protocol on one port, pages that switch what it says on another. The pages tell
 * the process by signals. Models test/images/agnhost/grpc-health-checking.
 */
export function* grpcHealthChecking(sys: Sys, args: readonly string[]) {
  const grpc = Number(flag(args, 'port') ?? 5000);
  const http = Number(flag(args, 'http-port') ?? 8080);
  const service = flag(args, 'service') ?? '';
  let health: Data['health'] = 'SERVING';
  sys.listen(http, 'agnhost-health', { data: { as: 'switch', health, service } satisfies Data });
  yield* printError(sys, `${klogHead(sys.now(), sys.pid)}grpc-health-checking.go:110] Http server starting to listen on :${http}\n`);
  for (;;) {
    sys.listen(grpc, 'agnhost-health', { data: { as: 'health', health, service } satisfies Data });
    const signal = yield* untilSignal(sys, ['INT', 'TERM', 'USR1', 'USR2']);
    if (signal === 'INT' || signal === 'TERM') return 0;
    health = signal === 'USR1' ? 'SERVING' : 'NOT_SERVING';
    sys.unlisten(grpc);
  }
}

export const agnhostHealthService: Service = ({ sys, data }, request) => {
  const { as, health, service } = data as Data;
  const answer = (status: number, body: string, headers = {}) => ({ status, headers: { 'content-type': 'text/plain', ...headers }, body });
  if (as === 'switch') {
    if (request.path === '/make-serving') sys.kill(sys.pid, 'USR1');
    else if (request.path === '/make-not-serving') sys.kill(sys.pid, 'USR2');
    else return answer(404, '404 page not found\n');
    return answer(200, '');
  }
  if (request.path !== '/grpc.health.v1.Health/Check') return answer(200, '', { 'grpc-status': '12' });
  const asked = request.headers['grpc-service'] ?? '';
  return answer(200, '', { 'grpc-health': asked === '' || asked === service ? health : 'SERVICE_UNKNOWN' });
};
