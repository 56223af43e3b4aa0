import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { nodeOf, phase, pod } from './manifests';

const ON = 'nodeName: node01';
const at = (path: string, type?: string) => `hostPath: { path: ${path}${type === undefined ? '' : `, type: ${type}`} }`;
const failed = (stage: Stage) => stage.events('Pod/p').filter((text) => text.startsWith('FailedMount'));

describe('storage: hostPath', () => {
  scenario('a container sees the files of its node, and the node sees what the container writes', (stage) => {
    stage.ok('mkdir -p /srv/site && echo hello > /srv/site/index', 'node01');
    stage.apply(pod('p', at('/srv/site'), { spec: ON }));
    expect(stage.kubectl('exec p -- cat /data/index')).toBe('hello');
    stage.kubectl("exec p -- sh -c 'echo more > /data/more'");
    expect(stage.ok('cat /srv/site/more', 'node01')).toBe('more');
  });

  scenario('contents outlive the pod and are of that node only', (stage) => {
    stage.apply(pod('p', at('/srv/x', 'DirectoryOrCreate'), { spec: ON, command: 'echo kept > /data/f; sleep 1d' }));
    stage.kubectl('delete pod p');
    stage.apply(
      pod('q', at('/srv/x', 'DirectoryOrCreate'), { spec: ON }) + pod('r', at('/srv/x', 'DirectoryOrCreate'), { spec: 'nodeName: node02' }),
    );
    expect(stage.kubectl('exec q -- cat /data/f')).toBe('kept');
    expect(stage.fails('kubectl exec r -- cat /data/f')).toContain('/data/f: No such file or directory');
  });

  scenario('without a type a missing directory is made and nothing is checked', (stage) => {
    stage.apply(pod('p', at('/srv/none'), { spec: ON }));
    expect(phase(stage, 'pod/p')).toBe('Running');
    expect(stage.ok('test -d /srv/none && echo there', 'node01')).toBe('there');
  });

  scenario('type Directory fails while the directory is missing, and the pod starts once it is there', (stage) => {
    stage.apply(pod('p', at('/srv/none', 'Directory'), { spec: ON }));
    expect(phase(stage, 'pod/p')).toBe('Pending');
    expect(failed(stage)).toEqual([
      'FailedMount: MountVolume.SetUp failed for volume "data" : hostPath type check failed: /srv/none is not a directory',
    ]);
    stage.ok('mkdir -p /srv/none', 'node01');
    stage.pass(130);
    expect(phase(stage, 'pod/p')).toBe('Running');
  });

  scenario('type Directory refuses a file', (stage) => {
    stage.ok('echo x > /srv/file', 'node01');
    stage.apply(pod('p', at('/srv/file', 'Directory'), { spec: ON }));
    expect(failed(stage)[0]).toContain('hostPath type check failed: /srv/file is not a directory');
  });

  scenario('type File refuses a directory', (stage) => {
    stage.apply(pod('p', at('/etc/kubernetes', 'File'), { spec: ON }));
    expect(failed(stage)[0]).toContain('hostPath type check failed: /etc/kubernetes is not a file');
  });

  scenario('type FileOrCreate makes an empty file, but not its directory', (stage) => {
    stage.apply(pod('p', at('/srv/new', 'FileOrCreate'), { spec: ON }));
    expect(stage.ok('stat -c %F:%s /srv/new', 'node01')).toBe('regular empty file:0');
    stage.kubectl('delete pod p');
    stage.apply(pod('p', at('/srv/no/such/file', 'FileOrCreate'), { spec: ON }));
    expect(failed(stage).at(-1)).toContain('open /srv/no/such/file: no such file or directory');
  });

  scenario('type Socket, CharDevice and BlockDevice look at what the file is', (stage) => {
    for (const [type, words] of [
      ['Socket', 'a socket file'],
      ['CharDevice', 'a character device'],
      ['BlockDevice', 'a block device'],
    ]) {
      stage.apply(pod('p', at('/etc/hostname', type), { spec: ON }));
      expect(failed(stage).at(-1)).toContain(`hostPath type check failed: /etc/hostname is not ${words}`);
      stage.kubectl('delete pod p --force --grace-period=0');
      stage.settle();
    }
  });

  scenario('a character device of the node can be mounted by type CharDevice', (stage) => {
    stage.apply(pod('p', at('/dev/null', 'CharDevice'), { spec: ON }));
    expect(phase(stage, 'pod/p')).toBe('Running');
  });

  scenario('readOnly mounts refuse writes', (stage) => {
    stage.apply(pod('p', at('/srv/ro', 'DirectoryOrCreate'), { spec: ON, mount: ', readOnly: true' }));
    expect(stage.fails('kubectl exec p -- touch /data/f')).toContain('Read-only file system');
    expect(nodeOf(stage, 'p')).toBe('node01');
  });

  scenario('subPath shows one directory of the volume, and makes it when it is missing', (stage) => {
    stage.apply(
      pod('p', at('/srv/all', 'DirectoryOrCreate'), { spec: ON, mount: ', subPath: one/two', command: 'echo in > /data/f; sleep 1d' }),
    );
    expect(stage.ok('cat /srv/all/one/two/f', 'node01')).toBe('in');
  });
});
