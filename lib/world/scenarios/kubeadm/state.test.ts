import { expect } from 'vitest';
import { World } from '../../world';
import { scenario } from '../stage';
import { initialise, install, joinCommand, versions } from './cast';

scenario(
  'a cluster that was built by hand goes on after a fork and after a restore',
  (stage) => {
    install(stage, 'controlplane', 'node01');
    initialise(stage);
    const join = joinCommand(stage);
    for (const world of [stage.world.fork(), World.restore(JSON.parse(JSON.stringify(stage.world.snapshot())))]) {
      const on = (host: string, text: string) => world.runScript({ host, user: 'root', text });
      expect(on('node01', join).stdout).toContain('This node has joined the cluster');
      expect(on('controlplane', 'sleep 10; kubectl get nodes --no-headers').stdout.trim().split('\n')).toHaveLength(2);
      expect(world.fault).toBeUndefined();
    }
    expect(versions(stage)).toEqual({ controlplane: 'v1.36.3' });
  },
  { profile: 'machines' },
);
