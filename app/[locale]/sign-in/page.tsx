import { redirect } from 'next/navigation';
import { currentLearner } from '@/lib/auth/current-learner';
import { AuthForm } from '../../ui/auth-form';
import { pageLocale } from '../../ui/page-locale';

type Props = { params: Promise<{ locale: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: (await pageLocale(params)).text.auth.signInTitle };
}

export default async function SignInPage({ params }: Props) {
  const { locale } = await pageLocale(params);
  const learner = await currentLearner();
  if (learner && !learner.guest) redirect(`/${locale}/profile`);
  return <AuthForm mode="sign-in" next={`/${locale}/tracks`} />;
}
