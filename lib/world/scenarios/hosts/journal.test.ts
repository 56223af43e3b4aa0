import { describe, expect } from 'vitest';
import { scenario } from '../stage';

describe('hosts: journal', () => {
  scenario('logger writes with a tag and a priority, and both are filtered by', (stage) => {
    stage.ok('logger -t backup -p user.err disk is full; logger -t backup all is well');
    expect(stage.ok('journalctl -t backup -o cat')).toBe('disk is full\nall is well');
    expect(stage.ok('journalctl -t backup -p err -o cat')).toBe('disk is full');
    expect(stage.ok('journalctl -t backup -g FULL -o cat 2>&1 | head -1')).toBe('-- No entries --');
    expect(stage.ok('journalctl -t backup -g full -o cat')).toBe('disk is full');
    expect(stage.ok('journalctl SYSLOG_IDENTIFIER=backup PRIORITY=3 -o cat')).toBe('disk is full');
  });

  scenario('--since and --until take times of many forms', (stage) => {
    stage.ok('logger -t x one');
    stage.pass(600);
    stage.ok('logger -t x two');
    expect(stage.ok('journalctl -t x --since "5 min ago" -o cat')).toBe('two');
    expect(stage.ok('journalctl -t x --until "5min ago" -o cat')).toBe('one');
    expect(stage.ok('journalctl -t x -S -1h -o cat')).toBe('one\ntwo');
    expect(stage.ok('journalctl -t x --since "$(date -d "-5 min" "+%F %T")" -o cat')).toBe('two');
    expect(stage.fails('journalctl --since lately')).toBe('Failed to parse timestamp: lately');
  });

  scenario('the same entry in the formats of -o', (stage) => {
    stage.ok('logger -t fmt hello');
    expect(stage.ok('journalctl -t fmt -o short-iso')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 controlplane fmt\[\d+\]: hello$/);
    expect(stage.ok('journalctl -t fmt')).toMatch(/^[A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d controlplane fmt\[\d+\]: hello$/);
    expect(stage.ok('journalctl -t fmt -o json | jq -r .MESSAGE,.PRIORITY,._TRANSPORT')).toBe('hello\n5\nsyslog');
    expect(stage.ok('journalctl -t fmt -o verbose')).toContain('    SYSLOG_IDENTIFIER=fmt');
    expect(stage.fails('journalctl -o nonsense')).toBe("Unknown output format 'nonsense'.");
  });

  scenario('several units, reversed, the last lines only', (stage) => {
    stage.ok('systemctl restart cron; systemctl restart rsyslog');
    expect(stage.ok('journalctl -u cron -u rsyslog -n 2 -o cat')).toBe(
      'Starting rsyslog.service - System Logging Service...\nStarted rsyslog.service - System Logging Service.',
    );
    expect(stage.ok('journalctl -u rsyslog -r -n1 -o cat')).toBe('Started rsyslog.service - System Logging Service.');
    expect(stage.ok('journalctl -xeu cron -n 1')).toContain('░░ Subject: A start job for unit cron.service has finished successfully');
  });

  scenario("the kernel's messages are in dmesg and in journalctl -k", (stage) => {
    expect(stage.ok('dmesg | head -1')).toMatch(/^\[ {4}0\.000000\] Linux version 6\.8\.0-90-generic/);
    expect(stage.ok('journalctl -k -o cat | head -1')).toMatch(/^Linux version 6\.8\.0-90-generic/);
    expect(stage.fails('su - ubuntu -c dmesg')).toBe('dmesg: read kernel buffer failed: Operation not permitted');
  });

  scenario('a journal that is too big is vacuumed', (stage) => {
    stage.ok('for i in $(seq 200); do logger -t noise line $i; done');
    expect(stage.ok('journalctl --disk-usage')).toMatch(/^Archived and active journals take up [\d.]+M in the file system\.$/);
    stage.pass(120);
    stage.ok('journalctl --vacuum-time=1min 2>&1');
    expect(stage.ok('journalctl -t noise -q | wc -l')).toBe('0');
    expect(stage.fails('journalctl --vacuum-size=lots')).toBe('Failed to parse vacuum size: lots');
  });
});
