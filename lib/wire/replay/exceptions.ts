import type { Exceptions, StepReport } from './replay';
import { steady } from './steady';

const KUBELET = 'the recorded kubelets were a stand-in with statuses and events of its own';
const NEIGHBOUR = 'the recorded cluster held objects of other scenarios';
const DISTRIBUTION = 'the recorded control plane counts a ConfigMap of its distribution';
const ADDRESSES = 'the recorded cluster had other addresses and nodes';
const SOONER = 'recorded before the autoscaler came round; virtual time goes faster here';
const GO_MAP = 'kubectl walks a Go map, whose order is random';

/** With any kubectl. By `<area>/<scenario>`. */
const COMMON: Readonly<Record<string, Exceptions>> = {
  'defaults/002-pod-rich': { '*': KUBELET },
  'defaults/020-persistentvolume-minimal': { '*': NEIGHBOUR },
  'defaults/022-persistentvolumeclaim-minimal': { '*': NEIGHBOUR },
  'defaults/050-hpa-v2-rich': { '*': SOONER },
  'defaults/051-hpa-v1': { '*': SOONER },
  'controllers/d-misc-09': { 'kubectl create cm c2': DISTRIBUTION },
  'controllers/d-misc-11': { 'kubectl describe pod gu': `${KUBELET}; ${ADDRESSES}` },
  'scheduler/a-sched-15': { '*': KUBELET },
  'scheduler/a-sched-16': { '*': KUBELET },
  'scheduler/a-sched-18': { '*': KUBELET },
  'scheduler/a-sched-19': { '*': KUBELET },
  'scheduler/a-sched-24': { '*': KUBELET },
  'scheduler/a-sched-30': { 'kubectl events': KUBELET },
  'scheduler/a-sched-50': { '*': NEIGHBOUR },
  'scheduler/a-sched-52': { '*': NEIGHBOUR },
  'scheduler/a-sched-53': { '*': `${NEIGHBOUR}; ${ADDRESSES}` },
  'admission/003-quota-object-counts': { 'kubectl -n admi-003 create cm a': DISTRIBUTION },
  'kubectl/d-label-annotate-patch-05': {
    "kubectl get pod p -o jsonpath='{.status.message} {.status.reason}'": KUBELET,
    'kubectl get pod p': KUBELET,
  },
  'kubectl/f-get-03': { '*': `${GO_MAP}; ${KUBELET}` },
  'kubectl/f-get-05': { '*': `${ADDRESSES}; ${NEIGHBOUR}` },
  'kubectl/i-wait-events-auth-02': { '*': KUBELET },
  'kubectl/i-wait-events-auth-05': { 'kubectl config get-clusters': GO_MAP },
  'wire/a-wire-04': { 'kubectl get pods -o json': KUBELET },
  'wire/a-wire-16': { 'kubectl get events': KUBELET },
  'wire/a-wire-17': { 'kubectl get events --sort-by=.lastTimestamp': KUBELET },
  'wire/a-wire-70': { 'kubectl exec p1 -- ls': KUBELET },
  'wire/a-wire-88': { 'kubectl edit cm c': 'the editor that was recorded is not in the recording' },
};

/** With the real kubectl. */
export const REAL_EXCEPTIONS = COMMON;

/** With our own kubectl in our own shell. */
export const OWN_EXCEPTIONS: Readonly<Record<string, Exceptions>> = {
  ...COMMON,
  'wire/a-wire-76': { 'kubectl version': 'our kubectl is as new as the cluster; the recorded one was a minor version older' },
};

/** Whether a step was answered as recorded, exceptions aside. */
export const isAsRecorded = (report: StepReport): boolean => report.wrong.length === 0;

/** Throws what differs, as lines to read: `-` recorded, `+` ours. */
export function expectAsRecorded(reports: readonly StepReport[], exceptions: Exceptions = {}): void {
  const lines: string[] = [];
  for (const { step, got, wrong } of reports) {
    if (wrong.length === 0 || exceptions['*'] || exceptions[step.cmd]) continue;
    lines.push(`$ ${step.cmd}`);
    for (const field of wrong) {
      const [want, have] = [steady(String(step[field] ?? '')).split('\n'), steady(String(got[field] ?? '')).split('\n')];
      lines.push(...want.filter((line) => !have.includes(line)).map((line) => `  ${field} - ${line}`));
      lines.push(...have.filter((line) => !want.includes(line)).map((line) => `  ${field} + ${line}`));
    }
  }
  if (lines.length > 0) throw new Error(lines.join('\n'));
}
