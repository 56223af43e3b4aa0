import { z } from 'zod';
import { createAccount, upgradeGuest } from '@/lib/auth/accounts';
import { fieldErrors, newAccount } from '@/lib/auth/credentials';
import { currentLearner } from '@/lib/auth/current-learner';
import { addressOf } from '@/lib/auth/options';
import { rateLimits } from '@/lib/auth/rate-limit';
import { handle, refuse } from '../handle';

/** Signs up; a guest's user becomes the account. */
export async function POST(request: Request): Promise<Response> {
  return await handle(request, z.unknown(), async (body) => {
    const account = newAccount.safeParse(body);
    if (!account.success) return refuse('malformed', 400, { fields: fieldErrors(account.error) });
    if (rateLimits().signUp.take(addressOf(Object.fromEntries(request.headers))) > 0) return refuse('tooMany');
    const learner = await currentLearner();
    const made = learner?.guest ? await upgradeGuest(learner.id, account.data) : await createAccount(account.data);
    return made ? Response.json({ id: made.id }, { status: 201 }) : refuse('taken', 409, { fields: { email: 'taken' } });
  });
}
