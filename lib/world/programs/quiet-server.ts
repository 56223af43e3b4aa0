import type { Service } from '@/lib/hosts/net/network';
import type { Program } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import { printError, untilSignal } from './daemon';

/** A server whose protocol is not HTTP: it can be dialled, and says nothing to an HTTP request. */
export const mute: Service = () => {
  throw new Errno('ECONNRESET', 'Connection reset by peer');
};

/** A server that listens and says little: memcached. `-p` names another port. */
export const quietServer = (usual: number): Program =>
  function* (sys, argv) {
    const port = Number(argv[argv.indexOf('-p') + 1]) || usual;
    try {
      sys.listen(port, 'mute');
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      yield* printError(sys, `failed to listen on TCP port ${port}: ${error.message}\n`);
      return 71;
    }
    yield* untilSignal(sys, ['TERM', 'INT']);
    return 0;
  };
