import type { World } from '@/lib/world/world';
import type { LearnerSessions } from './learner-sessions';
import type { LiveSession } from './live-session';
import type { Wire } from './terminal-connection';

const LEAST_INTERVAL_MS = 300;
const SLOW_BYTES = 512 * 1024;

/** Sends the picture of a cluster whenever it has changed, as `{picture}`; null while the API server does not answer. */
export function feedCluster(sessions: LearnerSessions, session: LiveSession<World>, wire: Wire): () => void {
  let sent = '';
  let timer: NodeJS.Timeout | undefined;
  let last = -LEAST_INTERVAL_MS;
  const send = () => {
    timer = undefined;
    last = performance.now();
    if (wire.bufferedAmount > SLOW_BYTES) return;
    const picture = JSON.stringify({ picture: sessions.picture(session) ?? null });
    if (picture !== sent) wire.send((sent = picture));
  };
  const leave = session.watch(() => {
    if (session.gone) wire.close(4000, 'the session has ended');
    else timer ??= setTimeout(send, Math.max(0, last + LEAST_INTERVAL_MS - performance.now()));
  });
  send();
  return () => {
    clearTimeout(timer);
    leave();
  };
}
