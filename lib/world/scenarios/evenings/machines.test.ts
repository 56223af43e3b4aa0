import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const node = (stage: Stage, text: string) => stage.ok(text, 'node01');

describe('evenings: machines', () => {
  scenario('Set kernel parameters of a worker for good, drain it, reboot it, and put it back', (stage) => {
    stage.kubectl('create deployment web --image=nginx --replicas=2');
    stage.settle();
    node(
      stage,
      "printf 'net.ipv4.ip_forward = 1\\nvm.max_map_count = 262144\\n' > /etc/sysctl.d/90-app.conf && sysctl --system > /dev/null",
    );
    node(stage, 'echo ip_vs > /etc/modules-load.d/ipvs.conf && modprobe ip_vs');
    stage.kubectl('drain node01 --ignore-daemonsets --delete-emptydir-data');
    stage.sh('ssh node01 sudo reboot');
    stage.pass(90);
    expect(node(stage, 'sysctl -n vm.max_map_count; lsmod | grep -c ^ip_vs')).toBe('262144\n1');
    stage.kubectl('uncordon node01');
    expect(stage.kubectl('get node node01 --no-headers')).toMatch(/^node01 +Ready +/);
    expect(stage.kubectl('get deployment web --no-headers')).toMatch(/2\/2/);
  });

  scenario('Back up a directory every minute with a service and a timer of its own', (stage) => {
    stage.ok(
      "mkdir -p /srv/data /srv/backup && echo one > /srv/data/file && printf '#!/bin/bash\\nset -e\\ntar -czf /srv/backup/$(date +%%H%%M).tgz -C /srv data\\necho saved\\n' | sed s/%%/%/g > /usr/local/bin/backup.sh && chmod +x /usr/local/bin/backup.sh",
    );
    stage.ok(
      "printf '[Unit]\\nDescription=Backup\\n[Service]\\nType=oneshot\\nExecStart=/usr/local/bin/backup.sh\\n' > /etc/systemd/system/backup.service",
    );
    stage.ok(
      "printf '[Unit]\\nDescription=Every minute\\n[Timer]\\nOnCalendar=*:*\\nPersistent=true\\n[Install]\\nWantedBy=timers.target\\n' > /etc/systemd/system/backup.timer",
    );
    stage.ok('systemctl daemon-reload && systemctl start backup && systemctl enable -q --now backup.timer');
    stage.pass(130);
    expect(Number(stage.ok('ls /srv/backup | wc -l'))).toBeGreaterThanOrEqual(2);
    expect(stage.ok('journalctl -u backup -t backup.sh -o cat | sort -u')).toBe('saved');
    expect(stage.ok('tar -tzf $(ls /srv/backup/*.tgz | head -1) | tail -1')).toBe('data/file');
  });

  scenario('Find out why a kubelet does not start: somebody has masked it', (stage) => {
    node(stage, 'systemctl stop kubelet; systemctl mask kubelet 2>/dev/null');
    stage.pass(60);
    expect(stage.kubectl('get node node01 --no-headers')).toContain('NotReady');
    expect(stage.fails('ssh node01 sudo systemctl start kubelet')).toBe('Failed to start kubelet.service: Unit kubelet.service is masked.');
    expect(stage.fails('ssh node01 systemctl status kubelet')).toContain('Loaded: masked (Reason: Unit kubelet.service is masked.)');
    stage.ok('ssh node01 sudo systemctl unmask kubelet 2>&1');
    stage.ok('ssh node01 sudo systemctl enable --now kubelet 2>&1');
    stage.pass(30);
    expect(stage.kubectl('get node node01 --no-headers')).toMatch(/^node01 +Ready/);
  });

  scenario('Clear away a journal full of noise, and the unit that makes it', (stage) => {
    node(
      stage,
      'printf \'[Service]\\nExecStart=/bin/bash -c "while :; do echo noise; sleep 1; done"\\nRestart=always\\n[Install]\\nWantedBy=multi-user.target\\n\' > /etc/systemd/system/noise.service; systemctl daemon-reload; systemctl enable -q --now noise',
    );
    stage.pass(300);
    const loudest = "journalctl -o json | jq -r '._SYSTEMD_UNIT // empty' | sort | uniq -c | sort -rn | head -1 | awk '{print $2}'";
    expect(node(stage, loudest)).toBe('noise.service');
    node(stage, 'systemctl disable -q --now noise; rm /etc/systemd/system/noise.service; systemctl daemon-reload; systemctl reset-failed');
    stage.pass(60);
    node(stage, 'journalctl --vacuum-time=30s 2>/dev/null');
    expect(node(stage, 'journalctl -u noise -q --since "-20s" | wc -l')).toBe('0');
    expect(stage.fails('systemctl status noise', 'node01')).toBe('Unit noise.service could not be found.');
  });
});
