import { describe, expect } from 'vitest';
import { EXAMPLES } from '@/lib/cluster/addons/examples/manifests';
import { scenario } from '../stage';

const AT = 'https://k8s.io/examples';

describe('documentation: its examples', () => {
  scenario('every one is taken by the server without a warning', (stage) => {
    const paths = Object.keys(EXAMPLES);
    const { stdout, stderr } = stage.sh(`for p in ${paths.join(' ')}; do kubectl apply --dry-run=server -f ${AT}/$p; done`);
    expect({ stderr, files: stdout.match(/\(server dry run\)/g)?.length }).toEqual({
      stderr: '',
      files: Object.values(EXAMPLES).flat().length,
    });
  });

  scenario('"Debugging DNS Resolution": a pod that looks names up', (stage) => {
    stage.kubectl(`apply -f ${AT}/admin/dns/dnsutils.yaml`);
    stage.settle();
    expect(stage.kubectl('exec -i -t dnsutils -- nslookup kubernetes.default')).toMatch(
      /Server:\t\t10\.96\.0\.10\nAddress:\t10\.96\.0\.10#53\n\nName:\tkubernetes\.default\.svc\.cluster\.local\nAddress: 10\.96\.0\.1/,
    );
  });

  scenario('"Configure Liveness": a file that goes away restarts the container', (stage) => {
    stage.kubectl(`apply -f ${AT}/pods/probe/exec-liveness.yaml`);
    stage.pass(40);
    expect(stage.events('Pod/liveness-exec').join('')).toMatch(
      /Unhealthy: Liveness probe failed: cat: .*\/tmp\/healthy.*: No such file or directory/,
    );
    stage.pass(60);
    expect(stage.kubectl('get pod liveness-exec --no-headers')).toMatch(/1\/1 +Running +1 \(/);
  });

  scenario('"Configure a Pod to Use a PersistentVolume": what is on the node is served', (stage) => {
    for (const node of ['node01', 'node02'])
      stage.ok("mkdir /mnt/data && echo 'Hello from Kubernetes storage' > /mnt/data/index.html", node);
    for (const name of ['volume', 'claim', 'pod']) stage.kubectl(`apply -f ${AT}/pods/storage/pv-${name}.yaml`);
    stage.settle();
    expect(stage.kubectl('exec task-pv-pod -- curl -s http://localhost/')).toBe('Hello from Kubernetes storage');
  });

  scenario('what is not kept here is not found', (stage) => {
    expect(stage.fails(`kubectl apply -f ${AT}/nowhere.yaml`)).toContain('server reported 404 Not Found');
  });
});
