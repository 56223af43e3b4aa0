import { currentLearner } from '@/lib/auth/current-learner';
import { pageLocale } from '../../ui/page-locale';
import { Playground } from '../../ui/playground';
import { SignInNeeded } from '../../ui/sign-in-needed';

type Props = { params: Promise<{ locale: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: (await pageLocale(params)).text.playground.title };
}

export default async function PlaygroundPage({ params }: Props) {
  const { locale, text } = await pageLocale(params);
  return (await currentLearner()) ? <Playground /> : <SignInNeeded locale={locale} title={text.playground.title} />;
}
