import type { LearnerSessions } from './learner-sessions';

// Pages and the server are separate bundles in one process: what they share hangs on globalThis.
const shared = globalThis as typeof globalThis & { nekalaSessions?: LearnerSessions };

/** Makes the sessions known to the whole process. */
export function shareSessions(sessions: LearnerSessions): void {
  shared.nekalaSessions = sessions;
}

/** The process's sessions. Throws before `shareSessions`. */
export function learnerSessions(): LearnerSessions {
  if (!shared.nekalaSessions) throw new Error('sessions are not open: start the product with `npm start`');
  return shared.nekalaSessions;
}

/** The code of a SessionError from the other bundle, where `instanceof` does not hold. */
export function sessionErrorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
