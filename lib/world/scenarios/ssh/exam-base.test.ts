import { describe, expect } from 'vitest';
import { layExamHosts } from '../../exam-hosts';
import { Candidate } from '../evenings/candidate';
import { scenario, type Stage } from '../stage';

const exam = (stage: Stage) =>
  layExamHosts(stage.world.hosts, stage.world.profile, {
    base: 'base',
    user: 'candidate',
    names: { cka9412: 'controlplane', cka3962: 'node01' },
  });

describe('the base host of an exam', () => {
  scenario('the terminal opens on base, which has ssh and none of the tools', (stage) => {
    exam(stage);
    const candidate = new Candidate(stage, { host: 'base', user: 'candidate' });
    expect(candidate.type('whoami; hostname; which ssh')).toBe('candidate\nbase\n/usr/bin/ssh');
    for (const tool of ['kubectl', 'kubeadm', 'etcdctl', 'crictl', 'helm']) expect(candidate.status(tool).exit).toBe(127);
  });

  scenario('each task says ssh to a host of its own name; exit leads back, sudo asks for no password there', (stage) => {
    exam(stage);
    expect(stage.world.runScript({ host: 'base', user: 'candidate', text: 'ssh cka9412 kubectl get node node01 -o name' })).toMatchObject({
      exit: 0,
      stdout: 'node/node01\n',
    });
    const { exit, stdout } = stage.world.runScript({ host: 'base', user: 'candidate', text: 'ssh cka3962 "whoami; sudo whoami; exit 3"' });
    expect({ exit, stdout }).toEqual({ exit: 3, stdout: 'candidate\nroot\n' });
  });

  scenario('from a host of the exam there is no ssh any further, nor with another key or as root', (stage) => {
    exam(stage);
    const from = (text: string) => stage.world.runScript({ host: 'base', user: 'candidate', text: `ssh cka9412 '${text}'` });
    expect(from('ssh node01 true').stderr).toContain('candidate@node01: Permission denied (publickey).');
    expect(from('sudo ssh node01 true').stderr).toContain('root@node01: Permission denied (publickey).');
    expect(from('ssh -o PubkeyAuthentication=yes node01 true').stderr).toContain('Permission denied (publickey).');
    expect(from('ssh base true').exit).toBe(255);
  });
});
