import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

/** Writes a unit below /etc/systemd/system and has systemd read it. */
const unit = (stage: Stage, name: string, text: string) =>
  stage.ok(`cat > /etc/systemd/system/${name} <<'UNIT'\n${text}\nUNIT\nsystemctl daemon-reload`);
const show = (stage: Stage, name: string, property: string) => stage.ok(`systemctl show ${name} -P ${property}`);

describe('hosts: services', () => {
  scenario("a learner's own unit runs its script, and the journal has what it prints", (stage) => {
    stage.ok("printf '#!/bin/bash\\necho hello from $1\\nsleep 1000\\n' > /usr/local/bin/hello && chmod +x /usr/local/bin/hello");
    unit(
      stage,
      'hello.service',
      '[Unit]\nDescription=Says hello\n[Service]\nExecStart=/usr/local/bin/hello %n\n[Install]\nWantedBy=multi-user.target',
    );
    stage.ok('systemctl enable --now hello');
    stage.pass(1);
    expect(stage.ok('systemctl is-active hello; systemctl is-enabled hello')).toBe('active\nenabled');
    expect(stage.ok('journalctl -u hello -o cat')).toBe('Started hello.service - Says hello.\nhello from hello.service');
    expect(stage.ok('systemctl status hello')).toMatch(
      /^● hello\.service - Says hello\n {5}Loaded: loaded \(\/etc\/systemd\/system\/hello\.service; enabled; preset: enabled\)\n {5}Active: active \(running\) since /,
    );
  });

  scenario('a oneshot service that ends well is inactive afterwards, with RemainAfterExit it stays active', (stage) => {
    unit(stage, 'once.service', '[Service]\nType=oneshot\nExecStart=/bin/true');
    unit(stage, 'stays.service', '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\nExecStop=/bin/touch /tmp/stopped');
    stage.ok('systemctl start once stays');
    expect(stage.fails('systemctl is-active once')).toBe('inactive');
    expect(stage.ok('systemctl is-active stays')).toBe('active');
    expect(show(stage, 'stays', 'SubState')).toBe('exited');
    stage.ok('systemctl stop stays && test -e /tmp/stopped');
    expect(stage.ok('journalctl -u once -o cat')).toBe(
      'Starting once.service...\nonce.service: Deactivated successfully.\nFinished once.service.',
    );
  });

  scenario('a start that fails says where to look, and the unit is failed until it is reset', (stage) => {
    unit(stage, 'bad.service', '[Service]\nType=oneshot\nExecStart=/bin/sh -c "exit 7"');
    expect(stage.fails('systemctl start bad')).toBe(
      'Job for bad.service failed because the control process exited with error code.\nSee "systemctl status bad.service" and "journalctl -xeu bad.service" for details.',
    );
    expect(stage.ok('systemctl is-failed bad; systemctl --failed --no-legend')).toMatch(
      /^failed\n● bad\.service +loaded +failed +failed +bad\.service$/,
    );
    expect(stage.ok('journalctl -u bad -o cat')).toContain('bad.service: Main process exited, code=exited, status=7/NOTRUNNING');
    stage.ok('systemctl reset-failed bad');
    expect(stage.fails('systemctl is-failed bad')).toBe('inactive');
    expect(stage.ok('systemctl is-system-running')).toBe('running');
  });

  scenario('Restart=on-failure starts a service again after RestartSec, and counts', (stage) => {
    unit(stage, 'flaky.service', '[Service]\nExecStart=/bin/sh -c "sleep 2; exit 1"\nRestart=on-failure\nRestartSec=5');
    stage.ok('systemctl start flaky');
    stage.pass(4);
    expect(show(stage, 'flaky', 'SubState')).toBe('auto-restart');
    stage.pass(11);
    expect(Number(show(stage, 'flaky', 'NRestarts'))).toBe(2);
    expect(stage.ok('journalctl -u flaky -o cat')).toContain('flaky.service: Scheduled restart job, restart counter is at 2.');
  });

  scenario('a service that fails again and again hits the start limit', (stage) => {
    unit(stage, 'crash.service', '[Service]\nExecStart=/bin/false\nRestart=always');
    stage.ok('systemctl start crash');
    stage.pass(10);
    expect(show(stage, 'crash', 'ActiveState')).toBe('failed');
    expect(stage.ok('journalctl -u crash -o cat')).toContain('crash.service: Start request repeated too quickly.');
    expect(show(stage, 'crash', 'NRestarts')).toBe('5');
  });

  scenario('Restart=on-failure leaves a service alone that ends well', (stage) => {
    unit(stage, 'fine.service', '[Service]\nExecStart=/bin/sleep 1\nRestart=on-failure');
    stage.ok('systemctl start fine');
    stage.pass(5);
    expect(show(stage, 'fine', 'ActiveState')).toBe('inactive');
    expect(show(stage, 'fine', 'Result')).toBe('success');
  });

  scenario('a program that is not there is 203/EXEC, a user 217/USER, a directory 200/CHDIR', (stage) => {
    unit(stage, 'exec.service', '[Service]\nExecStart=/usr/bin/nowhere');
    unit(stage, 'user.service', '[Service]\nUser=nobodyknows\nExecStart=/bin/sleep 9');
    unit(stage, 'chdir.service', '[Service]\nWorkingDirectory=/nowhere\nExecStart=/bin/sleep 9');
    stage.ok('systemctl start exec user chdir');
    const status = (name: string) => stage.ok(`systemctl status ${name} | grep 'Main PID'`);
    expect(status('exec')).toContain('(code=exited, status=203/EXEC)');
    expect(status('user')).toContain('(code=exited, status=217/USER)');
    expect(status('chdir')).toContain('(code=exited, status=200/CHDIR)');
    expect(stage.ok('journalctl -u exec -o cat')).toContain(
      "exec.service: Unable to locate executable '/usr/bin/nowhere': No such file or directory",
    );
    expect(stage.ok('journalctl -u user -o cat')).toContain('user.service: Failed to determine user credentials: No such process');
  });

  scenario('commands run as User=, in WorkingDirectory=, with Environment= and EnvironmentFile=', (stage) => {
    stage.ok('printf \'COLOR="dark blue"\\n# x\\n\' > /etc/paint && mkdir -p /srv/work');
    unit(
      stage,
      'who.service',
      '[Service]\nType=oneshot\nUser=ubuntu\nWorkingDirectory=/srv/work\nEnvironment=SIZE=3 "NAME=a b"\nEnvironmentFile=/etc/paint\nEnvironmentFile=-/etc/missing\nExecStart=/bin/sh -c \'echo $(whoami) $(pwd) $HOME "$NAME" $SIZE\'\nExecStart=/bin/echo ${COLOR} $COLOR',
    );
    stage.ok('systemctl start who');
    expect(stage.ok('journalctl -u who -t sh -t echo -o cat')).toBe('ubuntu /srv/work /home/ubuntu a b 3\ndark blue dark blue');
  });

  scenario('an EnvironmentFile= that must be there and is not fails the start for want of resources', (stage) => {
    unit(stage, 'env.service', '[Service]\nEnvironmentFile=/etc/missing\nExecStart=/bin/sleep 9');
    expect(stage.fails('systemctl start env')).toContain(
      'Job for env.service failed because of unavailable resources or another system error.',
    );
    expect(show(stage, 'env', 'Result')).toBe('resources');
  });

  scenario('ExecStartPre= runs first and keeps the service from starting when it fails; with a dash it does not', (stage) => {
    unit(stage, 'pre.service', '[Service]\nExecStartPre=/bin/false\nExecStart=/bin/sleep 100');
    unit(stage, 'dash.service', '[Service]\nExecStartPre=-/bin/false\nExecStart=/bin/sleep 100\nExecStartPost=/bin/touch /tmp/post');
    expect(stage.fails('systemctl start pre')).toContain('Job for pre.service failed');
    expect(stage.ok('journalctl -u pre -o cat')).toContain('pre.service: Control process exited, code=exited, status=1/FAILURE');
    stage.ok('systemctl start dash && systemctl is-active dash && test -e /tmp/post');
  });

  scenario('Type=notify waits for systemd-notify --ready; without it the start times out', (stage) => {
    unit(
      stage,
      'ready.service',
      '[Service]\nType=notify\nNotifyAccess=all\nExecStart=/bin/bash -c "sleep 3; systemd-notify --ready --status=waiting; sleep 1000"',
    );
    unit(stage, 'mute.service', '[Service]\nType=notify\nTimeoutStartSec=20\nExecStart=/bin/bash -c "sleep 1000"');
    stage.ok('systemctl start ready');
    expect(stage.ok('systemctl status ready')).toContain('     Status: "waiting"');
    expect(stage.fails('systemctl start mute')).toContain('Job for mute.service failed because a timeout was exceeded.');
    expect(stage.ok('journalctl -u mute -o cat')).toContain('mute.service: start operation timed out. Terminating.');
  });

  scenario('Type=forking takes what is left in the control group as the main process', (stage) => {
    unit(stage, 'fork.service', '[Service]\nType=forking\nExecStart=/bin/bash -c "sleep 1000 & disown; exit 0"');
    stage.ok('systemctl start fork');
    expect(stage.ok('ps -o args= -p $(systemctl show fork -P MainPID)')).toBe('sleep 1000');
    stage.ok('systemctl stop fork');
    expect(stage.fails('pgrep -f "sleep 1000"')).toBe('');
  });

  scenario('what does not end on SIGTERM is killed after TimeoutStopSec', (stage) => {
    unit(stage, 'deaf.service', '[Service]\nExecStart=/bin/bash -c \'trap "" TERM; while :; do sleep 1; done\'\nTimeoutStopSec=10');
    stage.ok('systemctl start deaf');
    stage.pass(2);
    stage.ok('systemctl stop deaf');
    const journal = stage.ok('journalctl -u deaf -o cat');
    expect(journal).toContain("deaf.service: State 'stop-sigterm' timed out. Killing.");
    expect(journal).toContain("deaf.service: Failed with result 'timeout'.");
  });

  scenario('Requires= and After= start another unit first; when that fails, so does this one', (stage) => {
    unit(stage, 'db.service', '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c "sleep 3; test ! -e /tmp/broken"');
    unit(stage, 'web.service', '[Unit]\nDescription=Web\nRequires=db.service\nAfter=db.service\n[Service]\nExecStart=/bin/sleep 1000');
    stage.ok('systemctl start web && systemctl is-active db');
    stage.ok('systemctl stop db');
    expect(stage.fails('systemctl is-active web')).toBe('inactive');
    stage.ok('touch /tmp/broken');
    expect(stage.fails('systemctl start web')).toBe("A dependency job for web.service failed. See 'journalctl -xe' for details.");
    expect(stage.ok('journalctl -u web -o cat')).toContain('Dependency failed for web.service - Web.');
  });

  scenario('Conflicts= stops the other one, BindsTo= goes with it', (stage) => {
    unit(stage, 'red.service', '[Service]\nExecStart=/bin/sleep 1000');
    unit(stage, 'blue.service', '[Unit]\nConflicts=red.service\n[Service]\nExecStart=/bin/sleep 1000');
    unit(stage, 'bound.service', '[Unit]\nBindsTo=blue.service\nAfter=blue.service\n[Service]\nExecStart=/bin/sleep 1000');
    stage.ok('systemctl start red && systemctl start blue bound');
    expect(stage.fails('systemctl is-active red')).toBe('inactive');
    stage.ok('systemctl kill blue');
    stage.pass(1);
    expect(stage.fails('systemctl is-active bound')).toBe('inactive');
  });

  scenario('OnFailure= starts another unit, a condition that is not met skips this one', (stage) => {
    unit(stage, 'alarm.service', '[Service]\nType=oneshot\nExecStart=/bin/touch /tmp/alarm');
    unit(stage, 'task.service', '[Unit]\nOnFailure=alarm.service\n[Service]\nType=oneshot\nExecStart=/bin/false');
    unit(stage, 'maybe.service', '[Unit]\nConditionPathExists=/etc/maybe\n[Service]\nExecStart=/bin/sleep 9');
    stage.fails('systemctl start task');
    stage.pass(1);
    stage.ok('test -e /tmp/alarm');
    stage.ok('systemctl start maybe');
    expect(stage.ok('journalctl -u maybe -o cat')).toBe(
      'maybe.service was skipped because of an unmet condition check (ConditionPathExists=/etc/maybe).',
    );
  });

  scenario('a masked kubelet cannot be started; unmasked it can', (stage) => {
    expect(stage.ok('systemctl mask kubelet 2>&1', 'node01')).toBe('Created symlink /etc/systemd/system/kubelet.service → /dev/null.');
    stage.ok('systemctl stop kubelet 2>/dev/null', 'node01');
    expect(stage.fails('systemctl start kubelet', 'node01')).toBe('Failed to start kubelet.service: Unit kubelet.service is masked.');
    expect(stage.fails('systemctl is-enabled kubelet', 'node01')).toBe('masked');
    expect(stage.ok('systemctl unmask kubelet 2>&1; systemctl start kubelet; systemctl is-active kubelet', 'node01')).toBe(
      'Removed "/etc/systemd/system/kubelet.service".\nactive',
    );
  });

  scenario('a changed unit file counts after daemon-reload only, and systemctl warns before', (stage) => {
    unit(stage, 'old.service', '[Service]\nExecStart=/bin/sleep 111');
    stage.ok('systemctl start old && sed -i s/111/222/ /etc/systemd/system/old.service');
    expect(stage.ok('systemctl restart old 2>&1')).toBe(
      "Warning: The unit file, source configuration file or drop-ins of old.service changed on disk. Run 'systemctl daemon-reload' to reload units.",
    );
    const args = () => stage.ok('ps -o args= -p $(systemctl show old -P MainPID)');
    expect(args()).toBe('/bin/sleep 111');
    stage.ok('systemctl daemon-reload && systemctl restart old');
    expect(args()).toBe('/bin/sleep 222');
  });

  scenario('systemctl edit puts a drop-in beside the unit through $EDITOR', (stage) => {
    unit(stage, 'app.service', '[Service]\nExecStart=/bin/sleep 1000');
    stage.ok(
      'printf \'#!/bin/bash\\nsed -i "3a [Service]\\\\nEnvironment=MODE=test" $1\\n\' > /usr/local/bin/ed1 && chmod +x /usr/local/bin/ed1',
    );
    expect(stage.ok('EDITOR=ed1 systemctl edit app 2>&1')).toBe(
      "Successfully installed edited file '/etc/systemd/system/app.service.d/override.conf'.",
    );
    expect(stage.ok('systemctl cat app')).toBe(
      '# /etc/systemd/system/app.service\n[Service]\nExecStart=/bin/sleep 1000\n\n# /etc/systemd/system/app.service.d/override.conf\n[Service]\nEnvironment=MODE=test',
    );
    expect(show(stage, 'app', 'Environment')).toBe('MODE=test');
  });

  scenario('systemd says what is wrong with a unit file', (stage) => {
    unit(stage, 'typo.service', '[Service]\nExecStrat=/bin/sleep 9');
    expect(stage.fails('systemctl start typo')).toBe(
      "Failed to start typo.service: Unit typo.service has a bad unit file setting.\nSee system logs and 'systemctl status typo.service' for details.",
    );
    expect(stage.sh('systemd-analyze verify typo.service').stderr).toBe(
      "/etc/systemd/system/typo.service:2: Unknown key name 'ExecStrat' in section 'Service', ignoring.\ntypo.service: Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.\nUnit typo.service has a bad unit file setting.\n",
    );
    expect(stage.fails('systemctl start nothing')).toBe('Failed to start nothing.service: Unit nothing.service not found.');
    expect(stage.sh('systemctl start nothing').exit).toBe(5);
    expect(stage.sh('systemctl status nothing')).toEqual({ exit: 4, stdout: '', stderr: 'Unit nothing.service could not be found.\n' });
  });

  scenario('the default target is read and set, and isolating a target stops what it does not want', (stage) => {
    expect(stage.ok('systemctl get-default')).toBe('graphical.target');
    expect(stage.ok('systemctl set-default multi-user.target 2>&1; systemctl get-default')).toBe(
      'Created symlink /etc/systemd/system/default.target → /usr/lib/systemd/system/multi-user.target.\nmulti-user.target',
    );
    unit(stage, 'extra.service', '[Service]\nExecStart=/bin/sleep 1000');
    stage.ok('systemctl start extra && systemctl isolate multi-user.target');
    expect(stage.fails('systemctl is-active extra')).toBe('inactive');
    expect(stage.ok('systemctl is-active kubelet')).toBe('active');
    expect(stage.fails('systemctl isolate kubelet.service')).toContain('Operation refused, unit may not be isolated.');
  });

  scenario('a user who is not root is asked for authentication', (stage) => {
    expect(stage.fails('su - ubuntu -c "systemctl restart kubelet"')).toBe(
      "Failed to restart kubelet.service: Interactive authentication required.\nSee system logs and 'systemctl status kubelet.service' for details.",
    );
  });

  scenario('instances of a template have their names in its commands', (stage) => {
    unit(stage, 'echo@.service', '[Service]\nType=oneshot\nExecStart=/bin/echo instance %i of %p');
    stage.ok('systemctl start echo@blue');
    expect(stage.ok('journalctl -u echo@blue -t echo -o cat')).toBe('instance blue of echo');
  });

  scenario('systemd-run makes a transient unit and can wait for it', (stage) => {
    expect(stage.ok('systemd-run --unit=later --wait sh -c "exit 0" 2>&1')).toMatch(
      /^Running as unit: later\.service; invocation ID: [0-9a-f]{32}\nFinished with result: success\n/,
    );
    expect(stage.sh('systemd-run --pipe -q echo piped').stdout).toBe('piped\n');
  });
});
