import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

scenario(
  'Size a WordPress-like application: too much asked for, the node divided among its pods, an OOM, a resize in place',
  (stage) => {
    const me = new Candidate(stage);
    me.type('kubectl create ns blog && kubectl config set-context --current --namespace=blog');
    me.type(
      String.raw`kubectl create deployment wordpress --image=nginx --replicas=3 --dry-run=client -o yaml | sed 's/^    spec:/    spec:\n      nodeSelector: {kubernetes.io\/hostname: node01}\n      initContainers: [{name: init, image: "busybox:1.36", command: [sleep, "2"]}]/' > wp.yaml`,
    );
    me.type('kubectl apply -f wp.yaml && kubectl rollout status deploy wordpress');
    me.type('kubectl set resources deploy wordpress --requests=cpu=1,memory=1Gi');
    stage.pass(20);
    expect(me.type('kubectl get pods --no-headers | grep -c Pending')).toBe('1');
    expect(
      me.type('kubectl get events --field-selector reason=FailedScheduling -o custom-columns=M:.message --no-headers | tail -1'),
    ).toMatch(/1 Insufficient cpu/);
    expect(me.type(`kubectl describe node node01 | sed -n '/Allocated resources/,/Events/p' | grep cpu`)).toMatch(/cpu +\d+m? \(\d+%\)/);

    // The way of the exam: none, then a third of what is allocatable with a reserve.
    expect(me.type('kubectl scale deploy wordpress --replicas=0')).toBe('deployment.apps/wordpress scaled');
    stage.pass(40);
    expect(me.type('kubectl get pods')).toBe('No resources found in blog namespace.');
    const free = me.type(
      `A=$(kubectl get node node01 -o jsonpath='{.status.allocatable.cpu}'); U=$(kubectl describe node node01 | awk '/^  cpu  /{print $2}' | tail -1); echo $((A*1000-\${U%m}))`,
    );
    expect(Number(free)).toBeGreaterThan(1000);
    me.open('kubectl edit deploy wordpress');
    me.keys('/cpu: "1"\r');
    me.keys(':%s/cpu: "1"/cpu: 400m/ | %s/memory: 1Gi/memory: 600Mi/\r');
    expect(me.leave(':wq\r')).toContain('deployment.apps/wordpress edited');
    me.type(
      `kubectl patch deploy wordpress -p '{"spec":{"template":{"spec":{"initContainers":[{"name":"init","resources":{"requests":{"cpu":"400m","memory":"600Mi"}}}]}}}}'`,
    );
    me.type('kubectl scale deploy wordpress --replicas=3');
    expect(me.type('kubectl rollout status deploy wordpress --timeout=60s')).toContain('successfully rolled out');
    expect(me.type("kubectl get pods -o jsonpath='{.items[*].status.qosClass}'")).toBe('Burstable Burstable Burstable');

    // A container that eats more than it may.
    me.type(
      'kubectl run hungry --image=polinux/stress --overrides=\'{"spec":{"containers":[{"name":"hungry","image":"polinux/stress","resources":{"limits":{"memory":"100Mi"}},"command":["stress"],"args":["--vm","1","--vm-bytes","250M","--vm-hang","1"]}]}}\'',
    );
    stage.pass(30);
    expect(
      me.type(
        "kubectl get pod hungry -o jsonpath='{.status.containerStatuses[0].lastState.terminated.reason} {.status.containerStatuses[0].lastState.terminated.exitCode}'",
      ),
    ).toBe('OOMKilled 137');
    expect(me.type('kubectl get pod hungry --no-headers')).toMatch(/(CrashLoopBackOff|OOMKilled)/);
    // In place, without a restart.
    const pod = me.type('kubectl get pods -l app=wordpress -o name | head -1');
    expect(
      me.type(
        `kubectl patch ${pod} --subresource=resize -p '{"spec":{"containers":[{"name":"nginx","resources":{"requests":{"cpu":"300m"}}}]}}'`,
      ),
    ).toBe(`${pod} patched`);
    stage.pass(10);
    expect(
      me.type(
        `kubectl get ${pod} -o jsonpath='{.status.containerStatuses[0].resources.requests.cpu} {.status.containerStatuses[0].restartCount}'`,
      ),
    ).toBe('300m 0');
    expect(
      me.type(`kubectl patch ${pod} -p '{"spec":{"containers":[{"name":"nginx","resources":{"requests":{"cpu":"200m"}}}]}}'`),
    ).toContain('Forbidden: pod updates may not change fields other than');
  },
  EVENING,
);
