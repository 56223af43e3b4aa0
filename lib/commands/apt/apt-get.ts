import type { Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { aptCacheVerb } from './apt-cache';
import { Database, shownSize, shownSource } from './database';
import { emptyPlan, planInstall, planUpgrade, upgradable, type Plan } from './plan';
import { update } from './update';

interface Settings {
  readonly yes: boolean;
  readonly allowHeld: boolean;
  readonly allowDowngrades: boolean;
  readonly dryRun: boolean;
  readonly downloadOnly: boolean;
  readonly onlyUpgrade: boolean;
  readonly quiet: boolean;
}

const OPTIONS =
  'y,yes assume-yes f,fix-broken q,quiet qq m,fix-missing d,download-only s,simulate dry-run just-print u,show-upgraded o,option: t,target-release: c,config-file: allow-change-held-packages allow-downgrades allow-unauthenticated allow-releaseinfo-change allow-remove-essential only-upgrade no-install-recommends install-recommends purge reinstall force-yes autoremove a,all-versions installed upgradable upgradeable';

/** apt-get and apt. Models cmdline/apt-get.cc, cmdline/apt.cc. */
function front(name: 'apt' | 'apt-get'): Command {
  return {
    name,
    options: OPTIONS,
    usage: `apt 2.8.3 (amd64)\nUsage: ${name} [options] command\n       ${name} [options] install|remove pkg1 [pkg2 ...]\n\nMost used commands:\n  update - Retrieve new lists of packages\n  upgrade - Perform an upgrade\n  install - Install new packages (pkg is libc6 not libc6.deb)\n  reinstall - Reinstall packages (pkg is libc6 not libc6.deb)\n  remove - Remove packages\n  purge - Remove packages and config files\n  autoremove - Remove automatically all unused packages\n  clean - Erase downloaded archive files\n`,
    version: 'apt 2.8.3 (amd64)',
    usageStatus: 100,
    *run(io, options) {
      const [verb, ...operands] = options.operands;
      const settings: Settings = {
        yes: options.has('y') || options.has('assume-yes') || options.has('force-yes') || options.has('qq'),
        allowHeld: options.has('allow-change-held-packages') || options.has('force-yes'),
        allowDowngrades: options.has('allow-downgrades') || options.has('force-yes'),
        dryRun: options.has('s') || options.has('dry-run') || options.has('just-print'),
        downloadOnly: options.has('d'),
        onlyUpgrade: options.has('only-upgrade'),
        quiet: options.has('q') || options.has('qq'),
      };
      if (name === 'apt' && !io.sys.isatty(1))
        yield* io.stderr('\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n');
      switch (verb) {
        case undefined:
          yield* io.print(this.usage);
          return name === 'apt' ? 0 : 1;
        case 'update': {
          const code = yield* update(io);
          if (name === 'apt' && code === 0) yield* tellUpgradable(io);
          return code;
        }
        case 'install':
        case 'upgrade':
        case 'dist-upgrade':
        case 'full-upgrade':
        case 'remove':
        case 'purge':
        case 'autoremove':
          return yield* change(io, verb, operands, settings);
        case 'clean':
        case 'autoclean':
        case 'check':
          return 0;
        case 'list':
        case 'show':
        case 'search':
        case 'policy':
        case 'madison':
          if (name === 'apt')
            return yield* aptCacheVerb(io, verb, operands, {
              apt: true,
              all: options.has('a'),
              installed: options.has('installed'),
              upgradable: options.has('upgradable') || options.has('upgradeable'),
            });
          break;
        case 'changelog':
        case 'download':
        case 'source':
        case 'build-dep':
        case 'edit-sources':
          yield* io.stderr(`${name} ${verb}: not simulated here\n`);
          return 100;
      }
      yield* io.stderr(`E: Invalid operation ${verb}\n`);
      return 100;
    },
  };
}

export const aptGet = front('apt-get');
export const apt = front('apt');

function* tellUpgradable(io: Io): Task<void> {
  const database = Database.open(io.sys);
  if ('error' in database) return;
  const count = upgradable(database).length;
  yield* io.print('Building dependency tree... Done\nReading state information... Done\n');
  if (count === 0) yield* io.print('All packages are up to date.\n');
  else if (count === 1) yield* io.print("1 package can be upgraded. Run 'apt list --upgradable' to see it.\n");
  else yield* io.print(`${count} packages can be upgraded. Run 'apt list --upgradable' to see them.\n`);
}

function* change(io: Io, verb: string, operands: readonly string[], settings: Settings): Task<number> {
  const { sys } = io;
  if (sys.uid() !== 0 && !settings.dryRun) {
    yield* io.stderr(
      'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n',
    );
    return 100;
  }
  const database = Database.open(sys);
  if ('error' in database) {
    yield* io.stderr(`E: ${database.error}\nE: The list of sources could not be read.\n`);
    return 100;
  }
  yield* io.print('Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n');
  const plan = emptyPlan();
  const wrong: string[] = [];
  const removes = verb === 'remove' || verb === 'purge';
  if (verb.endsWith('upgrade')) planUpgrade(database, plan);
  for (const operand of removes || verb === 'install' ? operands : []) {
    const plain = operand.replace(/-$/, '');
    if (removes || (operand.endsWith('-') && database.installed.has(plain))) {
      if (database.version(plain) !== undefined) plan.removed.push(plain);
      else if (database.offers.has(plain)) plan.said.push(`Package '${plain}' is not installed, so not removed`);
      else wrong.push(`Unable to locate package ${plain}`);
      continue;
    }
    if (settings.onlyUpgrade && database.version(operand.split('=')[0]!) === undefined) {
      plan.said.push(`Skipping ${operand.split('=')[0]}, it is not installed and only upgrades are requested.`);
      continue;
    }
    const problem = planInstall(database, plan, operand);
    if (problem) wrong.push(problem);
  }
  for (const name of plan.removed) if (database.isHeld(name)) plan.held.push(name);
  // What depends on what goes, goes too.
  for (const [name, stanza] of database.installed)
    if (!plan.removed.includes(name) && database.depends(stanza).some((needed) => plan.removed.includes(needed))) plan.removed.push(name);
  for (const line of plan.said) yield* io.print(`${line}\n`);
  if (wrong.length > 0) {
    for (const line of wrong) yield* io.stderr(`E: ${line}\n`);
    return 100;
  }
  return yield* carryOut(io, database, plan, settings, verb);
}

function* carryOut(io: Io, database: Database, plan: Plan, settings: Settings, verb: string): Task<number> {
  const list = function* (title: string, names: readonly string[]): Task<void> {
    if (names.length > 0) yield* io.print(`${title}\n${wrapped(names)}`);
  };
  yield* list('The following additional packages will be installed:', plan.additional.sort());
  yield* list(
    'The following packages will be REMOVED:',
    plan.removed.sort().map((name) => (verb === 'purge' ? `${name}*` : name)),
  );
  yield* list('The following NEW packages will be installed:', plan.isNew.sort());
  yield* list('The following packages have been kept back:', plan.kept);
  yield* list('The following held packages will be changed:', plan.held.sort());
  yield* list('The following packages will be upgraded:', plan.upgraded.sort());
  yield* list('The following packages will be DOWNGRADED:', plan.downgraded.sort());
  const others = upgradable(database).filter((name) => !plan.upgraded.includes(name)).length;
  const downgraded = plan.downgraded.length > 0 ? `${plan.downgraded.length} downgraded, ` : '';
  yield* io.print(
    `${plan.upgraded.length} upgraded, ${plan.isNew.length} newly installed, ${downgraded}${plan.removed.length} to remove and ${others} not upgraded.\n`,
  );
  if (plan.take.size === 0 && plan.removed.length === 0) return 0;
  if (settings.yes || settings.dryRun) {
    if (plan.held.length > 0 && !settings.allowHeld) {
      yield* io.stderr('E: Held packages were changed and -y was used without --allow-change-held-packages.\n');
      return 100;
    }
    if (plan.downgraded.length > 0 && !settings.allowDowngrades) {
      yield* io.stderr('E: Packages were downgraded and -y was used without --allow-downgrades.\n');
      return 100;
    }
  }
  const offers = [...plan.take.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  if (settings.dryRun) {
    for (const name of plan.removed) yield* io.print(`Remv ${name} [${database.version(name)}]\n`);
    for (const [name, { stanza }] of offers) {
      const own = database.version(name);
      yield* io.print(`Inst ${name} ${own ? `[${own}] ` : ''}(${stanza.get('Version')} [amd64])\n`);
    }
    for (const [name, { stanza }] of offers) yield* io.print(`Conf ${name} (${stanza.get('Version')} [amd64])\n`);
    return 0;
  }
  const bytes = offers.reduce((sum, [, { stanza }]) => sum + Number(stanza.get('Size')), 0);
  const sizeOf = (name: string) => Number(database.installed.get(name)?.get('Installed-Size') ?? 0) * 1024;
  const space =
    offers.reduce((sum, [name, { stanza }]) => sum + Number(stanza.get('Installed-Size')) * 1024 - sizeOf(name), 0) -
    plan.removed.reduce((sum, name) => sum + sizeOf(name), 0);
  if (bytes > 0) yield* io.print(`Need to get ${shownSize(bytes)}B of archives.\n`);
  yield* io.print(
    space >= 0
      ? `After this operation, ${shownSize(space)}B of additional disk space will be used.\n`
      : `After this operation, ${shownSize(-space)}B disk space will be freed.\n`,
  );
  const asks =
    plan.additional.length > 0 || plan.removed.length > 0 || plan.held.length > 0 || plan.downgraded.length > 0 || verb !== 'install';
  if (asks && !settings.yes) {
    yield* io.print('Do you want to continue? [Y/n] ');
    yield* io.flush();
    const answer = yield* io.stdin.line();
    if (answer === null || !/^(y|yes|)$/i.test(answer.trim())) {
      yield* io.print('Abort.\n');
      return 1;
    }
  }
  let n = 0;
  for (const [name, { source, stanza }] of offers) {
    const where = shownSource(source).replace('https://pkgs.k8s.io/', 'https://prod-cdn.packages.k8s.io/repositories/isv:/kubernetes:/');
    yield* io.print(
      `Get:${++n} ${where}${source.suite === '/' ? '' : '/main amd64'} ${name} ${stanza.get('Version')} [${shownSize(Number(stanza.get('Size')))}B]\n`,
    );
    yield* io.sleep(200);
  }
  if (n > 0) yield* io.print(`Fetched ${shownSize(bytes)}B in 1s (${shownSize(bytes)}B/s)\n`);
  if (settings.downloadOnly) {
    yield* io.print('Download complete and in download only mode\n');
    return 0;
  }
  const reading = `(Reading database ... ${74_000 + database.installed.size} files and directories currently installed.)\n`;
  if (plan.removed.length > 0) yield* io.print(reading);
  for (const name of plan.removed) {
    yield* io.print(`Removing ${name} (${database.version(name)}) ...\n`);
    database.remove(name);
  }
  let first = plan.removed.length === 0;
  for (const [name, { stanza }] of offers) {
    const own = database.version(name);
    const version = stanza.get('Version')!;
    const deb = `.../${name}_${version.replace(':', '%3a')}_amd64.deb`;
    if (own === undefined) yield* io.print(`Selecting previously unselected package ${name}.\n`);
    if (first) yield* io.print(reading);
    first = false;
    if (own !== undefined && plan.downgraded.includes(name))
      yield* io.stderr(`dpkg: warning: downgrading ${name} from ${own} to ${version}\n`);
    yield* io.print(`Preparing to unpack ${deb} ...\nUnpacking ${name} (${version}) ${own === undefined ? '' : `over (${own}) `}...\n`);
    database.unpack(stanza);
  }
  for (const [name, { stanza }] of offers) yield* io.print(`Setting up ${name} (${stanza.get('Version')}) ...\n`);
  database.save();
  return 0;
}

/** Names as apt sets them: two blanks before, no line longer than the screen. */
function wrapped(names: readonly string[]): string {
  const lines: string[] = [];
  let line = ' ';
  for (const name of names) {
    if (line.length + 1 + name.length > 79 && line.trim() !== '') {
      lines.push(line);
      line = ' ';
    }
    line += ` ${name}`;
  }
  return `${[...lines, line].join('\n')}\n`;
}
