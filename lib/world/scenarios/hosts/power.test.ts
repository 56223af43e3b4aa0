import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const reboot = (stage: Stage, host = 'node01') => {
  stage.sh(`ssh ${host} systemctl reboot`);
  stage.pass(90);
};

describe('hosts: switching off and on', () => {
  scenario('who reboots over ssh sees the connection go; the machine is away and comes back', (stage) => {
    expect(stage.fails('ssh node01 reboot; ssh node01 true')).toContain('ssh: connect to host node01 port 22: No route to host');
    stage.pass(60);
    expect(stage.ok('ssh node01 uptime')).toMatch(/ up \d min,/);
  });

  scenario('a rebooted node has a new boot id, tells of it, and its pods come back with a restart', (stage) => {
    const before = stage.kubectl('get node node01 -o jsonpath={.status.nodeInfo.bootID}');
    stage.kubectl(`run web --image=nginx --overrides='{"apiVersion":"v1","spec":{"nodeName":"node01"}}'`);
    stage.pass(20);
    reboot(stage);
    expect(stage.kubectl('get node node01 -o jsonpath={.status.nodeInfo.bootID}')).not.toBe(before);
    expect(stage.events('Node/node01').join('\n')).toMatch(/Rebooted: Node node01 has been rebooted, boot id: [0-9a-f-]{36}/);
    expect(stage.kubectl('get pod web --no-headers')).toMatch(/1\/1 +Running +1 \(/);
    expect(stage.kubectl('get pod web -o jsonpath={.status.containerStatuses[0].lastState.terminated.reason}')).toBe('Unknown');
    expect(stage.events('Pod/web')).toContain('SandboxChanged: Pod sandbox changed, it will be killed and re-created.');
  });

  scenario('the journal keeps the boot before', (stage) => {
    stage.ok('logger -t before seen', 'node01');
    reboot(stage);
    expect(stage.ok('journalctl --list-boots | tail -n +2 | wc -l', 'node01')).toBe('2');
    expect(stage.ok('journalctl -b -1 -t before -o cat', 'node01')).toBe('seen');
    expect(stage.ok('journalctl -b -t before -q | wc -l', 'node01')).toBe('0');
  });

  scenario('kernel settings and modules that no file names are lost; those that one names are back', (stage) => {
    stage.ok(
      'sysctl -q -w vm.swappiness=1 vm.max_map_count=262144; echo vm.max_map_count=262144 > /etc/sysctl.d/99-map.conf; modprobe ip_vs',
      'node01',
    );
    reboot(stage);
    expect(stage.ok('sysctl -n vm.swappiness vm.max_map_count net.ipv4.ip_forward', 'node01')).toBe('60\n262144\n1');
    expect(stage.ok('lsmod | grep -c -e ^ip_vs -e ^br_netfilter', 'node01')).toBe('1');
  });

  scenario('swap that /etc/fstab names is back after a boot, and the kubelet does not start with it', (stage) => {
    stage.ok(
      'dd if=/dev/zero of=/swapfile bs=1M count=8 status=none; chmod 600 /swapfile; mkswap /swapfile; swapon /swapfile; echo "/swapfile none swap sw 0 0" >> /etc/fstab',
      'node01',
    );
    expect(stage.ok('swapon --show --noheadings', 'node01')).toMatch(/^\/swapfile file 8M 0B +-2$/);
    reboot(stage);
    expect(stage.ok('journalctl -b -u kubelet | grep -c "running with swap on is not supported" | sed s/[1-9][0-9]*/some/', 'node01')).toBe(
      'some',
    );
    expect(stage.kubectl('get node node01 --no-headers')).toContain('NotReady');
    stage.ok("swapoff -a; sed -i '/swap/d' /etc/fstab", 'node01');
    stage.pass(60);
    expect(stage.kubectl('get node node01 --no-headers')).toMatch(/^node01 +Ready/);
  });

  scenario('a service that is enabled is back after a boot, one that was only started is not', (stage) => {
    for (const name of ['kept', 'gone'])
      stage.ok(
        `printf '[Service]\\nExecStart=/bin/sleep 10000\\n[Install]\\nWantedBy=multi-user.target\\n' > /etc/systemd/system/${name}.service`,
        'node01',
      );
    stage.ok('systemctl daemon-reload; systemctl enable -q --now kept; systemctl start gone', 'node01');
    reboot(stage);
    expect(stage.sh('systemctl is-active kept gone', 'node01').stdout).toBe('active\ninactive\n');
  });

  scenario('shutdown -r +5 can be cancelled; else it comes', (stage) => {
    expect(stage.ok('shutdown -r +5 2>&1', 'node01')).toMatch(/^Reboot scheduled for .* UTC, use 'shutdown -c' to cancel\.$/);
    stage.ok('shutdown -c', 'node01');
    stage.pass(400);
    expect(stage.ok('journalctl --list-boots | tail -n +2 | wc -l', 'node01')).toBe('1');
    stage.ok('shutdown -r +1 2>/dev/null', 'node01');
    stage.pass(180);
    expect(stage.ok('journalctl --list-boots | tail -n +2 | wc -l', 'node01')).toBe('2');
  });

  scenario('a machine that is powered off stays away, and its node becomes NotReady', (stage) => {
    stage.sh('ssh node01 poweroff');
    stage.pass(120);
    expect(stage.kubectl('get node node01 --no-headers')).toContain('NotReady');
    expect(stage.fails('ssh node01 true')).toContain('No route to host');
  });

  scenario('the control plane comes back from its static pods', (stage) => {
    stage.kubectl('create configmap kept');
    stage.sh('ssh controlplane reboot', 'node01');
    stage.pass(240);
    expect(stage.kubectl('get configmap kept -o name')).toBe('configmap/kept');
    expect(stage.kubectl('get nodes --no-headers')).toMatch(/^controlplane +Ready/);
  });
});
