import { sleep, type Task } from '../process/blocking';
import { Errno, type Sys } from '../process/sys';

/** Linux sends a SYN again after 1, 2, 4 … seconds, six times (net.ipv4.tcp_syn_retries). */
const RESENDS_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000];

/**
 * Connects as connect(2) does, which stays at it while packets are lost: a way that opens meanwhile is found.
 * Returns the address. Throws what `dial` throws; ETIMEDOUT after two minutes or `limitMs`.
 */
export function* establish(sys: Sys, host: string, port: number, limitMs = Infinity, protocol: 'tcp' | 'udp' = 'tcp'): Task<string> {
  const started = sys.now();
  for (const wait of RESENDS_MS) {
    try {
      return sys.dial(host, port, protocol).ip;
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'ETIMEDOUT') throw error;
      const left = started + limitMs - sys.now();
      yield* sleep(sys, Math.max(0, Math.min(wait, left)));
      if (left <= wait) throw error;
    }
  }
  return sys.dial(host, port, protocol).ip;
}

/** Waits for a connection like `establish`, but leaves it to what follows to tell of a failure. */
export function* awaitWay(sys: Sys, host: string, port: number): Task<void> {
  try {
    yield* establish(sys, host, port);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}
