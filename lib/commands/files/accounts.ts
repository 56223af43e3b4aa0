import { Errno, type Sys } from '@/lib/hosts/process/sys';

/** A line of /etc/passwd. */
export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly gecos: string;
  readonly home: string;
  readonly shell: string;
}

/** A line of /etc/group. */
export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** The users and groups that /etc/passwd and /etc/group name. */
export class Accounts {
  readonly users: readonly User[];
  readonly groups: readonly Group[];

  constructor(sys: Sys) {
    this.users = rows(sys, '/etc/passwd')
      .filter((f) => f.length >= 7)
      .map(([name, , uid, gid, gecos, home, shell]) => ({
        name: name!,
        uid: Number(uid),
        gid: Number(gid),
        gecos: gecos!,
        home: home!,
        shell: shell!,
      }));
    this.groups = rows(sys, '/etc/group')
      .filter((f) => f.length >= 3)
      .map(([name, , gid, members]) => ({ name: name!, gid: Number(gid), members: (members ?? '').split(',').filter(Boolean) }));
  }

  user(key: string | number): User | undefined {
    return this.users.find((u) => (typeof key === 'number' ? u.uid === key : u.name === key));
  }

  group(key: string | number): Group | undefined {
    return this.groups.find((g) => (typeof key === 'number' ? g.gid === key : g.name === key));
  }

  userName(uid: number): string {
    return this.user(uid)?.name ?? String(uid);
  }

  groupName(gid: number): string {
    return this.group(gid)?.name ?? String(gid);
  }

  /** The groups a user is in, the primary one first. */
  groupsOf(user: User): number[] {
    const others = this.groups.filter((g) => g.members.includes(user.name) && g.gid !== user.gid).map((g) => g.gid);
    return [user.gid, ...others];
  }
}

function rows(sys: Sys, path: string): string[][] {
  try {
    return sys
      .readFile(path)
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => line.split(':'));
  } catch (error) {
    if (error instanceof Errno) return [];
    throw error;
  }
}
