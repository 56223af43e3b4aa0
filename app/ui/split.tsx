'use client';

import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';

const LEAST = 25;
const MOST = 75;
const STEP = 4;
const clamp = (percent: number) => Math.min(MOST, Math.max(LEAST, percent));

/** Two panes with a divider between them; on a narrow screen one of them, chosen by a switch. */
export function Split({
  left,
  right,
  label,
  names,
}: {
  left: ReactNode;
  right: ReactNode;
  label: string;
  names: readonly [string, string];
}) {
  const [percent, setPercent] = useState(42);
  const [front, setFront] = useState(0);
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left: from, width } = event.currentTarget.parentElement!.getBoundingClientRect();
    setPercent(clamp(((event.clientX - from) / width) * 100));
  };
  const key = ({ key }: KeyboardEvent) => {
    if (key === 'ArrowLeft') setPercent(clamp(percent - STEP));
    if (key === 'ArrowRight') setPercent(clamp(percent + STEP));
  };
  return (
    <div className="flex h-[calc(100dvh-3.5rem)] flex-col">
      <div className="grid grid-cols-2 border-b border-line bg-surface lg:hidden">
        {names.map((name, index) => (
          <button
            key={name}
            type="button"
            aria-pressed={front === index}
            onClick={() => setFront(index)}
            className={`border-b-2 py-2.5 text-[15px] font-semibold ${front === index ? 'border-accent text-accent' : 'border-transparent text-soft'}`}
          >
            {name}
          </button>
        ))}
      </div>
      <div className="flex min-h-0 flex-1" style={{ '--left': `${percent}%` } as React.CSSProperties}>
        <div className={`min-h-0 w-full overflow-y-auto lg:block lg:w-(--left) ${front === 0 ? '' : 'hidden'}`}>{left}</div>
        <div
          role="separator"
          tabIndex={0}
          aria-label={label}
          aria-orientation="vertical"
          aria-valuenow={Math.round(percent)}
          aria-valuemin={LEAST}
          aria-valuemax={MOST}
          onKeyDown={key}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={drag}
          className="hidden w-1.5 shrink-0 cursor-col-resize touch-none bg-line transition-colors hover:bg-accent focus-visible:bg-accent lg:block"
        />
        <div className={`min-h-0 min-w-0 flex-1 lg:block ${front === 1 ? '' : 'hidden'}`}>{right}</div>
      </div>
    </div>
  );
}
