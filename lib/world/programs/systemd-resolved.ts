import type { Program } from '@/lib/hosts/process/program';
import { untilSignal } from './daemon';

/** systemd-resolved: listens at 127.0.0.53. */
export const systemdResolved: Program = function* (sys) {
  for (const address of ['127.0.0.53', '127.0.0.54']) {
    for (const protocol of ['udp', 'tcp'] as const) sys.listen(53, 'systemd-resolved', { address, protocol });
  }
  yield* untilSignal(sys);
  return 0;
};
