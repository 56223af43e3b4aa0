'use client';

import { fill } from '@/lib/i18n/messages';
import type { PicturePod } from '@/lib/sessions/cluster-picture';
import { useText } from './text-provider';

type State = PicturePod['state'];

/** Each state has a shape and a border of its own besides its colour. */
const LOOKS: Readonly<Record<State, { readonly colour: string; readonly border: string; readonly mark: React.ReactNode }>> = {
  running: { colour: 'text-good', border: 'border-good/60', mark: <circle cx="8" cy="8" r="6" fill="currentColor" /> },
  waiting: {
    colour: 'text-warn',
    border: 'border-warn/70',
    mark: (
      <>
        <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.8" />
        <path d="M8 4.8V8l2.2 1.6" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
      </>
    ),
  },
  failed: {
    colour: 'text-bad',
    border: 'border-bad',
    mark: (
      <>
        <path d="M8 1.6 15.2 14H.8z" fill="currentColor" stroke="currentColor" strokeWidth="1" strokeLinejoin="round" />
        <path d="M8 6v4M8 12v.1" stroke="var(--surface)" strokeWidth="1.7" strokeLinecap="round" />
      </>
    ),
  },
  done: {
    colour: 'text-faint',
    border: 'border-line',
    mark: (
      <path
        d="M2.5 8.5 6.3 12.2 13.5 4.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    ),
  },
  ending: {
    colour: 'text-soft',
    border: 'border-dashed border-soft/70',
    mark: (
      <>
        <circle cx="8" cy="8" r="5.8" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.4 2.1" />
        <path d="M6 6l4 4M10 6l-4 4" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      </>
    ),
  },
};

export const STATES = Object.keys(LOOKS) as readonly State[];

/** The sign of a pod's state; says nothing to a screen reader. */
export function StateMark({ state, className = 'size-3.5' }: { state: State; className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16" className={`shrink-0 ${LOOKS[state].colour} ${className}`}>
      {LOOKS[state].mark}
    </svg>
  );
}

/** Pods of one Deployment differ in the end of their names. */
export const shortName = (name: string, most: number): string =>
  name.length > most ? `${name.slice(0, most - 7).replace(/-$/, '')}…${name.slice(-6)}` : name;

const LONGEST_NAME = 17;

/** A pod: its state by shape, colour and kubectl's word. Pressing it selects it. */
export function PodBox({
  pod,
  selected,
  reachable,
  onSelect,
  onFocus,
}: {
  pod: PicturePod;
  selected: boolean;
  /** The one box that Tab leads to. */
  reachable: boolean;
  onSelect: () => void;
  onFocus: () => void;
}) {
  const text = useText();
  const { namespace, name, state, status, ready, restarts } = pod;
  const again = restarts > 0 ? fill(text.cluster.restarts, { n: restarts }) : '';
  return (
    <button
      type="button"
      data-pod={pod.uid}
      data-pod-state={state}
      aria-pressed={selected}
      aria-label={[`${namespace}/${name}`, text.cluster[state], status, ready, again].filter(Boolean).join(', ')}
      title={`${namespace}/${name}\n${status} ${ready} ${again}`}
      tabIndex={reachable ? 0 : -1}
      onClick={onSelect}
      onFocus={onFocus}
      className={`relative z-[2] flex min-h-11 min-w-0 items-center gap-2 rounded-lg border-[1.5px] bg-surface px-2 py-1 text-left transition-colors hover:bg-accent-soft ${LOOKS[state].border} ${selected ? 'ring-2 ring-accent' : ''} ${state === 'ending' ? 'opacity-75' : ''}`}
    >
      <StateMark state={state} />
      <span className="min-w-0 leading-tight">
        <span className="block truncate text-[12.5px] font-semibold">{shortName(name, LONGEST_NAME)}</span>
        <span className={`block truncate text-[11.5px] ${state === 'failed' ? 'font-semibold text-bad' : 'text-soft'}`}>
          {status}
          <span className="font-normal text-faint">
            {' '}
            {ready}
            {restarts > 0 && ` ↻${restarts}`}
          </span>
        </span>
      </span>
    </button>
  );
}
