import { Fatal, type Command } from '../command/command';
import { callerOf } from './conversation';
import { accountFiles, isName, joinGroups, saveAll } from './account-files';

export const groupadd: Command = {
  name: 'groupadd',
  options: 'f,force g,gid: K,key: o,non-unique p,password: r,system',
  usage: 'Usage: groupadd [options] GROUP\n',
  usageStatus: 2,
  *run(io, options, sys) {
    const [name] = options.operands;
    if (name === undefined) {
      yield* io.stderr(this.usage);
      return 2;
    }
    const files = accountFiles(sys);
    if (!isName(name)) throw new Fatal(`'${name}' is not a valid group name`, 3);
    if (files.group.find(name)) {
      if (options.has('f')) return 0;
      throw new Fatal(`group '${name}' already exists`, 9);
    }
    const gid = options.value('g') ?? String(files.group.freeId(options.has('r') ? 100 : 1000));
    if (!options.has('o') && files.group.rows.some(([, , id]) => id === gid)) throw new Fatal(`GID '${gid}' already exists`, 4);
    files.group.rows.push([name, 'x', gid, '']);
    saveAll(files);
    return 0;
  },
};

export const groupdel: Command = {
  name: 'groupdel',
  options: 'f,force',
  usage: 'Usage: groupdel [options] GROUP\n',
  usageStatus: 2,
  *run(io, options, sys) {
    const [name] = options.operands;
    if (name === undefined) {
      yield* io.stderr(this.usage);
      return 2;
    }
    const files = accountFiles(sys);
    const row = files.group.find(name);
    if (!row) throw new Fatal(`group '${name}' does not exist`, 6);
    const user = files.passwd.rows.find(([, , , gid]) => gid === row[2]);
    if (user) throw new Fatal(`cannot remove the primary group of user '${user[0]}'`, 8);
    files.group.remove(name);
    saveAll(files);
    return 0;
  },
};

export const gpasswd: Command = {
  name: 'gpasswd',
  options: 'a,add: d,delete: A,administrators: M,members: r,remove-password R,restrict',
  usage: 'Usage: gpasswd [option] GROUP\n',
  usageStatus: 2,
  *run(io, options, sys) {
    const [name] = options.operands;
    const [added, removed, members] = [options.value('a'), options.value('d'), options.value('M')];
    if (name === undefined || (added ?? removed ?? members) === undefined) {
      yield* io.stderr(this.usage);
      return 2;
    }
    const files = accountFiles(sys);
    const row = files.group.find(name);
    if (!row) throw new Fatal(`group '${name}' does not exist in /etc/group`);
    if (callerOf(io) !== 0) throw new Fatal('Permission denied.');
    const unknown = [added, removed].find((user) => user !== undefined && !files.passwd.find(user));
    if (unknown !== undefined) throw new Fatal(`user '${unknown}' does not exist`, 3);
    if (added !== undefined) {
      yield* io.print(`Adding user ${added} to group ${name}\n`);
      joinGroups(files, added, [name], false);
    } else if (removed !== undefined) {
      yield* io.print(`Removing user ${removed} from group ${name}\n`);
      const there = (row[3] ?? '').split(',');
      if (!there.includes(removed)) throw new Fatal(`user '${removed}' is not a member of '${name}'`, 3);
      row[3] = there.filter((one) => one !== removed).join(',');
    } else row[3] = members!;
    saveAll(files);
    return 0;
  },
};

export const groupmod: Command = {
  name: 'groupmod',
  options: 'a,append g,gid: n,new-name: o,non-unique p,password: R,root: P,prefix: U,users:',
  usage: 'Usage: groupmod [options] GROUP\n',
  usageStatus: 2,
  *run(io, options, sys) {
    const [name] = options.operands;
    if (name === undefined) {
      yield* io.stderr(this.usage);
      return 2;
    }
    const files = accountFiles(sys);
    const row = files.group.find(name);
    if (!row) throw new Fatal(`group '${name}' does not exist`, 6);
    const [gid, fresh, users] = [options.value('g'), options.value('n'), options.value('U')];
    if (gid !== undefined) {
      if (!/^\d+$/.test(gid)) throw new Fatal(`invalid group ID '${gid}'`, 3);
      if (!options.has('o') && files.group.rows.some(([own, , id]) => id === gid && own !== name))
        throw new Fatal(`GID '${gid}' already exists`, 4);
      for (const user of files.passwd.rows) if (user[3] === row[2]) user[3] = gid;
      row[2] = gid;
    }
    if (fresh !== undefined) {
      if (!isName(fresh)) throw new Fatal(`invalid group name '${fresh}'`, 3);
      if (files.group.find(fresh)) throw new Fatal(`group '${fresh}' already exists`, 9);
      row[0] = fresh;
    }
    if (users !== undefined) {
      const unknown = users.split(',').find((user) => !files.passwd.find(user));
      if (unknown !== undefined) throw new Fatal(`user '${unknown}' does not exist`, 6);
      const before = options.has('a') ? (row[3] ?? '').split(',').filter(Boolean) : [];
      row[3] = [...new Set([...before, ...users.split(',')])].join(',');
    }
    saveAll(files);
    return 0;
  },
};

/** The login shell of an account. */
export const chsh: Command = {
  name: 'chsh',
  options: 's,shell: R,root:',
  usage:
    'Usage: chsh [options] [LOGIN]\n\nOptions:\n  -h, --help                    display this help message and exit\n  -s, --shell SHELL             new login shell for the user account\n',
  *run(io, options, sys) {
    const files = accountFiles(sys);
    const uid = callerOf(io);
    const name = options.operands[0] ?? files.passwd.rows.find(([, , id]) => Number(id) === uid)?.[0] ?? '';
    const row = files.passwd.find(name);
    if (!row) throw new Fatal(`user '${name}' does not exist`);
    if (uid !== 0 && row[2] !== String(uid)) throw new Fatal(`You may not change the shell for '${name}'.`);
    let shell = options.value('s');
    if (shell === undefined) {
      yield* io.print(
        `Changing the login shell for ${name}\nEnter the new value, or press ENTER for the default\n\tLogin Shell [${row[6]}]: `,
      );
      shell = (yield* io.stdin.line()) || row[6]!;
    }
    const listed = sys.exists('/etc/shells') ? sys.readFile('/etc/shells').split('\n') : [];
    if (uid !== 0 && !listed.includes(shell)) throw new Fatal(`${shell} is an invalid shell`);
    if (!sys.exists(shell)) yield* io.error(`Warning: ${shell} does not exist`);
    row[6] = shell;
    files.passwd.save();
    return 0;
  },
};
