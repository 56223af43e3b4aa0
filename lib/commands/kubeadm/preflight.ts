import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Task } from '../command/stdio';
import { readIfThere } from './certificates';
import { Refusal, type Machine, type Session } from './session';

/** A check that found something. */
interface Finding {
  readonly name: string;
  readonly text: string;
  readonly isWarning?: boolean;
}

/** What a command looks at before it begins. */
export type Occasion = 'init' | 'join' | 'join-control-plane' | 'upgrade';

const MANIFESTS = '/etc/kubernetes/manifests';
const GIB = 1024 ** 3;

/** Models cmd/kubeadm/app/preflight: throws Refusal unless what was found is to be ignored (`--ignore-preflight-errors`). */
export function* preflight(session: Session, occasion: Occasion, machine: Machine): Task<void> {
  const findings = occasion === 'upgrade' ? [] : [...checks(session, occasion, machine)];
  const ignored = new Set((session.value('ignore-preflight-errors') ?? '').toLowerCase().split(',').filter(Boolean));
  const isIgnored = ({ name }: Finding) => ignored.has('all') || ignored.has(name.toLowerCase());
  const errors = findings.filter((one) => !one.isWarning && !isIgnored(one));
  for (const one of findings) if (one.isWarning || isIgnored(one)) yield* session.io.stderr(`\t[WARNING ${one.name}]: ${one.text}\n`);
  if (errors.length === 0) return;
  const list = errors.map(({ name, text }) => `\t[ERROR ${name}]: ${text}\n`).join('');
  throw new Refusal(
    `error execution phase preflight: [preflight] Some fatal errors occurred:\n${list}[preflight] If you know what you are doing, you can make a check non-fatal with \`--ignore-preflight-errors=...\``,
  );
}

function* checks(session: Session, occasion: Occasion, machine: Machine): Generator<Finding> {
  const { sys } = session;
  const controls = occasion !== 'join';
  if (sys.uid() !== 0) {
    yield { name: 'IsPrivilegedUser', text: 'user is not running as root' };
    return;
  }
  if (controls) {
    if (machine.cpus < 2) yield { name: 'NumCPU', text: `the number of available CPUs ${machine.cpus} is less than the required 2` };
    const megabytes = Math.floor(machine.memoryBytes / 1024 ** 2);
    if (machine.memoryBytes < 1.66 * GIB) yield { name: 'Mem', text: `the system RAM (${megabytes} MB) is less than the minimum 1700 MB` };
  }
  if (occasion === 'init') {
    const kubelet = session.packageVersion('kubelet')?.replace(/-.*$/, '');
    const minor = (text: string) => Number(/^v?\d+\.(\d+)/.exec(text)?.[1] ?? 0);
    if (kubelet && minor(kubelet) > minor(session.version))
      yield {
        name: 'KubeletVersion',
        text: `the kubelet version is higher than the control plane version. This is not a supported version skew and may lead to a malfunctional cluster. Kubelet version: "${kubelet}" Control plane version: "${session.version.slice(1)}"`,
      };
  }
  yield* runtime(sys);
  const swap = readIfThere(sys, '/proc/swaps') ?? '';
  if (swap.trim().split('\n').length > 1)
    yield {
      name: 'Swap',
      text: 'swap is supported for cgroup v2 only. The kubelet must be properly configured to use swap. Please refer to https://kubernetes.io/docs/concepts/architecture/nodes/#swap-memory, or disable swap on the node',
      isWarning: true,
    };
  const kubelet = sys.host({ call: 'unit', name: 'kubelet.service' }) as { enabled: boolean } | undefined;
  if (!kubelet) {
    yield { name: 'FileExisting-kubelet', text: 'kubelet not found in system path' };
    yield { name: 'Service-Kubelet', text: 'kubelet service does not exist', isWarning: true };
  } else if (!kubelet.enabled)
    yield {
      name: 'Service-Kubelet',
      text: "kubelet service is not enabled, please run 'systemctl enable kubelet.service'",
      isWarning: true,
    };
  if (controls) yield* ports(sys, [6443, 10259, 10257]);
  yield* ports(sys, [10250]);
  if (controls) {
    for (const name of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd']) {
      const path = `${MANIFESTS}/${name}.yaml`;
      if (sys.exists(path)) yield { name: `FileAvailable-${path.replaceAll('/', '-').replace(/^-/, '-')}`, text: `${path} already exists` };
    }
    yield* ports(sys, [2379, 2380]);
    if (occasion === 'init' && sys.exists('/var/lib/etcd') && sys.readdir('/var/lib/etcd').length > 0)
      yield { name: 'DirAvailable--var-lib-etcd', text: '/var/lib/etcd is not empty' };
  }
  if (!controls || occasion === 'join-control-plane') {
    for (const path of ['/etc/kubernetes/kubelet.conf', '/etc/kubernetes/bootstrap-kubelet.conf'])
      if (sys.exists(path)) yield { name: `FileAvailable-${path.replaceAll('/', '-')}`, text: `${path} already exists` };
  }
  if (occasion === 'join' && sys.exists('/etc/kubernetes/pki/ca.crt'))
    yield { name: 'FileAvailable--etc-kubernetes-pki-ca.crt', text: '/etc/kubernetes/pki/ca.crt already exists' };
  for (const name of ['ipv4/ip_forward']) {
    const path = `/proc/sys/net/${name}`;
    if (readIfThere(sys, path)?.trim() !== '1')
      yield { name: `FileContent--proc-sys-net-${name.replace('/', '-')}`, text: `${path} contents are not set to 1` };
  }
}

/** containerd answers on its socket. */
function* runtime(sys: Sys): Generator<Finding> {
  const unit = sys.host({ call: 'unit', name: 'containerd.service' }) as { activeState: string } | undefined;
  if (unit?.activeState === 'active') return;
  const dial = unit ? 'connect: connection refused' : 'connect: no such file or directory';
  yield {
    name: 'CRI',
    text: `could not connect to the container runtime: failed to create new CRI runtime service: validate service connection: validate CRI v1 runtime API for endpoint "unix:///var/run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /var/run/containerd/containerd.sock: ${dial}"`,
  };
}

function* ports(sys: Sys, wanted: readonly number[]): Generator<Finding> {
  let taken: readonly { readonly port: number; readonly protocol: string }[];
  try {
    taken = sys.host({ call: 'listeners' }) as typeof taken;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    taken = [];
  }
  for (const port of wanted) {
    if (taken.some((one) => one.port === port && one.protocol === 'tcp')) yield { name: `Port-${port}`, text: `Port ${port} is in use` };
  }
}
