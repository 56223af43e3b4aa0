'use client';

import { useEffect, useState, type RefObject } from 'react';
import type { PictureService } from '@/lib/sessions/cluster-picture';

interface Line {
  readonly key: string;
  readonly uid: string;
  readonly path: string;
}

export const serviceKey = ({ namespace, name }: PictureService): string => `${namespace}/${name}`;

/** Lines from each service to the pods behind it, drawn where the boxes have come to lie inside `place`. */
export function ServiceLines({
  place,
  services,
  pods,
  strong,
}: {
  place: RefObject<HTMLElement | null>;
  services: readonly PictureService[];
  /** Anything that changes when boxes may have moved. */
  pods: unknown;
  /** A service (its key) or a pod (its uid) whose lines stand out. */
  strong: string | undefined;
}) {
  const [lines, setLines] = useState<readonly Line[]>([]);

  // Not a layout effect: the place around this is known a moment later than this.
  useEffect(() => {
    const host = place.current;
    if (!host) return;
    const measure = () => {
      const origin = host.getBoundingClientRect();
      const boxes = new Map<string, DOMRect>();
      for (const element of host.querySelectorAll<HTMLElement>('[data-pod],[data-service]')) {
        boxes.set(element.dataset.pod ?? element.dataset.service!, element.getBoundingClientRect());
      }
      setLines(
        services.flatMap((service) => {
          const key = serviceKey(service);
          const from = boxes.get(key);
          if (!from) return [];
          const x = from.left + from.width / 2 - origin.left;
          const y = from.bottom - origin.top;
          return service.pods.flatMap((uid): Line[] => {
            const to = boxes.get(uid);
            if (!to) return [];
            // Down the gutter beside the boxes, then into the side of its own.
            const edge = to.left - origin.left;
            const gutter = edge - 6;
            const endY = to.top + to.height / 2 - origin.top;
            const bend = endY - 9;
            // The way across is above the first boxes.
            const level = Math.min(bend, y + 56);
            const path = `M${x} ${y}C${x} ${y + 36} ${gutter} ${y + 20} ${gutter} ${level}V${bend}Q${gutter} ${endY} ${edge} ${endY}`;
            return [{ key, uid, path }];
          });
        }),
      );
    };
    const watch = new ResizeObserver(measure);
    watch.observe(host);
    measure();
    return () => watch.disconnect();
  }, [place, services, pods]);

  return (
    <svg aria-hidden="true" className="pointer-events-none absolute inset-0 z-[1] size-full overflow-visible">
      {lines.map(({ key, uid, path }) => (
        <path
          key={`${key} ${uid}`}
          d={path}
          fill="none"
          stroke="var(--accent)"
          strokeWidth={strong === key || strong === uid ? 2.2 : 1.4}
          opacity={strong === key || strong === uid ? 0.95 : 0.35}
        />
      ))}
    </svg>
  );
}
