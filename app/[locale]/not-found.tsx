'use client';

import Link from 'next/link';
import { useLocale, useText } from '../ui/text-provider';

export default function NotFound() {
  const text = useText();
  return (
    <div className="m-auto px-4 py-16 text-center">
      <p className="text-5xl font-bold text-faint">404</p>
      <h1 className="mt-4 text-2xl font-bold">{text.common.notFound}</h1>
      <p className="mt-2 text-soft">{text.common.notFoundText}</p>
      <Link href={`/${useLocale()}`} className="button mt-6">
        {text.common.home}
      </Link>
    </div>
  );
}
