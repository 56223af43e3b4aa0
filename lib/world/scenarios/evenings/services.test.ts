import { expect } from 'vitest';
import { scenario } from '../stage';
import { Candidate, EVENING } from './candidate';

scenario(
  'Why does the Service not answer? A selector, a targetPort, a pod that is not ready, and a NodePort from outside',
  (stage) => {
    const me = new Candidate(stage);
    me.type('kubectl create deployment web --image=nginx --replicas=2 --port=80');
    me.type('kubectl create service clusterip web --tcp=8080:80');
    me.type('kubectl rollout status deploy web');
    me.type('kubectl run client --image=busybox:1.36 -- sleep 1d; kubectl wait --for=condition=Ready pod/client');
    const get = (url: string) => me.status(`kubectl exec client -- wget -qO- -T 3 ${url} | grep -o "<title>.*"; (exit \${PIPESTATUS[0]})`);
    const TITLE = '<title>Welcome to nginx!</title>';
    expect(get('web:8080')).toEqual({ shown: TITLE, exit: 0 });

    me.type(`kubectl patch svc web -p '{"spec":{"selector":{"app":"wep"}}}'`);
    stage.pass(3);
    expect(get('web:8080').shown).toMatch(/^wget: can't connect to remote host \(10\.\d+\.\d+\.\d+\): Connection refused/);
    expect(me.type('kubectl get endpointslices -l kubernetes.io/service-name=web --no-headers')).toMatch(/<unset> +<unset>/);
    expect(me.type('kubectl describe svc web | grep -E "^(Selector|Endpoints)"')).toMatch(/^Selector: +app=wep\nEndpoints: +$/);
    me.type('kubectl set selector svc web app=web');
    stage.pass(3);
    expect(get('web:8080').shown).toBe(TITLE);

    me.type(`kubectl patch svc web --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":8000}]'`);
    stage.pass(3);
    expect(get('web:8080').shown).toContain('Connection refused');
    expect(me.type('kubectl describe svc web | grep ^Endpoints')).toMatch(/:8000,\S+:8000$/);
    me.open('kubectl edit svc web');
    me.keys('/targetPort: 8000\r');
    me.keys('A\x7f\x7f\x7f\x7f80\x1b');
    expect(me.leave(':wq\r')).toContain('service/web edited');
    stage.pass(3);
    expect(get('web:8080').shown).toBe(TITLE);

    // A readiness probe that fails takes the pods out one rollout later, and the rollout stands still.
    me.type(
      `kubectl patch deploy web -p '{"spec":{"template":{"spec":{"containers":[{"name":"nginx","readinessProbe":{"httpGet":{"path":"/nope","port":80},"periodSeconds":2}}]}}}}'`,
    );
    stage.pass(20);
    expect(me.type('kubectl get pods -l app=web --no-headers | grep -c 0/1')).toBe('1');
    expect(me.type('kubectl get events --field-selector reason=Unhealthy -o custom-columns=M:.message --no-headers | tail -1')).toBe(
      'Readiness probe failed: HTTP probe failed with statuscode: 404',
    );
    expect(get('web:8080').exit).toBe(0);
    expect(me.type('kubectl rollout undo deploy web')).toBe('deployment.apps/web rolled back');
    expect(me.type('kubectl rollout status deploy web')).toContain('successfully rolled out');

    me.type('kubectl expose deploy web --name=out --type=NodePort --port=80');
    me.type(`kubectl patch svc out --type=json -p '[{"op":"add","path":"/spec/ports/0/nodePort","value":30080}]'`);
    stage.pass(3);
    expect(me.type('curl -s -o /dev/null -w "%{http_code}\\n" node01:30080')).toBe('200');
    expect(
      me.type(
        `kubectl patch svc web --type=merge -p '{"spec":{"type":"NodePort","ports":[{"port":8080,"targetPort":80,"nodePort":30080}]}}'`,
      ),
    ).toContain('spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated');
    expect(me.type('kubectl get svc out -o custom-columns=P:.spec.ports[*].nodePort --no-headers')).toBe('30080');
    // One pod alone, by its own address and through a tunnel.
    me.type('kubectl port-forward deploy/web 8081:80 >/tmp/pf.log 2>&1 &');
    stage.pass(2);
    expect(me.type('curl -s localhost:8081 | grep -o "<title>.*"')).toContain(TITLE);
    expect(me.type('kill %1; cat /tmp/pf.log')).toContain('Forwarding from 127.0.0.1:8081 -> 80');
  },
  EVENING,
);
