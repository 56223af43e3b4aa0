import { describe, expect, it } from 'vitest';
import { testServer } from '../../test-server';
import { detailsText, violationsOf } from './evaluate';
import type { PodLike, PodSpec } from './pod';
import type { Level } from './policy';

const told = (level: Level, spec: PodSpec, version: number | 'latest' = 'latest', annotations: PodLike['annotations'] = {}) =>
  detailsText(violationsOf({ level, version }, { annotations, spec: { containers: [{ name: 'a' }, { name: 'b' }], ...spec } }));

/** What the restricted level asks of every pod. */
const good: PodSpec = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [{ name: 'a', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }],
};

describe('the checks of Pod Security', () => {
  it('word what baseline forbids', () => {
    expect(told('baseline', {})).toBe('');
    expect(told('baseline', { hostNetwork: true, hostPID: true, hostIPC: true })).toBe(
      'host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)',
    );
    expect(
      told('baseline', {
        volumes: [
          { name: 'v', hostPath: {} },
          { name: 'w', nfs: {} },
        ],
      }),
    ).toBe('hostPath volumes (volume "v")');
    const containers = [
      { name: 'a', ports: [{ hostPort: 90 }, { hostPort: 80 }], securityContext: { procMount: 'Unmasked' } },
      { name: 'b', ports: [{ hostPort: 80 }], securityContext: { windowsOptions: { hostProcess: true } } },
    ];
    expect(told('baseline', { containers })).toBe(
      'hostPort (containers "a", "b" use hostPorts 80, 90), procMount (container "a" must not set securityContext.procMount to "Unmasked"), hostProcess (container "b" must not set securityContext.windowsOptions.hostProcess=true)',
    );
    expect(told('baseline', { securityContext: { appArmorProfile: { type: 'Unconfined' }, seLinuxOptions: { user: 'u' } } })).toBe(
      'forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined"), seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: )',
    );
    expect(
      told('baseline', {
        containers: [{ name: 'a', livenessProbe: { httpGet: { host: 'x' } }, lifecycle: { preStop: { tcpSocket: { host: 'y' } } } }],
      }),
    ).toBe('probe or lifecycle host (container "a" uses probe or lifecycle hosts "x", "y")');
  });

  it('let restricted checks stand in for those of baseline', () => {
    expect(told('restricted', good)).toBe('');
    expect(
      told('restricted', {
        ...good,
        volumes: [
          { name: 'v', hostPath: {} },
          { name: 'w', nfs: {} },
        ],
      }),
    ).toBe('restricted volume types (volumes "v", "w" use restricted volume types "hostPath", "nfs")');
    expect(told('restricted', { ...good, securityContext: { runAsNonRoot: false, runAsUser: 0 } })).toBe(
      'runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false), runAsUser=0 (pod must not set runAsUser=0), seccompProfile (pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    );
  });

  it('change with the version', () => {
    const sysctls = { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } };
    expect([told('baseline', sysctls, 31), told('baseline', sysctls, 32)]).toEqual(['forbidden sysctls (net.ipv4.tcp_rmem)', '']);
    expect(told('restricted', {}, 7)).toBe('runAsNonRoot != true (pod or containers "a", "b" must set securityContext.runAsNonRoot=true)');
    const inUserNamespace: PodSpec = {
      ...good,
      hostUsers: false,
      securityContext: { seccompProfile: { type: 'Localhost' }, runAsUser: 0 },
    };
    expect(told('restricted', inUserNamespace)).toBe('');
    expect(told('restricted', inUserNamespace, 34)).toContain('runAsUser=0');
    const annotation = { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' };
    expect(told('baseline', {}, 18, annotation)).toBe(
      'seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined")',
    );
    expect(told('baseline', {}, 19, annotation)).toBe('');
    const windows: PodSpec = { os: { name: 'windows' }, securityContext: { runAsNonRoot: true } };
    expect(told('restricted', windows)).toBe('');
  });
});

describe('PodSecurity', () => {
  const label = (mode: string, level: string) => ({ [`pod-security.kubernetes.io/${mode}`]: level });
  const pod = (name: string, more: object = {}) => ({ metadata: { name }, spec: { containers: [{ name: 'c', image: 'x', ...more }] } });
  const privileged = { securityContext: { privileged: true } };

  function server(labels: Record<string, string>) {
    const parts = testServer({ namespaces: ['n', 'default'] });
    const relabel = (next: Record<string, string>) => {
      const { status, headers, body } = parts.send(
        'PATCH',
        '/api/v1/namespaces/n',
        { metadata: { labels: next } },
        {
          headers: { 'content-type': 'application/merge-patch+json' },
        },
      );
      return status === 200 ? (headers.warning ?? '') : (body as { message: string }).message;
    };
    relabel(labels);
    return { ...parts, relabel };
  }

  it('refuses pods and warns of templates', () => {
    const { send } = server({ ...label('enforce', 'baseline'), ...label('warn', 'baseline') });
    expect(send('POST', '/api/v1/namespaces/n/pods', pod('p', privileged)).body).toMatchObject({
      code: 403,
      message:
        'pods "p" is forbidden: violates PodSecurity "baseline:latest": privileged (container "c" must not set securityContext.privileged=true)',
    });
    const template = { metadata: { labels: { a: 'b' } }, spec: pod('', privileged).spec };
    const made = send('POST', '/apis/apps/v1/namespaces/n/deployments', {
      metadata: { name: 'd' },
      spec: { selector: { matchLabels: { a: 'b' } }, template },
    });
    expect([made.status, made.headers.warning]).toEqual([
      201,
      '299 - "would violate PodSecurity \\"baseline:latest\\": privileged (container \\"c\\" must not set securityContext.privileged=true)"',
    ]);
    expect(send('POST', '/api/v1/namespaces/default/pods', pod('p', privileged)).status).toBe(201);
  });

  it('warns of pods that a stricter level would refuse, by reason', () => {
    const { send, relabel } = server({});
    for (const name of ['b', 'a', 'c']) expect(send('POST', '/api/v1/namespaces/n/pods', pod(name, privileged)).status).toBe(201);
    send('POST', '/api/v1/namespaces/n/pods', pod('z', { ports: [{ containerPort: 80, hostPort: 80 }] }));
    expect(relabel(label('enforce', 'baseline')).split('\n')).toEqual([
      '299 - "existing pods in namespace \\"n\\" violate the new PodSecurity enforce level \\"baseline:latest\\""',
      '299 - "a (and 2 other pods): privileged"',
      '299 - "z: hostPort"',
    ]);
    expect(relabel(label('warn', 'baseline'))).toBe('');
    expect(relabel(label('enforce', 'privileged'))).toBe('');
  });

  it('takes no labels that it cannot read', () => {
    const { relabel } = server({});
    expect(relabel({ ...label('enforce', 'foo'), ...label('audit-version', 'v1') })).toBe(
      'Namespace "n" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "foo": must be one of privileged, baseline, restricted, metadata.labels[pod-security.kubernetes.io/audit-version]: Invalid value: "v1": must be "latest" or "v1.x"]',
    );
  });
});
