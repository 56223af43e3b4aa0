import { Fatal, type Command } from '../command/command';
import type { Options } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import type { Sys } from '@/lib/hosts/process/sys';
import { waitFor } from '../command/child';
import { accountFiles, isName, joinGroups, makeHome, removeTree, saveAll, today, type AccountFiles } from './account-files';

const FIRST_USER = 1000;
const FIRST_SYSTEM = 100;

const USAGE =
  'adduser [--uid id] [--shell shell] [--comment comment] [--home dir] [--no-create-home]\n        [--ingroup group] [--gid id] [--disabled-password] [--disabled-login] [--quiet] user\n    Add a normal user\n\nadduser --system [options] user\n    Add a system user\n\nadduser --group [--gid id] group\naddgroup [--gid id] group\n    Add a user group\n\nadduser USER GROUP\n    Add an existing user to an existing group\n';

/** Debian's friendly useradd and groupadd: makes the home and the group, asks for the password, and says so. */
export const adduser: Command = {
  name: 'adduser',
  aliases: ['addgroup'],
  options:
    'disabled-password disabled-login gecos: comment: home: shell: uid: firstuid: lastuid: ingroup: add-extra-groups system group gid: no-create-home q,quiet allow-bad-names allow-all-names conf: debug verbose',
  usage: USAGE,
  version: 'adduser version 3.137ubuntu1',
  *run(io, options, sys) {
    const [name, group] = options.operands;
    if (sys.uid() !== 0) throw new Fatal('fatal: Only root may add a user or group to the system.');
    if (name === undefined || options.operands.length > 2) throw new Fatal('fatal: Only one or two names allowed.');
    const files = accountFiles(sys);
    if (group !== undefined) return yield* join(io, files, name, group);
    if (io.name === 'addgroup' || (options.has('group') && !options.has('system'))) return yield* newGroup(io, options, files, name);
    return yield* newUser(io, sys, options, files, name);
  },
};

function* join(io: Io, files: AccountFiles, name: string, group: string): Task<number> {
  if (!files.passwd.find(name)) throw new Fatal(`fatal: The user \`${name}' does not exist.`);
  const row = files.group.find(group);
  if (!row) throw new Fatal(`fatal: The group \`${group}' does not exist.`);
  if ((row[3] ?? '').split(',').includes(name)) {
    yield* io.print(`info: The user \`${name}' is already a member of \`${group}'.\n`);
    return 0;
  }
  joinGroups(files, name, [group], false);
  saveAll(files);
  yield* io.print(`info: Adding user \`${name}' to group \`${group}' ...\n`);
  return 0;
}

function* newGroup(io: Io, options: Options, files: AccountFiles, name: string): Task<number> {
  if (files.group.find(name)) throw new Fatal(`fatal: The group \`${name}' already exists.`);
  if (!isName(name)) throw new Fatal(BAD_NAME);
  const system = options.has('system');
  const gid = options.value('gid') ?? String(files.group.freeId(system ? FIRST_SYSTEM : FIRST_USER));
  if (files.group.rows.some(([, , id]) => id === gid)) throw new Fatal(`fatal: The GID \`${gid}' is already in use.`);
  files.group.rows.push([name, 'x', gid, '']);
  saveAll(files);
  if (!options.has('q')) yield* io.print(`info: Adding group \`${name}' (GID ${gid}) ...\n`);
  return 0;
}

const BAD_NAME =
  "fatal: Please enter a username matching the regular expression\n            configured via the NAME_REGEX configuration variable.  Use the\n            `--allow-bad-names' option to relax this check or reconfigure\n            NAME_REGEX in configuration.";

function* newUser(io: Io, sys: Sys, options: Options, files: AccountFiles, name: string): Task<number> {
  const system = options.has('system');
  const quiet = options.has('q');
  if (files.passwd.find(name)) {
    if (system) {
      yield* io.print(`info: The system user \`${name}' already exists. Exiting.\n`);
      return 0;
    }
    throw new Fatal(`fatal: The user \`${name}' already exists.`);
  }
  if (!isName(name)) throw new Fatal(BAD_NAME);
  const uid = options.value('uid') ?? String(files.passwd.freeId(system ? FIRST_SYSTEM : FIRST_USER));
  if (files.passwd.rows.some(([, , id]) => id === uid)) throw new Fatal(`fatal: The UID ${uid} is already in use.`);
  const home = options.value('home') ?? (system ? '/nonexistent' : `/home/${name}`);
  const say = function* (text: string): Task<void> {
    if (!quiet) yield* io.print(`info: ${text}\n`);
  };
  let gid: string;
  let groupName = options.value('ingroup');
  yield* say(system ? `Adding system user \`${name}' (UID ${uid}) ...` : `Adding user \`${name}' ...`);
  if (groupName !== undefined || (system && !options.has('group'))) {
    groupName ??= 'nogroup';
    const row = files.group.find(groupName);
    if (!row) throw new Fatal(`fatal: The group \`${groupName}' does not exist.`);
    gid = row[2]!;
  } else {
    groupName = name;
    if (files.group.find(name)) throw new Fatal(`fatal: The group \`${name}' already exists.`);
    gid = files.group.rows.some(([, , id]) => id === uid) ? String(files.group.freeId(FIRST_USER)) : uid;
    yield* say(system ? `Adding new group \`${name}' (GID ${gid}) ...` : `Adding new group \`${name}' (${gid}) ...`);
    files.group.rows.push([name, 'x', gid, '']);
  }
  yield* say(
    system
      ? `Adding new user \`${name}' (UID ${uid}) with group \`${groupName}' ...`
      : `Adding new user \`${name}' (${uid}) with group \`${groupName} (${gid})' ...`,
  );
  const gecos = options.value('gecos') ?? options.value('comment');
  const shell = options.value('shell') ?? (system ? '/usr/sbin/nologin' : '/bin/bash');
  files.passwd.rows.push([name, 'x', uid, gid, gecos ?? '', home, shell]);
  files.shadow.rows.push([name, '!', today(sys), '0', '99999', '7', '', '', '']);
  saveAll(files);
  if (options.has('no-create-home') || home === '/nonexistent') yield* say(`Not creating home directory \`${home}'.`);
  else if (sys.exists(home)) yield* say(`The home directory \`${home}' already exists.  Not touching this directory.`);
  else {
    yield* say(`Creating home directory \`${home}' ...`);
    if (!system) yield* say("Copying files from `/etc/skel' ...");
    makeHome(sys, home, Number(uid), Number(gid));
  }
  if (system) return 0;
  yield* io.flush();
  if (!options.has('disabled-password', 'disabled-login')) {
    const code = (yield* waitFor(io, sys.spawn({ argv: ['passwd', name] }))).code;
    if (code !== 0) yield* io.stderr(`warn: \`/usr/bin/passwd ${name}' failed with status ${code}. Continuing.\n`);
  }
  if (gecos === undefined) yield* ask(io, sys, name);
  const again = accountFiles(sys);
  yield* say(`Adding new user \`${name}' to supplemental / extra groups \`users' ...`);
  if (again.group.find('users')) {
    yield* say(`Adding user \`${name}' to group \`users' ...`);
    joinGroups(again, name, ['users'], false);
    saveAll(again);
  }
  return 0;
}

/** What chfn asks, and whether that was right. */
function* ask(io: Io, sys: Sys, name: string): Task<void> {
  const input = io.stdin;
  const fields: string[] = [];
  yield* io.print(`Changing the user information for ${name}\nEnter the new value, or press ENTER for the default\n`);
  for (const field of ['Full Name', 'Room Number', 'Work Phone', 'Home Phone', 'Other']) {
    yield* io.print(`\t${field} []: `);
    yield* io.flush();
    fields.push((yield* input.line()) ?? '');
  }
  yield* io.print('Is the information correct? [Y/n] ');
  yield* io.flush();
  yield* input.line();
  const files = accountFiles(sys);
  const row = files.passwd.find(name);
  if (row) row[4] = fields.join(',').replace(/^,+$/, ',,,');
  files.passwd.save();
}

/** Debian's friendly userdel and groupdel. */
export const deluser: Command = {
  name: 'deluser',
  aliases: ['delgroup'],
  options: 'remove-home remove-all-files backup backup-to: force f system group only-if-empty q,quiet conf:',
  usage:
    'deluser USER\n  remove a normal user from the system\n\ndelgroup GROUP\ndeluser --group GROUP\n  remove a group from the system\n\ndeluser USER GROUP\n  remove the user from a group\n',
  version: 'deluser version 3.137ubuntu1',
  *run(io, options, sys) {
    const [name, group] = options.operands;
    if (sys.uid() !== 0) throw new Fatal('fatal: Only root may remove a user or group from the system.');
    if (name === undefined) throw new Fatal('fatal: Only one or two names allowed.');
    const files = accountFiles(sys);
    if (group !== undefined) {
      const row = files.group.find(group);
      if (!files.passwd.find(name)) throw new Fatal(`fatal: The user \`${name}' does not exist.`, 2);
      if (!row) throw new Fatal(`fatal: The group \`${group}' does not exist.`, 3);
      const members = (row[3] ?? '').split(',');
      if (!members.includes(name)) throw new Fatal(`fatal: The user \`${name}' is not a member of group \`${group}'.`, 6);
      yield* io.print(`info: Removing user \`${name}' from group \`${group}' ...\n`);
      row[3] = members.filter((one) => one !== name).join(',');
      saveAll(files);
      return 0;
    }
    if (io.name === 'delgroup' || options.has('group')) {
      const row = files.group.find(name);
      if (!row) throw new Fatal(`fatal: The group \`${name}' does not exist.`, 3);
      const user = files.passwd.rows.find(([, , , gid]) => gid === row[2]);
      if (user) throw new Fatal(`fatal: \`${user[0]}' still has \`${name}' as their primary group!`, 7);
      yield* io.print(`info: Removing group \`${name}' ...\n`);
      files.group.remove(name);
      saveAll(files);
      return 0;
    }
    const row = files.passwd.find(name);
    if (!row) throw new Fatal(`fatal: The user \`${name}' does not exist.`, 2);
    if (row[2] === '0')
      throw new Fatal(
        'fatal: WARNING: You are just about to delete the root account (uid 0). Usually this is never required as it may render the whole system unusable. If you really want this, call deluser with parameter --no-preserve-root. Stopping now without having performed any action',
        8,
      );
    const busy = sys.processes().find(({ uid }) => uid === Number(row[2]));
    if (busy)
      throw new Fatal(
        `userdel: user ${name} is currently used by process ${busy.pid}\nfatal: \`/sbin/userdel ${name}' returned error code 8. Exiting.`,
        8,
      );
    if (options.has('remove-home', 'remove-all-files')) {
      yield* io.print('info: Looking for files to backup/remove ...\ninfo: Removing files ...\n');
      removeTree(sys, row[5]!);
    }
    yield* io.print('info: Removing crontab ...\n');
    yield* io.print(`info: Removing user \`${name}' ...\n`);
    files.passwd.remove(name);
    files.shadow.remove(name);
    joinGroups(files, name, [], true);
    const own = files.group.find(name);
    if (own && own[3] === '' && own[2] === row[3]) files.group.remove(name);
    saveAll(files);
    return 0;
  },
};
