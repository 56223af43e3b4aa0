import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

scenario(
  'Give an application a sidecar that shows its log file, by vi, and change the images of a pod of two containers',
  (stage) => {
    const me = new Candidate(stage);
    me.type(
      `kubectl run app --image=busybox:1.36 --dry-run=client -o yaml -- sh -c 'while true; do date >> /var/log/app/out.log; sleep 5; done' > app.yaml`,
    );
    expect(me.open('vim app.yaml')).toContain('"app.yaml" 18L');
    me.keys(':set paste\r/resources\ro');
    me.keys('    volumeMounts:\r    - name: logs\r      mountPath: /var/log/app\r  initContainers:\r  - name: tail\r');
    me.keys('    image: busybox:1.36\r    restartPolicy: Always\r    args: [sh, -c, tail -F /var/log/app/out.log]\r');
    me.keys('    volumeMounts:\r    - {name: logs, mountPath: /var/log/app}\r  volumes:\r  - name: logs\r    emptyDir: {}\x1b');
    me.leave(':wq\r');
    expect(me.type('kubectl apply -f app.yaml')).toBe('pod/app created');
    expect(me.type('kubectl wait --for=condition=Ready pod/app')).toBe('pod/app condition met');
    stage.pass(20);
    expect(me.type('kubectl get pod app --no-headers')).toMatch(/^app +2\/2 +Running +0/);
    expect(me.type('kubectl logs app -c tail').split('\n').length).toBeGreaterThanOrEqual(4);
    expect(me.type('kubectl logs app')).toContain('Defaulted container "app" out of: app, tail (init)');
    expect(me.type('kubectl logs app --all-containers --prefix --tail=1')).toMatch(/^\[pod\/app\/tail\] \w{3} Jan/m);
    expect(me.type('kubectl logs app -c nope')).toBe('error: container nope is not valid for pod app');
    // The sidecar alone comes back.
    me.type('kubectl exec app -c tail -- killall tail');
    stage.pass(20);
    expect(
      me.type(
        `kubectl get pod app -o jsonpath='{.status.initContainerStatuses[0].restartCount} {.status.containerStatuses[0].restartCount}'`,
      ),
    ).toBe('1 0');
    expect(me.type('kubectl logs app -c tail --previous | head -1')).toMatch(/^\w{3} Jan/);

    // Two that share processes and a network.
    me.type(
      `kubectl run two --image=nginx --dry-run=client -o yaml | sed 's/^spec:/spec:\\n  shareProcessNamespace: true/; s/^  dnsPolicy.*/  - name: side\\n    image: busybox\\n    command: [sleep, "3600"]/' | kubectl apply -f -`,
    );
    me.type('kubectl wait --for=condition=Ready pod/two');
    expect(me.type('kubectl exec two -c side -- ps')).toMatch(/^PID +USER +TIME +COMMAND\n +1 root +0:00 \/pause\n[^]*nginx/);
    expect(me.type('kubectl exec two -c side -- wget -qO- localhost | grep -c title')).toBe('1');
    expect(me.type('kubectl set image pod/two side=busybox:1.37')).toBe('pod/two image updated');
    stage.pass(15);
    expect(me.type('kubectl get pod two --no-headers')).toMatch(/^two +2\/2 +Running +1 \(\d+s ago\)/);
    expect(me.type('kubectl get events --field-selector reason=Killing -o custom-columns=M:.message --no-headers')).toBe(
      'Container side definition changed, will be restarted',
    );
    me.type('kubectl set image pod/two side=busybox:nope');
    stage.pass(15);
    expect(me.type('kubectl get pod two --no-headers')).toMatch(/^two +1\/2 +(ErrImagePull|ImagePullBackOff)/);
    // replace --force makes it anew from what `get -o yaml` gave.
    me.type('kubectl get pod two -o yaml | sed "s/busybox:nope/busybox:1.36/" > two.yaml');
    expect(me.type('kubectl replace --force -f two.yaml')).toBe('pod "two" deleted from default namespace\npod/two replaced');
    expect(me.type('kubectl wait --for=condition=Ready pod/two')).toBe('pod/two condition met');
  },
  EVENING,
);
