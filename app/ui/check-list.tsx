'use client';

import type { TaskResult } from '@/lib/labs/types';
import { Icon } from './line-icon';
import { useLocale, useText } from './text-provider';

const LOOKS = {
  PASS: { icon: 'check', className: 'bg-good-soft text-good' },
  FAIL: { icon: 'cross', className: 'bg-bad-soft text-bad' },
  INVALID: { icon: 'question', className: 'bg-warn-soft text-warn' },
} as const;

/** One task's checks: what must be so, whether it is, and if not, what was expected and found. */
export function CheckList({ result }: { result: TaskResult }) {
  const text = useText();
  const locale = useLocale();
  const words = { PASS: text.lab.pass, FAIL: text.lab.fail, INVALID: text.lab.invalid };
  return (
    <ul className="space-y-2.5">
      {result.checks.map((check) => {
        const look = LOOKS[check.verdict];
        return (
          <li key={check.id} data-verdict={check.verdict} className="flex gap-3">
            <span className={`mt-0.5 grid size-6 shrink-0 place-items-center rounded-full ${look.className}`}>
              <Icon name={look.icon} className="size-3.5" />
            </span>
            <div className="min-w-0 flex-1 text-[15px]">
              <p>
                <span className="sr-only">{words[check.verdict]}: </span>
                {check.message[locale]}{' '}
                <span className="text-sm whitespace-nowrap text-faint">
                  {check.earned}/{check.points}
                </span>
              </p>
              {check.verdict === 'INVALID' && <p className="mt-1 text-sm text-warn">{text.lab.invalidNote}</p>}
              {check.verdict !== 'PASS' && (check.expected || check.found) && (
                <dl className="mt-1.5 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 rounded-lg bg-sunken px-3 py-2 text-sm">
                  {check.expected && (
                    <>
                      <dt className="font-semibold text-soft">{text.lab.expected}</dt>
                      <dd className="min-w-0 font-mono break-words whitespace-pre-wrap">{check.expected[locale]}</dd>
                    </>
                  )}
                  {check.found && (
                    <>
                      <dt className="font-semibold text-soft">{text.lab.found}</dt>
                      <dd className="min-w-0 font-mono break-words whitespace-pre-wrap">{check.found[locale]}</dd>
                    </>
                  )}
                </dl>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
