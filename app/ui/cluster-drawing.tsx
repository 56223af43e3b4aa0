'use client';

import type { ClusterPicture, PicturePod, PictureService } from '@/lib/sessions/cluster-picture';
import { useText } from './text-provider';

export const STATES = [
  { name: 'running', colour: '#1f9d6b' },
  { name: 'waiting', colour: '#d99a1c' },
  { name: 'failed', colour: '#d5493f' },
  { name: 'done', colour: '#8592a8' },
  { name: 'ending', colour: '#9a6fd0' },
] as const;

const WIDTH = 920;
const GAP = 16;
const POD = { width: 128, height: 40, gap: 8 };
const HEAD = 40;
const SERVICE = { width: 190, height: 46, gap: 12 };

const colourOf = (state: PicturePod['state']) => STATES.find(({ name }) => name === state)!.colour;
const short = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
/** Pods of one Deployment differ in the end of their names. */
const middle = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, most - 7).replace(/-$/, '')}…${text.slice(-6)}` : text;

interface Box {
  readonly x: number;
  readonly y: number;
}

/** Services above, nodes with their pods below, lines from each service to the pods behind it. */
export function ClusterDrawing({ picture, label }: { picture: ClusterPicture; label: string }) {
  const text = useText();
  const waiting = picture.pods.filter(({ node }) => !node);
  const columns = Math.max(1, Math.min(3, picture.nodes.length));
  const nodeWidth = (WIDTH - GAP * (columns - 1)) / columns;
  const perRow = Math.max(1, Math.floor((nodeWidth - 2 * 12 + POD.gap) / (POD.width + POD.gap)));
  const servicesPerRow = Math.floor((WIDTH + SERVICE.gap) / (SERVICE.width + SERVICE.gap));
  const serviceRows = Math.ceil(picture.services.length / servicesPerRow);
  const top = serviceRows * (SERVICE.height + SERVICE.gap) + (serviceRows > 0 ? 36 : 0);
  const places = new Map<string, Box>();
  const podsHeight = (count: number) => Math.max(1, Math.ceil(count / perRow)) * (POD.height + POD.gap);
  let y = top;
  const nodes: { node: ClusterPicture['nodes'][number]; x: number; y: number; height: number; pods: PicturePod[] }[] = [];
  for (let row = 0; row < picture.nodes.length; row += columns) {
    const inRow = picture.nodes.slice(row, row + columns);
    const height = HEAD + 12 + Math.max(...inRow.map((node) => podsHeight(picture.pods.filter((pod) => pod.node === node.name).length)));
    inRow.forEach((node, column) => {
      const x = column * (nodeWidth + GAP);
      const pods = picture.pods.filter((pod) => pod.node === node.name);
      pods.forEach((pod, i) => places.set(pod.uid, podPlace(x, y, i, perRow)));
      nodes.push({ node, x, y, height, pods });
    });
    y += height + GAP;
  }
  if (waiting.length > 0) {
    const wide = Math.floor((WIDTH - 24 + POD.gap) / (POD.width + POD.gap));
    waiting.forEach((pod, i) => places.set(pod.uid, podPlace(0, y, i, wide)));
    y += HEAD + 12 + Math.ceil(waiting.length / wide) * (POD.height + POD.gap) + GAP;
  }
  const serviceBox = (index: number): Box => ({
    x: (index % servicesPerRow) * (SERVICE.width + SERVICE.gap),
    y: Math.floor(index / servicesPerRow) * (SERVICE.height + SERVICE.gap),
  });
  return (
    <div className="overflow-x-auto">
      <svg
        viewBox={`0 0 ${WIDTH} ${Math.max(y, 60)}`}
        role="img"
        aria-label={label}
        className="w-full max-w-5xl min-w-[640px]"
        fontFamily="inherit"
      >
        {nodes.map(({ node, x, y: at, height, pods }) => (
          <g key={node.name}>
            <rect
              x={x + 0.75}
              y={at}
              width={nodeWidth - 1.5}
              height={height}
              rx="12"
              fill="var(--sunken)"
              stroke={node.ready ? 'var(--line)' : 'var(--bad)'}
              strokeWidth="1.5"
            />
            {pods.length === 0 && (
              <text x={x + 14} y={at + HEAD + 22} fontSize="12.5" fill="var(--faint)">
                {text.cluster.empty}
              </text>
            )}
          </g>
        ))}
        {waiting.length > 0 && (
          <text x="12" y={places.get(waiting[0]!.uid)!.y - 14} fontSize="14" fontWeight="700" fill="var(--ink)">
            {text.cluster.unscheduled}
          </text>
        )}
        {picture.services.map((service, index) => (
          <Lines key={`${service.namespace}/${service.name}`} service={service} from={serviceBox(index)} places={places} />
        ))}
        {nodes.map(({ node, x, y: at }) => (
          <g key={node.name} stroke="var(--sunken)" strokeWidth="5" strokeLinejoin="round" paintOrder="stroke">
            <text x={x + 14} y={at + 25} fontSize="14" fontWeight="700" fill="var(--ink)">
              {short(node.name, 20)}
            </text>
            <text x={x + nodeWidth - 14} y={at + 25} fontSize="12" textAnchor="end" fill={node.ready ? 'var(--faint)' : 'var(--bad)'}>
              {!node.ready
                ? text.cluster.notReady
                : !node.schedulable
                  ? text.cluster.cordoned
                  : node.roles.includes('control-plane')
                    ? text.cluster.controlPlane
                    : text.cluster.worker}
            </text>
          </g>
        ))}
        {picture.pods.map((pod) => {
          const at = places.get(pod.uid);
          return at && <PodBox key={pod.uid} pod={pod} at={at} />;
        })}
        {picture.services.map((service, index) => {
          const at = serviceBox(index);
          return (
            <g key={`${service.namespace}/${service.name}`} transform={`translate(${at.x} ${at.y})`}>
              <title>{`${service.namespace}/${service.name} ${service.type} ${service.address}`}</title>
              <rect
                x="0.75"
                y="0.75"
                width={SERVICE.width - 1.5}
                height={SERVICE.height - 1.5}
                rx="23"
                fill="var(--accent-soft)"
                stroke="var(--accent)"
                strokeWidth="1.5"
              />
              <text x={SERVICE.width / 2} y="20" fontSize="13" fontWeight="650" textAnchor="middle" fill="var(--ink)">
                {short(service.name, 22)}
              </text>
              <text x={SERVICE.width / 2} y="36" fontSize="11" textAnchor="middle" fill="var(--soft)">
                {short(`${service.type} ${service.address}`, 28)}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

const podPlace = (x: number, y: number, index: number, perRow: number): Box => ({
  x: x + 12 + (index % perRow) * (POD.width + POD.gap),
  y: y + HEAD + Math.floor(index / perRow) * (POD.height + POD.gap),
});

function PodBox({ pod, at }: { pod: PicturePod; at: Box }) {
  return (
    <g transform={`translate(${at.x} ${at.y})`} style={{ transition: 'transform 300ms' }} opacity={pod.state === 'ending' ? 0.6 : 1}>
      <title>{`${pod.namespace}/${pod.name} ${pod.reason}`}</title>
      <rect
        x="0.75"
        y="0.75"
        width={POD.width - 1.5}
        height={POD.height - 1.5}
        rx="8"
        fill="var(--surface)"
        stroke={colourOf(pod.state)}
        strokeWidth="1.5"
      />
      <circle cx="14" cy={POD.height / 2} r="4" fill={colourOf(pod.state)} />
      <text x="25" y="17" fontSize="11.5" fontWeight="600" fill="var(--ink)">
        {middle(pod.name, 14)}
      </text>
      <text x="25" y="31" fontSize="10.5" fill="var(--soft)">
        {short(pod.reason, 16)}
      </text>
    </g>
  );
}

function Lines({ service, from, places }: { service: PictureService; from: Box; places: ReadonlyMap<string, Box> }) {
  const x = from.x + SERVICE.width / 2;
  const y = from.y + SERVICE.height;
  return service.pods.map((uid) => {
    const to = places.get(uid);
    if (!to) return null;
    const end = to.x + POD.width / 2;
    const middle = (y + to.y) / 2;
    return (
      <path
        key={uid}
        d={`M${x} ${y}C${x} ${middle} ${end} ${middle} ${end} ${to.y}`}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.5"
        opacity="0.55"
      />
    );
  });
}
