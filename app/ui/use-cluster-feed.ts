'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { ClusterMessage, ClusterQuestion } from '@/lib/sessions/cluster-feed';
import type { ClusterPicture } from '@/lib/sessions/cluster-picture';
import type { PodVerdict } from '@/lib/sessions/pod-verdict';

const RETRY_MS = 2_000;

export interface ClusterFeedState {
  /** Undefined until the first one has come, and while there is none. */
  readonly picture?: ClusterPicture;
  /** Why there is none. */
  readonly blank?: 'no-answer' | 'forbidden';
  /** Of the selected pod; null when that is gone, undefined until it has come. */
  readonly verdict?: PodVerdict | null;
}

export interface ClusterFeedHandle extends ClusterFeedState {
  readonly selected: string | undefined;
  select(uid: string | undefined): void;
}

/** The picture of a session's cluster, kept up to date while the page is in sight. */
export function useClusterFeed(session: string): ClusterFeedHandle {
  const [state, setState] = useState<ClusterFeedState>({});
  const [selected, setSelected] = useState<string>();
  const socket = useRef<WebSocket>(undefined);
  const asked = useRef<string>(undefined);

  useEffect(() => {
    let over = false;
    let timer: number | undefined;
    const connect = () => {
      if (over || document.hidden || socket.current) return;
      const made = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/cluster?session=${session}`);
      socket.current = made;
      made.onopen = () => asked.current && made.send(JSON.stringify({ select: asked.current } satisfies ClusterQuestion));
      made.onmessage = ({ data }) => {
        const message = JSON.parse(String(data)) as ClusterMessage | { readonly type: 'error' };
        if (!over && message.type !== 'error') setState((before) => next(before, message, asked.current));
      };
      made.onclose = ({ code }) => {
        if (socket.current === made) socket.current = undefined;
        if (!over && code < 4000) timer = window.setTimeout(connect, RETRY_MS);
      };
    };
    // A page that nobody sees costs the server nothing.
    const seen = () => {
      if (document.hidden) socket.current?.close();
      else connect();
    };
    document.addEventListener('visibilitychange', seen);
    connect();
    return () => {
      over = true;
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
      socket.current?.close();
      socket.current = undefined;
    };
  }, [session]);

  const select = useCallback((uid: string | undefined) => {
    asked.current = uid;
    setSelected(uid);
    setState(({ verdict: _old, ...rest }) => rest);
    if (socket.current?.readyState === WebSocket.OPEN) {
      socket.current.send(JSON.stringify({ select: uid ?? null } satisfies ClusterQuestion));
    }
  }, []);
  return { ...state, selected, select };
}

/** What the page shows after a message. An answer about another pod than the one asked for last comes too late. */
export function next(before: ClusterFeedState, message: ClusterMessage, asked: string | undefined): ClusterFeedState {
  if (message.type === 'blank') return { blank: message.why };
  if (message.type === 'verdict') return message.uid === asked ? { ...before, verdict: message.verdict } : before;
  const { blank: _gone, ...rest } = before;
  return { ...rest, picture: message.picture };
}
