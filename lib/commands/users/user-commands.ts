import type { Sys } from '@/lib/hosts/process/sys';
import { Fatal, type Command } from '../command/command';
import { accountFiles, isName, joinGroups, makeHome, removeTree, saveAll, today } from './account-files';
import { dayOf } from './chage';

const FIRST_USER = 1000;
const FIRST_SYSTEM_USER = 100;

export const useradd: Command = {
  name: 'useradd',
  options:
    'badname b,base-dir: c,comment: d,home-dir: D,defaults e,expiredate: f,inactive: g,gid: G,groups: k,skel: K,key: l,no-log-init m,create-home M,no-create-home N,no-user-group o,non-unique p,password: r,system s,shell: u,uid: U,user-group R,root: P,prefix: Z,selinux-user:',
  usage: 'Usage: useradd [options] LOGIN\n       useradd -D\n       useradd -D [options]\n',
  usageStatus: 2,
  *run(io, options, sys) {
    const [name] = options.operands;
    if (options.has('D') && name === undefined) {
      yield* io.print('GROUP=100\nHOME=/home\nINACTIVE=-1\nEXPIRE=\nSHELL=/bin/sh\nSKEL=/etc/skel\nCREATE_MAIL_SPOOL=no\nLOG_INIT=yes\n');
      return 0;
    }
    if (name === undefined || options.operands.length > 1) {
      yield* io.stderr(this.usage);
      return 2;
    }
    const wished = options.value('u');
    if (wished !== undefined && !/^\d+$/.test(wished)) throw new Fatal(`invalid user ID '${wished}'`, 3);
    const shell = options.value('s');
    if (shell !== undefined && shell !== '' && !shell.startsWith('/')) throw new Fatal(`invalid shell '${shell}'`, 3);
    const expires = dayOf(options.value('e') ?? '');
    if (expires === undefined) throw new Fatal(`invalid date '${options.value('e')}'`, 3);
    const files = accountFiles(sys);
    if (!isName(name)) throw new Fatal(`invalid user name '${name}': use --badname to ignore`, 3);
    if (files.passwd.find(name)) throw new Fatal(`user '${name}' already exists`, 9);
    const system = options.has('r');
    const uid = options.value('u') ?? String(files.passwd.freeId(system ? FIRST_SYSTEM_USER : FIRST_USER));
    if (!options.has('o') && files.passwd.rows.some(([, , id]) => id === uid)) throw new Fatal(`UID ${uid} is not unique`, 4);
    const home = options.value('d') ?? `${options.value('b') ?? '/home'}/${name}`;
    let gid: string;
    const own = options.value('g');
    if (own !== undefined) {
      const row = files.group.rows.find(([group, , id]) => group === own || id === own);
      if (!row) throw new Fatal(`group '${own}' does not exist`, 6);
      gid = row[2]!;
    } else if (options.has('N')) gid = '100';
    else {
      if (files.group.find(name)) throw new Fatal(`group ${name} exists - if you want to add this user to that group, use -g.`, 9);
      gid = files.group.rows.some(([, , id]) => id === uid) ? String(files.group.freeId(FIRST_USER)) : uid;
      files.group.rows.push([name, 'x', gid, '']);
    }
    files.passwd.rows.push([name, 'x', uid, gid, options.value('c') ?? '', home, options.value('s') ?? '/bin/sh']);
    files.shadow.rows.push([name, options.value('p') ?? '!', today(sys), '0', '99999', '7', options.value('f') ?? '', expires, '']);
    const missing = joinGroups(files, name, (options.value('G') ?? '').split(',').filter(Boolean), false);
    if (missing !== undefined) throw new Fatal(`group '${missing}' does not exist`, 6);
    saveAll(files);
    if (shell && !sys.exists(shell)) yield* io.error(`Warning: missing or non-executable shell '${shell}'`);
    if (options.has('m') && !options.has('M') && sys.exists(home))
      yield* io.error(`warning: the home directory ${home} already exists.\nuseradd: Not copying any file from skel directory into it.`);
    if (options.has('m') && !options.has('M')) makeHome(sys, home, Number(uid), Number(gid), options.value('k'));
    return 0;
  },
};

export const usermod: Command = {
  name: 'usermod',
  options:
    'a,append c,comment: d,home: e,expiredate: f,inactive: g,gid: G,groups: l,login: L,lock m,move-home o,non-unique p,password: r,remove s,shell: u,uid: U,unlock',
  usage: 'Usage: usermod [options] LOGIN\n',
  usageStatus: 2,
  *run(io, options, sys) {
    const [name] = options.operands;
    if (name === undefined) {
      yield* io.stderr(this.usage);
      return 2;
    }
    const files = accountFiles(sys);
    const row = files.passwd.find(name);
    const shadow = files.shadow.find(name);
    if (!row) throw new Fatal(`user '${name}' does not exist`, 6);
    if (options.has('a') && !options.has('G')) {
      yield* io.stderr('usermod: -a flag is only allowed with the -G flag\n');
      return 2;
    }
    const group = options.value('g');
    if (group !== undefined) {
      const found = files.group.rows.find(([own, , id]) => own === group || id === group);
      if (!found) throw new Fatal(`group '${group}' does not exist`, 6);
      row[3] = found[2]!;
    }
    const groups = options.value('G');
    if (groups !== undefined && options.has('r')) {
      for (const one of files.group.rows)
        if (groups.split(',').includes(one[0]!))
          one[3] = (one[3] ?? '')
            .split(',')
            .filter((member) => member !== name)
            .join(',');
    } else if (groups !== undefined) {
      const missing = joinGroups(files, name, groups.split(',').filter(Boolean), !options.has('a'));
      if (missing !== undefined) throw new Fatal(`group '${missing}' does not exist`, 6);
    }
    const expires = options.value('e') === undefined ? undefined : dayOf(options.value('e')!);
    if (options.has('e') && expires === undefined) throw new Fatal(`invalid date '${options.value('e')}'`, 3);
    if (shadow && expires !== undefined) shadow[7] = expires;
    if (shadow && options.has('f')) shadow[6] = options.value('f') === '-1' ? '' : options.value('f')!;
    if (options.has('u', 'l')) {
      const busy = sys.processes().find(({ uid }) => uid === Number(row[2]) && uid !== 0);
      if (busy) throw new Fatal(`user ${name} is currently used by process ${busy.pid}`, 8);
    }
    if (options.has('c')) row[4] = options.value('c')!;
    if (options.has('s')) row[6] = options.value('s')!;
    const uid = options.value('u');
    if (uid !== undefined) {
      if (!/^\d+$/.test(uid)) throw new Fatal(`invalid user ID '${uid}'`, 3);
      if (!options.has('o') && files.passwd.rows.some(([own, , id]) => id === uid && own !== name))
        throw new Fatal(`UID '${uid}' already exists`, 4);
      own(sys, row[5]!, Number(row[2]), Number(uid));
      row[2] = uid;
    }
    const home = options.value('d');
    if (home !== undefined) {
      if (options.has('m') && sys.exists(row[5]!)) sys.rename(row[5]!, home);
      row[5] = home;
    }
    if (shadow && options.has('p')) shadow[1] = options.value('p')!;
    if (shadow && options.has('L') && !shadow[1]!.startsWith('!')) shadow[1] = `!${shadow[1]}`;
    if (shadow && options.has('U') && shadow[1] === '!')
      throw new Fatal(
        `unlocking the user's password would result in a passwordless account.\nYou should set a password with usermod -p to unlock this user's password.`,
        1,
      );
    if (shadow && options.has('U')) shadow[1] = shadow[1]!.replace(/^!(?=.)/, '');
    const login = options.value('l');
    if (login !== undefined) {
      if (files.passwd.find(login)) throw new Fatal(`user '${login}' already exists`, 9);
      row[0] = login;
      if (shadow) shadow[0] = login;
      for (const one of files.group.rows)
        one[3] = (one[3] ?? '')
          .split(',')
          .map((member) => (member === name ? login : member))
          .join(',');
    }
    saveAll(files);
    return 0;
  },
};

export const userdel: Command = {
  name: 'userdel',
  options: 'f,force r,remove',
  usage: 'Usage: userdel [options] LOGIN\n',
  usageStatus: 2,
  *run(io, options, sys) {
    const [name] = options.operands;
    if (name === undefined) {
      yield* io.stderr(this.usage);
      return 2;
    }
    const files = accountFiles(sys);
    const row = files.passwd.find(name);
    if (!row) throw new Fatal(`user '${name}' does not exist`, 6);
    const busy = sys.processes().find(({ uid }) => uid === Number(row[2]) && uid !== 0);
    if (busy && !options.has('f')) throw new Fatal(`user ${name} is currently used by process ${busy.pid}`, 8);
    files.passwd.remove(name);
    files.shadow.remove(name);
    joinGroups(files, name, [], true);
    const own = files.group.find(name);
    if (own && own[3] === '' && own[2] === row[3]) files.group.remove(name);
    saveAll(files);
    if (options.has('r')) {
      yield* io.stderr(`userdel: ${name} mail spool (/var/mail/${name}) not found\n`);
      removeTree(sys, row[5]!);
    }
    return 0;
  },
};

/** Gives what a home holds of an old number to a new one. */
function own(sys: Sys, path: string, from: number, to: number, depth = 0): void {
  if (depth > 20 || !sys.exists(path)) return;
  const { gid, type, uid } = sys.lstat(path);
  if (uid === from) sys.chown(path, to, gid, { follow: false });
  if (type === 'dir') for (const name of sys.readdir(path)) own(sys, `${path}/${name}`, from, to, depth + 1);
}
