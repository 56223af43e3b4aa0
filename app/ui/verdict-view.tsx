'use client';

import { useEffect, useRef } from 'react';
import { fill } from '@/lib/i18n/messages';
import type { PicturePod } from '@/lib/sessions/cluster-picture';
import type { PodVerdict } from '@/lib/sessions/pod-verdict';
import { Icon } from './line-icon';
import { StateMark } from './pod-box';
import { useText } from './text-provider';
import { VerdictTable } from './verdict-table';

/** Why the selected pod is where it is, or waits. */
export function VerdictView({
  verdict,
  pod,
  onClose,
}: {
  /** Undefined until it has come, null when the pod is gone. */
  verdict: PodVerdict | null | undefined;
  pod: PicturePod | undefined;
  onClose: () => void;
}) {
  const text = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  const uid = verdict?.uid;
  useEffect(() => {
    if (uid) heading.current?.focus();
  }, [uid]);
  return (
    <section aria-labelledby="verdict-title" className="min-w-0">
      <div className="mb-3 flex items-center gap-2.5">
        <button type="button" onClick={onClose} className="cluster-back button button-small shrink-0">
          <Icon name="arrow" className="size-4 rotate-180" /> {text.verdict.back}
        </button>
        <button
          type="button"
          onClick={onClose}
          aria-label={text.verdict.close}
          className="cluster-shut order-last ml-auto size-8 place-items-center rounded-md text-soft hover:bg-sunken"
        >
          <Icon name="close" className="size-4" />
        </button>
        <h3 id="verdict-title" ref={heading} tabIndex={-1} className="min-w-0 py-0.5 leading-snug font-bold wrap-anywhere outline-none">
          {pod && <StateMark state={pod.state} className="mr-1.5 inline size-3.5 align-[-2px]" />}
          {pod?.name ?? verdict?.name}
          <span className="ml-2 text-sm font-normal text-soft">
            {pod?.namespace ?? verdict?.namespace} · {pod?.status ?? verdict?.status}
          </span>
        </h3>
      </div>
      {verdict === null && <p className="text-soft">{text.verdict.gone}</p>}
      {verdict && <Reasons verdict={verdict} />}
    </section>
  );
}

function Reasons({ verdict }: { verdict: PodVerdict }) {
  const text = useText();
  const { origin, node, nominated, scheduler, message, preFilter, nodes, scorers, more, unseen } = verdict;
  const fits = nodes.some(({ refused }) => !refused);
  const notes = [
    more > 0 && fill(text.verdict.more, { n: more }),
    unseen > 0 && fill(text.verdict.unseen, { n: unseen }),
    nodes.length > 0 && scorers.length === 0 && (fits ? text.verdict.unscored : text.verdict.noneFits),
    nodes.length > 0 && origin === 'waiting' && text.verdict.lastTry,
  ].filter(Boolean);
  return (
    <div className="space-y-3">
      <p data-origin={origin}>
        {fill(text.verdict[origin], { node, scheduler })} {nominated && fill(text.verdict.nominated, { node: nominated })}
      </p>
      {preFilter && (
        <p className="font-semibold text-bad">
          {fill(text.verdict.preFilter, { plugin: preFilter.plugin })} {preFilter.reasons.join(', ')}
        </p>
      )}
      {message && (
        <blockquote
          aria-label={text.verdict.message}
          className="border-l-3 border-warn bg-sunken px-3 py-2 font-mono text-[12.5px] wrap-anywhere"
        >
          {message}
        </blockquote>
      )}
      {nodes.length > 0 && <VerdictTable verdict={verdict} />}
      {notes.length > 0 && <p className="text-[13px] text-soft">{notes.join(' ')}</p>}
    </div>
  );
}
