import type { KubeObject } from '@/lib/api/object';

interface Value {
  readonly value?: string;
  readonly averageValue?: string;
  readonly averageUtilization?: number;
}

interface Metric {
  readonly type: string;
  readonly resource?: { readonly name: string; readonly target?: Value; readonly current?: Value };
  readonly containerResource?: { readonly name: string; readonly target?: Value; readonly current?: Value };
  readonly pods?: { readonly target?: Value; readonly current?: Value };
  readonly object?: { readonly target?: Value; readonly current?: Value };
  readonly external?: { readonly target?: Value; readonly current?: Value };
}

const MOST = 2;

/** `cpu: 10%/50%, 5/10 (avg) + 1 more...`. Models formatHPAMetrics. */
export function targetsText(hpa: KubeObject): string {
  const specs: readonly Metric[] = hpa.spec?.metrics ?? [];
  const statuses: readonly Metric[] = hpa.status?.currentMetrics ?? [];
  if (specs.length === 0) return '<none>';
  const list = specs.map((spec, i) => targetText(spec, statuses[i]));
  if (list.length > MOST) return `${list.slice(0, MOST).join(', ')} + ${list.length - MOST} more...`;
  return list.join(', ');
}

function targetText(spec: Metric, status: Metric | undefined): string {
  const unknown = '<unknown>';
  switch (spec.type) {
    case 'Pods':
      return `${status?.pods?.current?.averageValue ?? unknown}/${spec.pods?.target?.averageValue ?? ''}`;
    case 'Object':
    case 'External': {
      const target = (spec.object ?? spec.external)?.target;
      const current = (status?.object ?? status?.external)?.current;
      if (target?.averageValue !== undefined) return `${current?.averageValue ?? unknown}/${target.averageValue} (avg)`;
      return `${current?.value ?? unknown}/${target?.value ?? ''}`;
    }
    case 'Resource':
    case 'ContainerResource': {
      const source = spec.resource ?? spec.containerResource;
      const current = (status?.resource ?? status?.containerResource)?.current;
      if (source?.target?.averageValue !== undefined)
        return `${source.name}: ${current?.averageValue ?? unknown}/${source.target.averageValue}`;
      const used = current?.averageUtilization === undefined ? unknown : `${current.averageUtilization}%`;
      const wanted = source?.target?.averageUtilization === undefined ? '<auto>' : `${source.target.averageUtilization}%`;
      return `${source?.name}: ${used}/${wanted}`;
    }
    default:
      return '<unknown type>';
  }
}
