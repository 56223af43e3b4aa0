'use client';

import { Fragment, useRef, useState, type KeyboardEvent } from 'react';
import { fill } from '@/lib/i18n/messages';
import type { ClusterPicture, PictureNode, PicturePod } from '@/lib/sessions/cluster-picture';
import { boxAfterKey } from './box-keys';
import { PodBox } from './pod-box';
import { serviceKey, ServiceLines } from './service-lines';
import { useText } from './text-provider';

const GRID = 'grid grid-cols-[repeat(auto-fill,minmax(8.75rem,1fr))] gap-2';

/** Services above, then pods without a node, then the nodes with their pods. */
export function ClusterMap({
  picture,
  selected,
  onSelect,
}: {
  picture: ClusterPicture;
  selected: string | undefined;
  onSelect: (uid: string) => void;
}) {
  const text = useText();
  const place = useRef<HTMLDivElement>(null);
  const [reached, setReached] = useState<string>();
  const [pointed, setPointed] = useState<string>();
  const waiting = picture.pods.filter(({ node }) => !node);
  // A pod may be on a node that has been deleted.
  const known = new Set(picture.nodes.map(({ name }) => name));
  const orphans = picture.pods.filter(({ node }) => node && !known.has(node));
  const order = [...waiting, ...picture.nodes.flatMap(({ name }) => picture.pods.filter(({ node }) => node === name)), ...orphans];
  const tabStop = (order.find(({ uid }) => uid === (reached ?? selected)) ?? order[0])?.uid;

  const key = (event: KeyboardEvent<HTMLDivElement>) => {
    const boxes = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-pod]')];
    const from = boxes.indexOf(document.activeElement as HTMLElement);
    if (from < 0) return;
    const to = boxAfterKey(
      event.key,
      boxes.map((box) => box.getBoundingClientRect()),
      from,
    );
    if (to === undefined) return;
    event.preventDefault();
    boxes[to]?.focus();
  };
  const boxesOf = (pods: readonly PicturePod[], label: string) => (
    <ul aria-label={label} className={GRID}>
      {pods.map((pod) => (
        <li key={pod.uid} className="grid min-w-0">
          <PodBox
            pod={pod}
            selected={pod.uid === selected}
            reachable={pod.uid === tabStop}
            onSelect={() => onSelect(pod.uid)}
            onFocus={() => setReached(pod.uid)}
          />
        </li>
      ))}
    </ul>
  );
  return (
    <div ref={place} onKeyDown={key} className="relative space-y-4">
      <ServiceLines place={place} services={picture.services} pods={picture} strong={pointed ?? selected} />
      {picture.services.length > 0 && (
        <ul aria-label={text.cluster.services} className="flex flex-wrap justify-center gap-2 pb-3">
          {picture.services.map((service) => (
            <li
              key={serviceKey(service)}
              data-service={serviceKey(service)}
              title={`${serviceKey(service)}\n${service.type} ${service.address}`}
              onPointerEnter={() => setPointed(serviceKey(service))}
              onPointerLeave={() => setPointed(undefined)}
              className="relative z-[2] min-w-0 rounded-full border-[1.5px] border-accent bg-accent-soft px-3.5 py-1 text-center leading-tight"
            >
              <span className="block truncate text-[12.5px] font-semibold">{service.name}</span>
              <span className="block truncate text-[11.5px] text-soft">
                {service.type} {service.address}
              </span>
              <span className="sr-only">{fill(text.cluster.behind, { n: service.pods.length })}</span>
            </li>
          ))}
        </ul>
      )}
      {waiting.length > 0 && (
        <section aria-label={text.cluster.unscheduled} className="rounded-xl border-[1.5px] border-dashed border-warn/70 p-3">
          <h3 className="mb-2 text-sm font-bold">{text.cluster.unscheduled}</h3>
          {boxesOf(waiting, text.cluster.unscheduled)}
        </section>
      )}
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,12.5rem),1fr))] gap-3">
        {picture.nodes.map((node) => {
          const pods = picture.pods.filter((pod) => pod.node === node.name);
          return (
            <section
              key={node.name}
              aria-label={node.name}
              data-node={node.name}
              className={`min-w-0 rounded-xl border-[1.5px] bg-sunken p-3 ${node.ready ? 'border-line' : 'border-bad'}`}
            >
              <NodeHead node={node} />
              {pods.length > 0 ? boxesOf(pods, node.name) : <p className="py-2 text-[12.5px] text-faint">{text.cluster.empty}</p>}
            </section>
          );
        })}
      </div>
      {orphans.length > 0 && boxesOf(orphans, text.cluster.notReady)}
    </div>
  );
}

const BADGE = 'inline-flex max-w-full items-center gap-1 rounded px-1.5 py-px text-[11.5px]';

function NodeHead({ node }: { node: PictureNode }) {
  const text = useText();
  return (
    <div className="relative z-[2] mb-2.5">
      <h3 className="flex flex-wrap items-baseline gap-x-2 text-sm">
        <span className="font-bold">{node.name}</span>
        <span className="text-[12px] text-faint">
          {node.roles.includes('control-plane') ? text.cluster.controlPlane : text.cluster.worker}
        </span>
      </h3>
      <ul className="mt-1 flex flex-wrap gap-1 empty:hidden">
        {!node.ready && (
          <li className={`${BADGE} bg-bad-soft font-semibold text-bad`} title="NotReady">
            <span aria-hidden="true">!</span> {text.cluster.notReady}
          </li>
        )}
        {!node.schedulable && (
          <li className={`${BADGE} bg-warn-soft font-semibold text-warn`} title="SchedulingDisabled">
            <span aria-hidden="true">⊘</span> {text.cluster.cordoned}
          </li>
        )}
        {node.taints.map((taint) => (
          <li key={taint} className={`${BADGE} bg-surface text-soft`} title={fill(text.cluster.taint, { taint })}>
            <span className="sr-only">{fill(text.cluster.taint, { taint })}</span>
            <span aria-hidden="true" className="wrap-anywhere">
              {'◆\u00a0'}
              {taint.split(/(?<=[/:])/).map((part) => (
                <Fragment key={part}>
                  {part}
                  <wbr />
                </Fragment>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
