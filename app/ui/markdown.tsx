'use client';

import type { MouseEvent } from 'react';
import { useText } from './text-provider';

const SAID_MS = 1_500;

/** HTML from lib/content (already safe), with its code blocks' buttons working. */
export function Markdown({ html, onRun, className = '' }: { html: string; onRun?: (command: string) => void; className?: string }) {
  const text = useText();
  const press = ({ target }: MouseEvent) => {
    const button = target instanceof Element ? target.closest<HTMLButtonElement>('button[data-action]') : null;
    const code = button?.closest('figure')?.querySelector('pre')?.textContent;
    if (!button || code == null) return;
    if (button.dataset.action === 'run') return onRun?.(code);
    void navigator.clipboard?.writeText(code).then(() => {
      button.textContent = text.lesson.copied;
      window.setTimeout(() => (button.textContent = text.lesson.copy), SAID_MS);
    });
  };
  return <div onClick={press} className={`prose ${className}`} dangerouslySetInnerHTML={{ __html: html }} />;
}
