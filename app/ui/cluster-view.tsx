'use client';

import { useEffect, useState } from 'react';
import { fill } from '@/lib/i18n/messages';
import type { ClusterPicture } from '@/lib/sessions/cluster-picture';
import { ClusterDrawing, STATES } from './cluster-drawing';
import { useText } from './text-provider';

const RETRY_MS = 2_000;

/** The cluster as it is now: a drawing, and the same in words. */
export function ClusterView({ session }: { session: string }) {
  const text = useText();
  const [picture, setPicture] = useState<ClusterPicture | null>();
  const [system, setSystem] = useState(false);

  useEffect(() => {
    let over = false;
    let timer: number | undefined;
    let socket: WebSocket | undefined;
    const connect = () => {
      socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/cluster?session=${session}`);
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(String(data)) as { picture?: ClusterPicture | null };
        if (message.picture !== undefined) setPicture(message.picture);
      };
      socket.onclose = ({ code }) => {
        if (!over && code < 4000) timer = window.setTimeout(connect, RETRY_MS);
      };
    };
    connect();
    return () => {
      over = true;
      window.clearTimeout(timer);
      socket?.close();
    };
  }, [session]);

  if (picture === undefined) return <p className="p-6 text-soft">{text.terminal.connecting}</p>;
  if (picture === null) return <p className="p-6 font-medium text-bad">{text.cluster.noAnswer}</p>;
  const isOwn = ({ namespace }: { namespace: string }) => system || !/^(kube-.*|calico-.*|tigera-.*|local-path-storage)$/.test(namespace);
  const shown: ClusterPicture = { ...picture, pods: picture.pods.filter(isOwn), services: picture.services.filter(isOwn) };
  const summary = fill(text.cluster.summary, { nodes: shown.nodes.length, pods: shown.pods.length, services: shown.services.length });
  return (
    <div className="p-4 sm:p-5">
      <div className="mb-4 flex flex-wrap items-center gap-x-5 gap-y-2 text-sm">
        <p role="status" className="font-semibold">
          {summary}
        </p>
        <ul aria-label={text.cluster.legend} className="flex flex-wrap gap-x-3 gap-y-1 text-soft">
          {STATES.map((state) => (
            <li key={state.name} className="flex items-center gap-1.5">
              <span aria-hidden="true" className="size-2.5 rounded-full" style={{ background: state.colour }} />
              {text.cluster[state.name]}
            </li>
          ))}
        </ul>
        <label className="ml-auto flex items-center gap-2 text-soft">
          <input
            type="checkbox"
            checked={system}
            onChange={({ target }) => setSystem(target.checked)}
            className="size-4 accent-(--accent)"
          />
          {text.cluster.system}
        </label>
      </div>
      <ClusterDrawing picture={shown} label={`${text.cluster.title}: ${summary}`} />
      {picture.more > 0 && <p className="mt-2 text-sm text-faint">{fill(text.cluster.more, { n: picture.more })}</p>}
      <details className="mt-4 text-sm">
        <summary className="font-medium text-soft">{text.cluster.textVersion}</summary>
        <ul className="mt-2 space-y-2">
          {shown.nodes.map((node) => (
            <li key={node.name}>
              <strong>{node.name}</strong> {!node.ready && `(${text.cluster.notReady})`} {!node.schedulable && `(${text.cluster.cordoned})`}
              <ul className="ml-5 list-disc">
                {shown.pods
                  .filter((pod) => pod.node === node.name)
                  .map((pod) => (
                    <li key={pod.uid}>
                      {pod.namespace}/{pod.name}: {text.cluster[pod.state]} ({pod.reason})
                    </li>
                  ))}
              </ul>
            </li>
          ))}
          {shown.services.map((service) => (
            <li key={`${service.namespace}/${service.name}`}>
              <strong>
                {service.namespace}/{service.name}
              </strong>{' '}
              {service.type} {service.address} →{' '}
              {service.pods.map((uid) => shown.pods.find((pod) => pod.uid === uid)?.name).join(', ') || '∅'}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
