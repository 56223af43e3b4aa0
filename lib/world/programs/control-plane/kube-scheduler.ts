import { parseDocument } from '@/lib/api/yaml';
import type { SchedulerConfiguration } from '@/lib/cluster/scheduler/configuration';
import { flag } from '../daemon';
import { ask } from './api-access';
import { component, type ComponentSource } from './component';
import { SCHEDULER_FLAGS } from './flag-names';
import { klog } from './klog';
import { schedulerComplaints } from './scheduler-validation';

const API_VERSION = 'kubescheduler.config.k8s.io/v1';

/** kube-scheduler: its flags, its configuration file, its lease. Scheduling is the cluster's. Models cmd/kube-scheduler/app. */
export const kubeScheduler = component({
  name: 'kube-scheduler',
  port: 10259,
  flags: SCHEDULER_FLAGS,
  boolFlags: ['profiling', 'authentication-tolerate-lookup-failure'],
  durationFlags: ['pod-max-in-unschedulable-pods-duration'],
  configure,
  announce(sys, argv, access) {
    if (!flag(argv, 'authentication-kubeconfig')) return;
    const path = '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication?timeout=10s';
    const found = ask(sys, access, 'GET', path);
    if (!found.error) return;
    klog(sys, 'W', 'authentication.go:397', `Error looking up in-cluster authentication configuration: ${found.error}`);
    klog(sys, 'W', 'authentication.go:398', 'Continuing without authentication configuration. This may treat all requests as anonymous.');
    klog(
      sys,
      'W',
      'authentication.go:399',
      'To require authentication configuration lookup to succeed, set --authentication-tolerate-lookup-failure=false',
    );
  },
  working: () => {},
  lost: (sys) => klog(sys, 'E', 'server.go:314', '"Leaderelection lost"'),
});

/** Reads the file of `--config`. Models cmd/kube-scheduler/app/options.LoadConfigFromFile. */
function configure({ flag: value, read }: ComponentSource): { configuration?: object } | { error: string } {
  const path = value('config');
  if (!path) return {};
  const text = read(path);
  if (text === undefined) return { error: `open ${path}: no such file or directory` };
  let parsed: Record<string, unknown>;
  try {
    parsed = (parseDocument(text) ?? {}) as Record<string, unknown>;
  } catch (error) {
    return { error: `yaml: ${(error as Error).message.replace(/^yaml: /, '')}` };
  }
  const { apiVersion = '', kind = '', ...rest } = parsed as { apiVersion?: string; kind?: string };
  if (kind === '') return { error: `Object 'Kind' is missing in '${text}'` };
  if (apiVersion === '') return { error: `Object 'apiVersion' is missing in '${text}'` };
  if (kind !== 'KubeSchedulerConfiguration' || apiVersion !== API_VERSION) {
    const version = apiVersion.split('/').pop()!;
    return apiVersion.startsWith('kubescheduler.config.k8s.io/') && apiVersion !== API_VERSION
      ? {
          error: `no kind "${kind}" is registered for version "kubescheduler.config.k8s.io/${version}" in scheme "pkg/scheduler/apis/config/scheme/scheme.go:30"`,
        }
      : { error: `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/scheduler/apis/config/scheme/scheme.go:30"` };
  }
  const complaint = schedulerComplaints(rest);
  return complaint ? { error: complaint } : { configuration: rest as SchedulerConfiguration };
}
