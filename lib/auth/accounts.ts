import { db } from '@/lib/db/client';
import type { NewAccount } from './credentials';
import { checkPassword, hashPassword } from './password';

export interface Learner {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly guest: boolean;
}

const SHOWN = { id: true, name: true, email: true, guest: true } as const;

/** Makes an account; undefined when the address is taken. */
export async function createAccount(account: NewAccount): Promise<Learner | undefined> {
  const passwordHash = await hashPassword(account.password);
  return await unlessTaken(db().user.create({ data: { name: account.name, email: account.email, passwordHash }, select: SHOWN }));
}

/** Makes a guest's user an account with all its work; undefined when the address is taken or the user is no guest. */
export async function upgradeGuest(userId: string, account: NewAccount): Promise<Learner | undefined> {
  const passwordHash = await hashPassword(account.password);
  return await unlessTaken(
    db().user.update({
      where: { id: userId, guest: true },
      data: { name: account.name, email: account.email, passwordHash, guest: false },
      select: SHOWN,
    }),
  );
}

/** The learner with this address and password, if that is right. */
export async function findAccount(email: string, password: string): Promise<Learner | undefined> {
  const user = await db().user.findUnique({ where: { email: email.trim().toLowerCase() }, select: { ...SHOWN, passwordHash: true } });
  if (!(await checkPassword(user?.passwordHash, password)) || !user) return undefined;
  return { id: user.id, name: user.name, email: user.email, guest: user.guest };
}

export const createGuest = (): Promise<Learner> => db().user.create({ data: { name: '', guest: true }, select: SHOWN });

export const findLearner = (id: string): Promise<Learner | null> => db().user.findUnique({ where: { id }, select: SHOWN });

// P2002: unique constraint; P2025: no such record (no longer a guest).
async function unlessTaken(made: Promise<Learner>): Promise<Learner | undefined> {
  try {
    return await made;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'P2002' || code === 'P2025') return undefined;
    throw error;
  }
}
