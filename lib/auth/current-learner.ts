import { getServerSession } from 'next-auth';
import { findLearner, type Learner } from './accounts';
import { authOptions } from './options';

/** Who the current request comes from; undefined when nobody is signed in. For pages and route handlers. */
export async function currentLearner(): Promise<Learner | undefined> {
  const session = await getServerSession(authOptions);
  const id = (session?.user as { id?: string } | undefined)?.id;
  return (id && (await findLearner(id))) || undefined;
}
