import type { Kernel } from '@/lib/hosts/process/kernel';
import { Errno } from '@/lib/hosts/process/sys';
import { crontabEntries, isDue, type CronEntry } from '@/lib/hosts/systemd/crontab';
import { SYSTEMD_QUEUE } from '@/lib/hosts/systemd/unit-host';
import type { Core } from '../core';
import { loginOf } from '../handlers';

const MINUTE_MS = 60_000;
const SPOOL = '/var/spool/cron/crontabs';
const DEFAULT_PATH = '/usr/bin:/bin';
/** Jobs that one minute may start. */
const MOST_JOBS = 100;

const keyOf = (kernel: Kernel): string => `${kernel.name} cron`;

/** Sets cron's alarm for the next full minute. */
export function armCron(kernel: Kernel): void {
  const { sim } = kernel.state;
  sim.at(SYSTEMD_QUEUE, keyOf(kernel), Math.floor(sim.now() / MINUTE_MS) * MINUTE_MS + MINUTE_MS, { background: true });
}

/** All entries of a machine's tables, with their owners. */
function entriesOf(kernel: Kernel): CronEntry[] {
  const tree = kernel.tree();
  const text = (path: string) => (tree.tryFind(path)?.inode.type === 'file' ? (tree.tryFind(path)!.inode.text ?? '') : '');
  const names = (path: string) => (tree.tryFind(path)?.inode.type === 'dir' ? tree.readdir(path) : []);
  return [
    ...crontabEntries(text('/etc/crontab')),
    // Names with a dot are passed over, as Debian's cron does.
    ...names('/etc/cron.d')
      .filter((name) => /^[\w-]+$/.test(name))
      .flatMap((name) => crontabEntries(text(`/etc/cron.d/${name}`))),
    ...names(SPOOL).flatMap((user) => crontabEntries(text(`${SPOOL}/${user}`), user)),
  ];
}

/** A minute has begun: cron starts what is due, while it runs itself. */
export function cronDue(core: Core, kernel: Kernel): void {
  const cron = core.units.get(kernel.name)?.get('cron.service');
  if (cron?.active !== 'active') return;
  armCron(kernel);
  const now = core.sim.now();
  for (const entry of entriesOf(kernel)
    .filter((one) => isDue(one, now))
    .slice(0, MOST_JOBS))
    runJob(kernel, entry, cron.pid ?? 1);
}

/** Starts the entries of `@reboot`. */
export function cronAtBoot(core: Core, kernel: Kernel): void {
  armCron(kernel);
  const pid = core.units.get(kernel.name)?.get('cron.service')?.pid ?? 1;
  const jobs = entriesOf(kernel).filter(({ reboot }) => reboot);
  kernel.state.writeJournal(
    'cron',
    pid,
    `(CRON) INFO (${jobs.length > 0 ? 'Running @reboot jobs' : 'Skipping @reboot jobs -- not system startup'})`,
    {
      identifier: 'cron',
    },
  );
  for (const entry of jobs) runJob(kernel, entry, pid);
}

function runJob(kernel: Kernel, { user = 'root', command, environment }: CronEntry, cronPid: number): void {
  const login = loginOf(kernel, user);
  const { state } = kernel;
  const say = (pid: number, text: string) => state.writeJournal('cron', pid, text, { identifier: 'CRON' });
  if (!login) return say(cronPid, `(*system*) ERROR (Missing user ${user})`);
  const shell = environment.SHELL ?? '/bin/sh';
  // A `%` ends the command: what follows is its input.
  const [line = ''] = command.split(/(?<!\\)%/);
  try {
    const process = kernel.launch({
      argv: [shell, '-c', line.replaceAll('\\%', '%')],
      file: shell,
      ppid: cronPid,
      who: login.who,
      cwd: login.home,
      env: { PATH: DEFAULT_PATH, HOME: login.home, LOGNAME: user, SHELL: shell, LANG: 'C.UTF-8', ...environment },
      background: true,
      unit: 'cron.service',
    });
    say(process.pid, `pam_unix(cron:session): session opened for user ${user}(uid=${login.who.uid}) by ${user}(uid=0)`);
    say(process.pid, `(${user}) CMD (${command})`);
    say(process.pid, `pam_unix(cron:session): session closed for user ${user}`);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    say(cronPid, `(${user}) ERROR (${shell}: ${error.message})`);
  }
}
