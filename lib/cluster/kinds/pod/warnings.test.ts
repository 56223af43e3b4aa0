import { describe, expect, it } from 'vitest';
import { podWarnings } from './warnings';

const container = (more: object) => ({ name: 'c', image: 'i', ...more });
const pod = (spec: object, annotations?: Record<string, string>) => ({ metadata: { name: 'p', annotations }, spec });

describe('warnings about pods', () => {
  it('name what another variable hides', () => {
    const env = [{ name: 'A', value: '1' }, { name: 'A', value: '2' }, { name: 'B', value: '1' }, { name: 'B', value: '$(B)2' }]; // prettier-ignore
    expect(podWarnings(pod({ containers: [container({ env })] }), '')).toEqual([
      'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
    ]);
  });

  it('name ports that meet', () => {
    const ports = [
      { containerPort: 80, protocol: 'TCP', hostIP: '1.2.3.4' },
      { containerPort: 80, protocol: 'TCP', hostPort: 8080 },
      { containerPort: 80, protocol: 'TCP', hostPort: 8080, hostIP: '1.2.3.4' },
    ];
    expect(podWarnings(pod({ containers: [container({ ports })] }), 'spec.template')).toEqual([
      'spec.template.spec.containers[0].ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:1.2.3.4}',
      'spec.template.spec.containers[0].ports[1]: overlapping port definition with spec.template.spec.containers[0].ports[0]',
      'spec.template.spec.containers[0].ports[2]: overlapping port definition with spec.template.spec.containers[0].ports[0]',
      'spec.template.spec.containers[0].ports[2]: dangerously ambiguous port definition with spec.template.spec.containers[0].ports[1]',
    ]);
  });

  it('name what is deprecated', () => {
    const spec = {
      nodeSelector: { 'beta.kubernetes.io/os': 'linux' },
      volumes: [
        { name: 'g', gitRepo: { repository: 'r' } },
        { name: 'm', configMap: { name: 'x', items: [{ key: 'a', path: 'd' }, { key: 'b', path: 'd/e' }] } }, // prettier-ignore
      ],
      topologySpreadConstraints: [{ topologyKey: 'zone' }],
      containers: [container({ resources: { limits: { memory: '100m' } } })],
      terminationGracePeriodSeconds: -1,
    };
    expect(podWarnings(pod(spec, { 'security.alpha.kubernetes.io/sysctls': 'a=b' }), '')).toEqual([
      'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
      'spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod',
      'metadata.annotations[security.alpha.kubernetes.io/sysctls]: non-functional in v1.11+; use the "sysctls" field instead',
      'spec.volumes[0].gitRepo: deprecated in v1.11',
      'volume "m" (ConfigMap "x"): overlapping paths: "d/e" with "d"',
      'spec.containers[0].resources.limits[memory]: fractional byte value "100m" is invalid, must be an integer',
      'spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
    ]);
  });
});
