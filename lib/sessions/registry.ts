import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setupExam } from '@/lib/exams/grade';
import { loadExam } from '@/lib/exams/load';
import { loadLab } from '@/lib/labs/load';
import { setupLab } from '@/lib/labs/setup';
import { World, type WorldSnapshot } from '@/lib/world/world';
import { LiveSession } from './live-session';
import { SessionFiles, type Purpose, type SessionMeta } from './session-files';

export interface RegistryOptions {
  /** Folder below which sessions are kept. */
  readonly dataFolder: string;
  /** Sessions that stay in memory though nobody watches. */
  readonly idleLimit?: number;
  /** Sessions that one learner may keep. */
  readonly perOwner?: number;
}

/** A learner wants something that the limits do not allow, or that does not exist. */
export class RegistryError extends Error {
  constructor(
    readonly code: 'too-many-sessions' | 'unknown-lab' | 'unknown-exam',
    message: string,
  ) {
    super(message);
  }
}

/** All learners' sessions: those in memory, and on disk those that are not. */
export class SessionRegistry {
  private readonly root: string;
  private readonly live = new Map<string, LiveSession>();

  constructor(private readonly options: RegistryOptions) {
    this.root = join(options.dataFolder, 'sessions');
  }

  /** The learner's session for a purpose, made anew if there is none yet. */
  open(owner: string, purpose: Purpose): LiveSession {
    const known = this.list(owner).find((meta) => samePurpose(meta.purpose, purpose));
    const session = known && this.get(known.id, owner);
    return session ?? this.create(owner, purpose);
  }

  /** A session by id, if it is this learner's. Undefined otherwise: a stranger is not told whether it exists. */
  get(id: string, owner: string): LiveSession | undefined {
    const inMemory = this.live.get(id);
    if (inMemory) return inMemory.meta.owner === owner ? inMemory : undefined;
    const opened = SessionFiles.open(this.root, id);
    if (!opened) return undefined;
    if (opened.meta.owner !== owner) {
      opened.files.close();
      return undefined;
    }
    const world = World.restore(opened.world as WorldSnapshot);
    LiveSession.replay(world, opened.entries);
    const session = new LiveSession(opened.meta, world, opened.files);
    this.keep(session);
    return session;
  }

  /** Meta data of a learner's sessions, newest first. */
  list(owner: string): SessionMeta[] {
    return SessionFiles.list(this.root)
      .filter((meta) => meta.owner === owner)
      .sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Throws a session away and begins the same one anew. */
  reset(session: LiveSession): LiveSession {
    this.live.delete(session.meta.id);
    session.remove();
    return this.create(session.meta.owner, session.meta.purpose);
  }

  remove(session: LiveSession): void {
    this.live.delete(session.meta.id);
    session.remove();
  }

  /** Hands a guest's sessions over to the account that the guest became. */
  transfer(from: string, to: string): void {
    for (const meta of this.list(from)) {
      const session = this.get(meta.id, from);
      if (!session) continue;
      session.unload();
      this.live.delete(meta.id);
      SessionFiles.rename(this.root, { ...meta, owner: to });
    }
  }

  /** Writes everything to disk: the server is about to stop. */
  shutDown(): void {
    for (const session of this.live.values()) session.unload();
    this.live.clear();
  }

  private create(owner: string, purpose: Purpose): LiveSession {
    const limit = this.options.perOwner ?? 20;
    const mine = this.list(owner);
    if (mine.length >= limit) {
      const oldest = [...mine].reverse().find(({ id, purpose: other }) => other.kind !== 'exam' && !this.live.get(id)?.watched);
      if (!oldest) throw new RegistryError('too-many-sessions', `at most ${limit} sessions can be kept`);
      const session = this.get(oldest.id, owner);
      if (session) this.remove(session);
    }
    const world = newWorld(purpose);
    const meta: SessionMeta = { id: randomBytes(18).toString('base64url'), owner, purpose, createdAt: Date.now() };
    const session = new LiveSession(meta, world, SessionFiles.create(this.root, meta, world.snapshot()));
    this.keep(session);
    return session;
  }

  private keep(session: LiveSession): void {
    this.live.set(session.meta.id, session);
    const idle = [...this.live.values()].filter((other) => other !== session && !other.watched);
    for (const other of idle.slice(0, Math.max(0, idle.length - (this.options.idleLimit ?? 40)))) {
      other.unload();
      this.live.delete(other.meta.id);
    }
  }
}

function newWorld(purpose: Purpose): World {
  const now = Date.now();
  if (purpose.kind === 'lab') {
    const lab = loadLab(purpose.slug, { seed: purpose.seed });
    if (!lab) throw new RegistryError('unknown-lab', `there is no lab ${JSON.stringify(purpose.slug)}`);
    const world = World.boot(lab.profile, { seed: purpose.seed + 1, now });
    setupLab(world, lab);
    return world;
  }
  if (purpose.kind === 'exam') {
    const exam = loadExam(purpose.slug, { seed: purpose.seed });
    if (!exam) throw new RegistryError('unknown-exam', `there is no exam ${JSON.stringify(purpose.slug)}`);
    const world = World.boot(exam.profile, { seed: purpose.seed + 1, now });
    setupExam(world, exam);
    return world;
  }
  return World.boot('kubeadm', { seed: 1, now });
}

function samePurpose(a: Purpose, b: Purpose): boolean {
  if (a.kind === 'lab' && b.kind === 'lab') return a.slug === b.slug && a.seed === b.seed;
  if (a.kind === 'exam' && b.kind === 'exam') return a.attempt === b.attempt;
  return a.kind === 'free' && b.kind === 'free' && a.name === b.name;
}

const KEY = Symbol.for('nekala.sessions');

/** The process's one registry: route handlers and the server are separate bundles and share `globalThis` only. */
export function sessions(dataFolder = process.env.NEKALA_DATA ?? join(process.cwd(), 'data')): SessionRegistry {
  const shared = globalThis as { [KEY]?: SessionRegistry };
  return (shared[KEY] ??= new SessionRegistry({ dataFolder }));
}
