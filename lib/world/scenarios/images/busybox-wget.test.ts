import { describe, expect } from 'vitest';
import { client, netexec, pods, service } from '../service/cast';
import { scenario, type Stage } from '../stage';

/** A pod of BusyBox, and a server. */
function people(stage: Stage, image = 'busybox:1.37'): Stage {
  stage.kubectl(`run box --image=${image} --restart=Never -- sleep 1d`);
  return stage.apply(netexec('web', 1) + service('web', 'ports: [{ port: 80, targetPort: 8080 }]'));
}

const wget = (stage: Stage, words: string) => stage.sh(`kubectl exec box -- wget ${words}`);
const EXIT_1 = 'command terminated with exit code 1\n';

describe('images: wget of BusyBox', () => {
  scenario('prints the page, and with -q nothing besides it', (stage) => {
    people(stage);
    expect(wget(stage, '-qO- http://web/hostname')).toEqual({ exit: 0, stdout: pods(stage, 'web')[0]!.name, stderr: '' });
  });

  scenario('tells where it connects and where it saves', (stage) => {
    people(stage);
    const { stderr } = wget(stage, 'http://web/hostname');
    expect(stderr).toMatch(
      /^Connecting to web \(10\.\d+\.\d+\.\d+:80\)\nsaving to 'hostname'\nhostname +100% \|\*+\|.*\n'hostname' saved\n$/,
    );
    expect(stage.kubectl('exec box -- cat hostname')).toBe(pods(stage, 'web')[0]!.name);
    expect(wget(stage, '-q http://web/hostname').stderr).toBe(`wget: can't open 'hostname': File exists\n${EXIT_1}`);
  });

  scenario('a name that is not found is a bad address, said even with -q', (stage) => {
    people(stage);
    expect(wget(stage, '-qO- http://nobody:8080').stderr).toBe(`wget: bad address 'nobody:8080'\n${EXIT_1}`);
  });

  scenario('a port where nobody listens: connection refused, with the address', (stage) => {
    people(stage);
    const ip = pods(stage, 'web')[0]!.ip;
    expect(wget(stage, `-qO- http://${ip}:81`).stderr).toBe(`wget: can't connect to remote host (${ip}): Connection refused\n${EXIT_1}`);
  });

  scenario('what is dropped times out after -T seconds', (stage) => {
    people(stage).apply(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny }
spec: { podSelector: { matchLabels: { app: web } } }`);
    const before = stage.world.sim.now();
    expect(wget(stage, '-qO- -T 3 http://web').stderr).toBe(`wget: download timed out\n${EXIT_1}`);
    expect(stage.world.sim.now() - before).toBeGreaterThanOrEqual(3000);
  });

  scenario('an error of the server is told by its status line', (stage) => {
    people(stage);
    expect(wget(stage, '-qO- http://web/echo?code=404').stderr).toMatch(/^wget: server returned error: HTTP\/1\.1 4\d\d [A-Z]/);
  });

  scenario('alpine has the same wget, debian images have none', (stage) => {
    people(stage, 'alpine:3.21').apply(client('plain'));
    expect(wget(stage, '-qO- http://nobody').stderr).toContain("wget: bad address 'nobody'");
  });
});
