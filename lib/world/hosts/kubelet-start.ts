import { X509Certificate } from 'node:crypto';
import { parseDocument } from '@/lib/api/yaml';
import type { Kernel } from '@/lib/hosts/process/kernel';
import { klogHead } from '../programs/daemon';

const FLAGS = new Set(
  'bootstrap-kubeconfig kubeconfig config config-dir pod-infra-container-image container-runtime-endpoint node-ip hostname-override cert-dir root-dir node-labels register-node register-with-taints cloud-provider v cgroup-driver cluster-dns cluster-domain max-pods pod-manifest-path anonymous-auth authentication-token-webhook authorization-mode client-ca-file read-only-port fail-swap-on eviction-hard eviction-soft feature-gates kube-reserved system-reserved rotate-certificates rotate-server-certificates tls-cert-file tls-private-key-file resolv-conf address port healthz-port healthz-bind-address image-gc-high-threshold image-gc-low-threshold runtime-cgroups kubelet-cgroups protect-kernel-defaults serialize-image-pulls streaming-connection-idle-timeout allowed-unsafe-sysctls cpu-manager-policy memory-manager-policy topology-manager-policy image-credential-provider-config image-credential-provider-bin-dir provider-id node-status-update-frequency logging-format help version'.split(
    ' ',
  ),
);

/** What the kubelet says of a client certificate that is no longer good; undefined when it is. Models bootstrap.isClientConfigStillValid. */
function expiry(kernel: Kernel, pem: string | undefined, kubeconfig: string): string | undefined {
  const text = pem === undefined ? undefined : kernel.tree().tryFind(pem)?.inode.text;
  if (!text) return undefined;
  let validTo: number;
  try {
    validTo = Date.parse(new X509Certificate(text).validTo);
  } catch {
    return undefined;
  }
  const now = kernel.state.sim.now();
  if (now <= validTo) return undefined;
  const date = new Date(validTo).toISOString().slice(0, 19).replace('T', ' ');
  const said = `part of the existing bootstrap client certificate in ${kubeconfig} is expired: ${date} +0000 UTC`;
  return `${klogHead(now, 900, 'E')}bootstrap.go:266] ${said}`;
}

/** The kubelet's reasons not to start, as it logs them; undefined when it starts. `argv` has the unit's environment put in. */
export function kubeletFailure(kernel: Kernel, argv: readonly string[]): string | undefined {
  const tree = kernel.tree();
  const value = (name: string) =>
    [...argv]
      .reverse()
      .find((argument) => argument.startsWith(`--${name}=`))
      ?.slice(name.length + 3);
  const failed = (error: string) => `${klogHead(kernel.state.sim.now(), 900, 'E')}run.go:72] "command failed" err=${JSON.stringify(error)}`;
  const unknown = argv.slice(1).find((argument) => argument.startsWith('--') && !FLAGS.has(argument.slice(2).split('=')[0]!));
  if (unknown) return failed(`failed to parse kubelet flag: unknown flag: ${unknown.split('=')[0]}`);
  const path = value('config');
  const found = path ? tree.tryFind(path) : undefined;
  let config: Record<string, unknown> = {};
  if (path) {
    const head = `failed to load kubelet config file, path: ${path}, error: failed to load Kubelet config file ${path}, error`;
    if (!found) return failed(`${head} failed to read kubelet config file "${path}", error: open ${path}: no such file or directory`);
    let parsed: unknown;
    try {
      parsed = parseDocument(found.inode.text ?? '');
    } catch (error) {
      return failed(`${head} failed to decode: couldn't get version/kind; json parse error: ${(error as Error).message}`);
    }
    const { kind, apiVersion } = (parsed ?? {}) as { kind?: string; apiVersion?: string };
    if (!kind) return failed(`${head} failed to decode: Object 'Kind' is missing in '${(found.inode.text ?? '').slice(0, 60)}'`);
    if (!apiVersion)
      return failed(`${head} failed to decode: Object 'apiVersion' is missing in '${(found.inode.text ?? '').slice(0, 60)}'`);
    if (kind !== 'KubeletConfiguration' || apiVersion !== 'kubelet.config.k8s.io/v1beta1') {
      return failed(
        `${head} failed to decode: no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/kubelet/apis/config/scheme/scheme.go:33"`,
      );
    }
    config = parsed as Record<string, unknown>;
  }
  const x509 = (config.authentication as { x509?: { clientCAFile?: string } } | undefined)?.x509;
  const ca = value('client-ca-file') ?? x509?.clientCAFile;
  if (ca && !tree.tryFind(ca)) {
    return failed(`failed to construct kubelet dependencies: unable to load client CA file ${ca}: open ${ca}: no such file or directory`);
  }
  const kubeconfig = value('kubeconfig');
  const bootstrap = value('bootstrap-kubeconfig');
  if (kubeconfig && !tree.tryFind(kubeconfig)) {
    if (!bootstrap || !tree.tryFind(bootstrap)) {
      return failed(
        `failed to run Kubelet: unable to load bootstrap kubeconfig: stat ${bootstrap || kubeconfig}: no such file or directory`,
      );
    }
  }
  if (kubeconfig) {
    const pem = /client-certificate:\s*(\S+)/.exec(tree.tryFind(kubeconfig)?.inode.text ?? '')?.[1];
    const expired = expiry(kernel, pem, kubeconfig);
    const missing = pem !== undefined && !tree.tryFind(pem);
    if (missing || (expired !== undefined && !(bootstrap && tree.tryFind(bootstrap)))) {
      const why = failed(`failed to run Kubelet: unable to load bootstrap kubeconfig: stat ${bootstrap ?? ''}: no such file or directory`);
      return expired === undefined ? why : `${expired}\n${why}`;
    }
  }
  const swap = tree.tryFind('/proc/swaps')?.inode.text ?? '';
  if (swap.trim().split('\n').length > 1 && config.failSwapOn !== false && value('fail-swap-on') !== 'false') {
    const held = swap.trim().split('\n').join(' ');
    return failed(
      `failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false. /proc/swaps contained: [${held}]`,
    );
  }
  const endpoint = value('container-runtime-endpoint') ?? (config.containerRuntimeEndpoint as string | undefined) ?? '';
  const socket = endpoint.replace(/^unix:\/\//, '').replace(/^\/var\/run/, '/run');
  if (socket !== '' && socket !== '/run/containerd/containerd.sock') {
    const dial = `dial unix ${endpoint.replace(/^unix:\/\//, '')}: connect: no such file or directory`;
    return failed(
      `failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "${endpoint}": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: ${dial}"`,
    );
  }
  return undefined;
}
