'use client';

import { useEffect, useRef } from 'react';
import { useText } from './text-provider';

/** Asks before something that cannot be undone. */
export function Confirm({
  title,
  words,
  action,
  onYes,
  onNo,
  working,
}: {
  title: string;
  words: string;
  action: string;
  onYes: () => void;
  onNo: () => void;
  working?: boolean;
}) {
  const text = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      onCancel={(event) => {
        event.preventDefault();
        if (!working) onNo();
      }}
      aria-labelledby="confirm-title"
      className="card m-auto w-[min(28rem,calc(100vw-2rem))] p-6 text-ink backdrop:bg-black/50"
    >
      <h2 id="confirm-title" className="text-xl font-bold">
        {title}
      </h2>
      <p className="mt-2 text-soft">{words}</p>
      <div className="mt-6 flex justify-end gap-3">
        <button type="button" onClick={onNo} disabled={working} className="button">
          {text.common.cancel}
        </button>
        <button type="button" onClick={onYes} disabled={working} className="button button-bad">
          {action}
        </button>
      </div>
    </dialog>
  );
}
