import type { ProgramTable } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import { printError, untilSignal } from './daemon';

/** Daemons of an Ubuntu host that are there and do nothing that anybody could see. */
const QUIET = ['systemd-udevd', 'systemd-networkd', 'systemd-timesyncd', 'systemd-logind', 'dbus-daemon', 'rsyslogd'];
const FOLDERS = ['/etc/modules-load.d', '/run/modules-load.d', '/usr/lib/modules-load.d'];

export function addHostDaemons(programs: ProgramTable): ProgramTable {
  for (const name of QUIET)
    programs.add(name, function* (sys) {
      yield* untilSignal(sys);
      return 0;
    });
  return programs.add('systemd-modules-load', function* (sys) {
    let code = 0;
    for (const folder of FOLDERS) {
      if (!sys.exists(folder)) continue;
      for (const file of sys.readdir(folder).filter((name) => name.endsWith('.conf'))) {
        for (const line of sys.readFile(`${folder}/${file}`).split('\n')) {
          const name = line.trim();
          if (name === '' || name.startsWith('#') || name.startsWith(';')) continue;
          try {
            sys.host({ call: 'module', name: name.replaceAll('-', '_'), loaded: true });
          } catch (error) {
            if (!(error instanceof Errno)) throw error;
            yield* printError(sys, `Failed to find module '${name}'\n`);
            code = 1;
          }
        }
      }
    }
    return code;
  });
}
