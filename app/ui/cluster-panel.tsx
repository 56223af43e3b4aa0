'use client';

import { useRef, useState, type KeyboardEvent, type Ref } from 'react';
import { fill } from '@/lib/i18n/messages';
import type { ClusterPicture } from '@/lib/sessions/cluster-picture';
import { ClusterMap } from './cluster-map';
import { Icon } from './line-icon';
import { STATES, StateMark } from './pod-box';
import { useText } from './text-provider';
import { useClusterFeed } from './use-cluster-feed';
import { VerdictView } from './verdict-view';

const SYSTEM = /^(kube-.*|calico-.*|tigera-.*|local-path-storage)$/;

/** The cluster as it is now, and why the selected pod is where it is. Read only. Escape closes the explanation, then the panel. */
export function ClusterPanel({ session, id, onClose, ref }: { session: string; id: string; onClose: () => void; ref?: Ref<HTMLElement> }) {
  const text = useText();
  const { picture, blank, verdict, selected, select } = useClusterFeed(session);
  const [system, setSystem] = useState(false);
  const map = useRef<HTMLDivElement>(null);
  const isShown = ({ namespace, uid, node }: { namespace: string; uid?: string; node?: string }) =>
    system || (uid !== undefined && (uid === selected || node === '')) || !SYSTEM.test(namespace);
  const shown: ClusterPicture | undefined = picture && {
    ...picture,
    pods: picture.pods.filter(isShown),
    services: picture.services.filter(({ namespace }) => isShown({ namespace })),
  };
  const summary =
    shown && fill(text.cluster.summary, { nodes: shown.nodes.length, pods: shown.pods.length, services: shown.services.length });

  const unselect = () => {
    const box = map.current?.querySelector<HTMLElement>(`[data-pod="${selected}"]`);
    select(undefined);
    requestAnimationFrame(() => box?.focus());
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.ctrlKey) return;
    event.stopPropagation();
    if (selected) unselect();
    else onClose();
  };
  return (
    <section
      ref={ref}
      id={id}
      tabIndex={-1}
      aria-label={text.cluster.title}
      onKeyDown={key}
      className="deck-cluster flex flex-col bg-surface text-ink outline-none"
    >
      <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-[13px]">
        <h2 className="cluster-name flex items-center gap-1.5 text-sm font-bold">
          <Icon name="nodes" className="size-4" /> {text.cluster.title}
        </h2>
        <p className="text-soft">{summary}</p>
        <span className="ml-auto flex items-center gap-3">
          <label className="flex items-center gap-1.5 text-soft">
            <input
              type="checkbox"
              checked={system}
              onChange={({ target }) => setSystem(target.checked)}
              className="size-4 accent-(--accent)"
            />
            {text.cluster.system}
          </label>
          <button
            type="button"
            aria-label={text.cluster.close}
            onClick={onClose}
            className="grid size-8 place-items-center rounded-md text-soft hover:bg-sunken"
          >
            <Icon name="close" className="size-4" />
          </button>
        </span>
      </div>
      {blank && (
        <p role="alert" className="p-5 font-medium text-bad">
          {blank === 'forbidden' ? text.cluster.forbidden : text.cluster.noAnswer}
        </p>
      )}
      {!blank && !shown && <p className="p-5 text-soft">{text.terminal.connecting}</p>}
      {shown && (
        <div className="cluster-body min-h-0 flex-1" data-selected={selected !== undefined}>
          <div ref={map} className="cluster-map overflow-y-auto p-4">
            <ClusterMap picture={shown} selected={selected} onSelect={(uid) => (uid === selected ? unselect() : select(uid))} />
            {shown.more > 0 && <p className="mt-2 text-sm text-faint">{fill(text.cluster.more, { n: shown.more })}</p>}
            <ul aria-label={text.cluster.legend} className="mt-4 flex flex-wrap gap-x-3 gap-y-1 text-[12.5px] text-soft">
              {STATES.map((state) => (
                <li key={state} className="flex items-center gap-1.5">
                  <StateMark state={state} />
                  {text.cluster[state]}
                </li>
              ))}
            </ul>
            <p className="mt-1.5 text-[12.5px] text-faint">{text.cluster.keys}</p>
          </div>
          {selected !== undefined && (
            <div className="cluster-verdict overflow-y-auto p-4 text-[14.5px]">
              <VerdictView verdict={verdict} pod={picture?.pods.find(({ uid }) => uid === selected)} onClose={unselect} />
            </div>
          )}
        </div>
      )}
    </section>
  );
}
