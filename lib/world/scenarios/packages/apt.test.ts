import { describe, expect } from 'vitest';
import { scenario } from '../stage';

const OLD = { profile: 'kubeadm-1.35' };

describe('apt-get', () => {
  scenario(
    'offers what the minor version in the address of pkgs.k8s.io offers',
    (stage) => {
      expect(stage.ok('apt-cache madison kubeadm')).toMatch(
        /^ {3}kubeadm \| 1\.35\.3-1\.1 \| https:\/\/pkgs\.k8s\.io\/core:\/stable:\/v1\.35\/deb {2}Packages/,
      );
      expect(stage.ok('apt-cache madison kubeadm')).not.toContain('1.36');
      stage.ok("sed -i 's/v1.35/v1.36/' /etc/apt/sources.list.d/kubernetes.list");
      expect(stage.ok('apt-cache madison kubeadm')).toBe('');
      expect(stage.ok('apt-get update')).toContain(
        'https://prod-cdn.packages.k8s.io/repositories/isv:/kubernetes:/core:/stable:/v1.36/deb  InRelease',
      );
      expect(stage.ok('apt-cache madison kubeadm').split('\n')[0]).toContain('1.36.3-1.1');
    },
    OLD,
  );

  scenario('says Hit where nothing is new', (stage) => {
    const said = stage.ok('apt-get update');
    expect(said).toContain('Hit:1 https://download.docker.com/linux/ubuntu noble InRelease');
    expect(said).toMatch(/Reading package lists\.\.\. Done$/);
  });

  scenario('refuses to change what is held, with -y', (stage) => {
    const said = stage.fails("apt-get install -y kubeadm='1.36.2-1.1'");
    expect(said).toContain('The following held packages will be changed:\n  kubeadm');
    expect(said).toContain('E: Held packages were changed and -y was used without --allow-change-held-packages.');
    expect(stage.ok('kubeadm version -o short')).toBe('v1.36.3');
  });

  scenario('refuses to go back, unless allowed', (stage) => {
    stage.ok('apt-mark unhold kubeadm');
    expect(stage.fails('apt-get install -y kubeadm=1.36.1-1.1')).toContain(
      'E: Packages were downgraded and -y was used without --allow-downgrades.',
    );
    expect(stage.ok('apt-get install -y --allow-downgrades kubeadm=1.36.1-1.1 2>&1')).toContain(
      'dpkg: warning: downgrading kubeadm from 1.36.3-1.1 to 1.36.1-1.1',
    );
    expect(stage.ok('kubeadm version -o short')).toBe('v1.36.1');
  });

  scenario('takes a glob for a version, and says which it chose', (stage) => {
    stage.ok('apt-mark unhold kubectl; apt-get install -y --allow-downgrades kubectl=1.36.0-1.1 2>/dev/null');
    const said = stage.ok("apt-get install -y kubectl='1.36.2-*'");
    expect(said).toContain("Selected version '1.36.2-1.1' (isv:kubernetes:core:stable:v1.36:pkgs.k8s.io [amd64]) for 'kubectl'");
    expect(said).toContain('Unpacking kubectl (1.36.2-1.1) over (1.36.0-1.1) ...');
    expect(stage.ok('kubectl version --client')).toContain('Client Version: v1.36.2');
  });

  scenario('knows neither a version nor a package that there is not', (stage) => {
    expect(stage.fails('apt-get install -y kubeadm=1.37.0-1.1')).toContain("E: Version '1.37.0-1.1' for 'kubeadm' was not found");
    expect(stage.fails('apt-get install -y kubernetes')).toContain('E: Unable to locate package kubernetes');
  });

  scenario('leaves what is newest as it is', (stage) => {
    expect(stage.ok('apt-get install -y jq')).toContain(
      'jq is already the newest version (1.7.1-3ubuntu0.24.04.1).\n0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.',
    );
  });

  scenario('installs with what a package depends on, and asks first', (stage) => {
    expect(stage.fails('which nginx')).toBe('');
    expect(stage.fails('echo n | apt-get install nginx')).toContain('Do you want to continue? [Y/n] Abort.');
    expect(stage.ok('apt-get install -y nginx')).toContain('The following additional packages will be installed:\n  nginx-common\n');
    expect(stage.ok('which nginx')).toBe('/usr/sbin/nginx');
    expect(stage.ok('apt-get remove -y nginx')).toContain('The following packages will be REMOVED:\n  nginx\n');
    expect(stage.fails('which nginx')).toBe('');
  });

  scenario('is for root', (stage) => {
    expect(stage.fails('su ubuntu -c "apt-get install -y nginx"')).toContain(
      'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)',
    );
  });

  scenario('does not believe an archive whose key it does not have', (stage) => {
    stage.ok('rm /etc/apt/keyrings/kubernetes-apt-keyring.gpg');
    const said = stage.fails('apt-get update');
    expect(said).toContain('NO_PUBKEY 234654DA9A296436');
    expect(said).toContain("E: The repository 'https://pkgs.k8s.io/core:/stable:/v1.36/deb  InRelease' is not signed.");
    stage.ok(
      'curl -fsSL https://pkgs.k8s.io/core:/stable:/v1.36/deb/Release.key | gpg --dearmor -o /etc/apt/keyrings/kubernetes-apt-keyring.gpg',
    );
    stage.ok('apt-get update');
  });

  scenario('says so where there is no such archive', (stage) => {
    stage.ok("sed -i 's/v1.36/v1.99/' /etc/apt/sources.list.d/kubernetes.list");
    expect(stage.fails('apt-get update')).toContain(
      "The repository 'https://prod-cdn.packages.k8s.io/repositories/isv:/kubernetes:/core:/stable:/v1.99/deb  Release' does not have a Release file.",
    );
  });

  scenario('refuses a list that it cannot read', (stage) => {
    stage.ok("echo 'dep https://pkgs.k8s.io/core:/stable:/v1.36/deb/ /' > /etc/apt/sources.list.d/kubernetes.list");
    const said = stage.fails('apt-get update');
    expect(said).toContain("E: Type 'dep' is not known on line 1 in source list /etc/apt/sources.list.d/kubernetes.list");
    expect(said).toContain('E: The list of sources could not be read.');
  });
});

describe('apt-mark', () => {
  scenario('holds and lets go', (stage) => {
    expect(stage.ok('apt-mark showhold')).toBe('kubeadm\nkubectl\nkubelet');
    expect(stage.ok('apt-mark unhold kubeadm kubelet')).toBe('Canceled hold on kubeadm.\nCanceled hold on kubelet.');
    expect(stage.ok('apt-mark showhold')).toBe('kubectl');
    expect(stage.ok('apt-mark hold kubectl kubeadm')).toBe('kubectl was already set on hold.\nkubeadm set on hold.');
    expect(stage.ok('dpkg -l kubeadm | tail -1')).toMatch(/^hi {2}kubeadm +1\.36\.3-1\.1 +amd64/);
  });

  scenario(
    'keeps held packages back from an upgrade',
    (stage) => {
      expect(stage.ok('apt-get upgrade -y')).toContain('The following packages have been kept back:\n  kubeadm kubectl kubelet\n');
      stage.ok('apt-mark unhold kubectl');
      expect(stage.ok('apt-get upgrade -y')).toContain('Setting up kubectl (1.35.3-1.1) ...');
    },
    OLD,
  );
});

describe('apt-cache and apt list', () => {
  scenario('policy shows what is installed and what would be', (stage) => {
    expect(stage.ok('apt-cache policy kubelet')).toContain(
      'kubelet:\n  Installed: 1.36.3-1.1\n  Candidate: 1.36.3-1.1\n  Version table:\n *** 1.36.3-1.1 500\n',
    );
    expect(stage.ok('apt list --installed 2>/dev/null | grep kubelet')).toBe('kubelet/unknown,now 1.36.3-1.1 amd64 [installed]');
  });
});
