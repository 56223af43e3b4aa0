'use client';

import { useEffect, useRef, useState } from 'react';
import { fill } from '@/lib/i18n/messages';
import { Icon } from './line-icon';
import { useText } from './text-provider';

const ALERTS = [5, 15, 30];
const two = (n: number) => String(n).padStart(2, '0');

/** Time left by the server's clock; speaks up at 30, 15 and 5 minutes, and calls `onEnd` once when there is none. */
export function ExamClock({ endsAt, serverNow, onEnd }: { endsAt: number; serverNow: number; onEnd: () => void }) {
  const text = useText();
  const [left, setLeft] = useState(endsAt - serverNow);
  const ended = useRef(false);
  useEffect(() => {
    // The browser's clock may be wrong, but it runs at the right speed.
    const start = performance.now();
    const tick = () => {
      const now = endsAt - serverNow - (performance.now() - start);
      setLeft(now);
      if (now <= 0 && !ended.current) {
        ended.current = true;
        onEnd();
      }
    };
    const timer = window.setInterval(tick, 500);
    return () => window.clearInterval(timer);
  }, [endsAt, serverNow, onEnd]);
  const seconds = Math.max(0, Math.ceil(left / 1000));
  const alert = ALERTS.find((minutes) => seconds <= minutes * 60);
  const shown = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return (
    <>
      <p
        role="timer"
        aria-label={text.exam.time}
        className={`flex items-center gap-1.5 rounded-lg px-2.5 py-1 font-mono text-[15px] font-bold tabular-nums ${alert === 5 ? 'bg-bad-soft text-bad' : alert ? 'bg-warn-soft text-warn' : 'bg-sunken'}`}
      >
        <Icon name="clock" className="size-4" />
        {shown}
      </p>
      <p role="alert" className="sr-only">
        {alert && fill(text.exam.left, { n: alert })}
      </p>
    </>
  );
}
