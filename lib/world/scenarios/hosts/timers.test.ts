import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const write = (stage: Stage, path: string, text: string) => stage.ok(`cat > ${path} <<'TEXT'\n${text}\nTEXT`);
const SYSTEM = '/etc/systemd/system';

describe('hosts: timers and cron', () => {
  scenario('a timer with OnCalendar= starts its service at the full minute, again and again', (stage) => {
    write(stage, `${SYSTEM}/tick.service`, '[Service]\nType=oneshot\nExecStart=/bin/sh -c "date +%%H:%%M:%%S >> /tmp/ticks"');
    write(stage, `${SYSTEM}/tick.timer`, '[Timer]\nOnCalendar=*:*:00\n[Install]\nWantedBy=timers.target');
    expect(stage.ok('systemctl daemon-reload; systemctl enable --now tick.timer 2>&1')).toBe(
      'Created symlink /etc/systemd/system/timers.target.wants/tick.timer → /etc/systemd/system/tick.timer.',
    );
    stage.pass(150);
    expect(stage.ok('cat /tmp/ticks')).toMatch(/^\d\d:\d\d:00\n\d\d:\d\d:00(\n\d\d:\d\d:00)?$/);
    expect(stage.ok('systemctl list-timers tick.timer --no-legend')).toMatch(/ tick\.timer +tick\.service$/);
  });

  scenario('OnActiveSec= and OnUnitActiveSec= count from what has happened', (stage) => {
    write(stage, `${SYSTEM}/beat.service`, '[Service]\nType=oneshot\nExecStart=/bin/sh -c "echo beat >> /tmp/beats"');
    write(stage, `${SYSTEM}/beat.timer`, '[Timer]\nOnActiveSec=10\nOnUnitActiveSec=30s');
    stage.ok('systemctl daemon-reload; systemctl start beat.timer');
    stage.pass(9);
    expect(stage.fails('cat /tmp/beats')).toContain('No such file');
    stage.pass(65);
    expect(stage.ok('wc -l < /tmp/beats')).toBe('3');
    stage.ok('systemctl stop beat.timer');
    stage.pass(120);
    expect(stage.ok('wc -l < /tmp/beats')).toBe('3');
  });

  scenario('a timer without a service to start is refused', (stage) => {
    write(stage, `${SYSTEM}/lone.timer`, '[Timer]\nOnCalendar=daily');
    expect(stage.fails('systemctl daemon-reload; systemctl start lone.timer')).toContain('Job for lone.timer failed.');
    expect(stage.ok('journalctl -u lone.timer -o cat')).toContain(
      'lone.timer: Refusing to start, unit lone.service to trigger not loaded.',
    );
  });

  scenario("a user's crontab fires each minute, and the journal says so", (stage) => {
    stage.ok("echo '* * * * * echo $LOGNAME >> /tmp/cron.out' | crontab -");
    stage.ok("echo '*/2 * * * * echo two >> /tmp/two.out' | crontab -u ubuntu -");
    stage.pass(245);
    expect(stage.ok('sort -u /tmp/cron.out')).toBe('root');
    expect(stage.ok('wc -l < /tmp/cron.out; wc -l < /tmp/two.out')).toBe('4\n2');
    expect(stage.ok('journalctl -t CRON -o cat | grep CMD | sort -u')).toContain('(root) CMD (echo $LOGNAME >> /tmp/cron.out)');
    stage.ok('crontab -r');
    expect(stage.fails('crontab -l')).toBe('no crontab for root');
  });

  scenario('/etc/cron.d names the user; a stopped cron starts nothing', (stage) => {
    write(stage, '/etc/cron.d/stamp', 'WORD=abc\n* * * * * ubuntu echo "$WORD $(whoami)" > /tmp/stamp');
    stage.pass(61);
    expect(stage.ok('cat /tmp/stamp')).toBe('abc ubuntu');
    stage.ok('systemctl stop cron; rm /tmp/stamp');
    stage.pass(121);
    expect(stage.fails('cat /tmp/stamp')).toContain('No such file');
  });

  scenario('crontab refuses what it cannot read', (stage) => {
    expect(stage.fails("echo '99 * * * * x' | crontab -")).toBe('"-":0: bad minute\nerrors in crontab file, can\'t install.');
    stage.ok('printf \'#!/bin/bash\\necho "5 4 * * sun true" > $1\\n\' > /usr/local/bin/e && chmod +x /usr/local/bin/e');
    expect(stage.ok('EDITOR=e crontab -e 2>&1; crontab -l')).toBe(
      'no crontab for root - using an empty one\ncrontab: installing new crontab\n5 4 * * sun true',
    );
  });
});
