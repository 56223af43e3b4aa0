import { describe, expect } from 'vitest';
import { Candidate, EVENING } from '../evenings/candidate';
import { scenario } from '../stage';

describe('images: BusyBox and the shells of others', () => {
  scenario(
    "a shell of BusyBox has its prompt and its words; Debian's sh is dash",
    (stage) => {
      const me = new Candidate(stage);
      me.open('kubectl run box -it --rm -q --image=busybox:1.36 -- sh');
      stage.pass(5);
      expect(me.keys('\r')).toMatch(/\/ # $/);
      expect(me.keys('nope\r')).toContain('sh: nope: not found');
      expect(me.keys('cd /root; ps\r')).toMatch(/PID +USER +TIME +COMMAND\n +1 root +0:00 sh\n[^]*~ # $/);
      expect(me.keys('busybox nope\r')).toContain('nope: applet not found');
      expect(me.keys('ls /\r')).toMatch(/bin +dev +etc +home +lib +lib64 +proc +root +run +sbin +sys +tmp +usr +var/);
      expect(me.leave('exit\r')).not.toContain('exit\nexit');
      expect(me.type('kubectl run web --image=nginx && kubectl wait --for=condition=Ready pod/web')).toContain('condition met');
      me.open('kubectl exec -it web -- sh');
      expect(me.keys('nope\r')).toMatch(/sh: \d+: nope: not found\n# $/);
      me.leave('exit\r');
    },
    EVENING,
  );

  scenario('who is attached to a container that goes on to be restarted is told how to come back', (stage) => {
    const me = new Candidate(stage);
    me.open('kubectl run box -it --image=busybox:1.36 -- sh');
    stage.pass(5);
    expect(me.leave('exit 3\r')).toContain("Session ended, resume using 'kubectl attach box -c box -i -t' command when the pod is running");
    expect(me.type('echo $?')).toBe('0');
    expect(me.status('kubectl run once --rm -i --restart=Never --image=busybox:1.36 -- sh -c "exit 7"')).toMatchObject({
      exit: 7,
      shown: expect.stringMatching(/pod "once" deleted from default namespace\npod default\/once terminated \(Error\)/),
    });
  });

  scenario('a connection that is held up finds its way when the policy goes meanwhile', (stage) => {
    stage.kubectl('run web --image=nginx --port=80 --expose');
    stage.apply(
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: deny }\nspec: { podSelector: {}, policyTypes: [Ingress] }',
    );
    stage.kubectl('run client --image=busybox:1.36 -- sleep 1d');
    stage.settle();
    expect(stage.sh('kubectl exec client -- wget -qO- -T 2 web').stderr).toContain('wget: download timed out');
    const said = stage.ok('kubectl exec client -- wget -qO- -T 30 web & sleep 4; kubectl delete netpol deny >/dev/null; wait');
    expect(said).toContain('Welcome to nginx!');
  });
});
