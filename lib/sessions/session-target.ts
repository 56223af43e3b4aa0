import { randomBytes } from 'node:crypto';

/** What a session's cluster is for. */
export interface SessionTarget {
  readonly kind: 'lab' | 'lesson' | 'exam' | 'playground';
  /** Lab or exam slug, `track/chapter`, or profile. */
  readonly slug: string;
  /** Draws the parameters of labs. */
  readonly seed: number;
}

/** What is known of a session without waking it. */
export interface SessionRecord {
  readonly id: string;
  readonly userId: string;
  readonly target: SessionTarget;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

const ID = /^[0-9a-f]{32}$/;

export const newSessionId = (): string => randomBytes(16).toString('hex');

export const isSessionId = (text: unknown): text is string => typeof text === 'string' && ID.test(text);

/** A refusal that the learner sees; `code` names the sentence in lib/i18n. */
export class SessionError extends Error {
  constructor(
    readonly code:
      'not-found' | 'too-many-sessions' | 'too-many-terminals' | 'too-large' | 'journal-full' | 'damaged' | 'busy' | 'too-slow',
    message: string,
  ) {
    super(message);
  }
}
