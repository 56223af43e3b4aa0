import { Fatal, type Command } from '../command/command';
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
