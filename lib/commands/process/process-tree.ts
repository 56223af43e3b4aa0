import type { ProcessInfo } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { Accounts } from '../files/accounts';
import { isTerminal } from '../command/stdio';

const nameOf = (one: ProcessInfo) => (one.argv[0] ?? '').split('/').pop()!.replace(/^-|:$/g, '').slice(0, 15);

interface Node {
  readonly label: string;
  readonly children: readonly Node[];
}

const pstree: Command = {
  name: 'pstree',
  options:
    'a,arguments A,ascii c,compact-not C,color: g,show-pgids G,vt100 h,highlight-all H,highlight-pid: l,long n,numeric-sort N,ns-sort: p,show-pids s,show-parents S,ns-changes t,thread-names T,hide-threads u,uid-changes U,unicode V Z,security-context',
  version: 'pstree (PSmisc) 23.7',
  usage:
    "Usage: pstree [-acglpsStTuZ] [ -h | -H PID ] [ -n | -N type ]\n              [ -A | -G | -U ] [ PID | USER ]\n   or: pstree -V\nDisplay a tree of processes.\n\n  -a, --arguments     show command line arguments\n  -A, --ascii         use ASCII line drawing characters\n  -c, --compact-not   don't compact identical subtrees\n  -g, --show-pgids    show process group ids; implies -c\n  -l, --long          don't truncate long lines\n  -n, --numeric-sort  sort output by PID\n  -p, --show-pids     show PIDs; implies -c\n  -s, --show-parents  show parents of the selected process\n  -T, --hide-threads  hide threads, show only processes\n  -u, --uid-changes   show uid transitions\n  -V, --version       display version information\n",
  *run(io, options, sys) {
    const all = sys.processes();
    const accounts = new Accounts(sys);
    const [which] = options.operands;
    const by = (pid: number) => all.find((one) => one.pid === pid);
    let roots = [by(1) ?? all[0]!];
    if (which !== undefined && /^\d+$/.test(which)) {
      const root = by(Number(which));
      if (!root) return 1;
      roots = [root];
      if (options.has('s')) while (by(roots[0]!.ppid)) roots = [by(roots[0]!.ppid)!];
    } else if (which !== undefined) {
      roots = all.filter((one) => accounts.userName(one.uid) === which && accounts.userName(by(one.ppid)?.uid ?? -1) !== which);
      if (roots.length === 0 && !all.some((one) => accounts.userName(one.uid) === which)) {
        yield* io.stderr(`No such user name: ${which}\n`);
        return 1;
      }
    }
    const only = options.has('s') && which !== undefined ? chain(all, Number(which)) : undefined;
    const compact = !options.has('c', 'p', 'a', 'g');
    const ascii = options.has('A') || !(options.has('U') || isTerminal(sys, 1) || /UTF-?8/i.test(sys.env().LC_ALL ?? sys.env().LANG ?? ''));
    const labelOf = (one: ProcessInfo): string => {
      const notes = [
        ...(options.has('p') ? [String(one.pid)] : []),
        ...(options.has('g') ? [String(one.pgid)] : []),
        ...(options.has('u') && by(one.ppid) && by(one.ppid)!.uid !== one.uid ? [accounts.userName(one.uid) ?? String(one.uid)] : []),
      ];
      if (options.has('a'))
        return `${nameOf(one)}${notes.length ? `,${notes.join(',')}` : ''}${one.argv
          .slice(1)
          .map((word) => ` ${word}`)
          .join('')}`;
      return nameOf(one) + (notes.length ? `(${notes.join(',')})` : '');
    };
    const nodeOf = (one: ProcessInfo, depth: number): Node => {
      const children =
        depth > 64
          ? []
          : all.filter(
              (child) =>
                child.ppid === one.pid &&
                child.pid !== one.pid &&
                (!only || only.has(child.pid) || !only.has(one.pid) || one.pid === Number(which)),
            );
      children.sort((a, b) => (options.has('n') ? a.pid - b.pid : nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : a.pid - b.pid));
      return { label: labelOf(one), children: children.map((child) => nodeOf(child, depth + 1)) };
    };
    const marks = ascii
      ? { single: '---', first: '-+-', middle: '|-', last: '`-', bar: '| ' }
      : { single: '───', first: '─┬─', middle: '├─', last: '└─', bar: '│ ' };
    const columns = options.has('l') || !isTerminal(sys, 1) ? (options.has('l') ? Infinity : 132) : sys.ttySize(1).columns;
    for (const root of roots) {
      const lines = options.has('a') ? argumentLines(nodeOf(root, 0), '', marks) : treeLines(nodeOf(root, 0), marks, compact);
      for (const line of lines) yield* io.print(`${[...line].length > columns ? [...line].slice(0, columns - 1).join('') + '+' : line}\n`);
    }
    return 0;
  },
};

function chain(all: readonly ProcessInfo[], pid: number): Set<number> {
  const out = new Set<number>();
  for (let one = all.find((p) => p.pid === pid); one && !out.has(one.pid); one = all.find((p) => p.pid === one!.ppid)) out.add(one.pid);
  return out;
}

interface Marks {
  readonly single: string;
  readonly first: string;
  readonly middle: string;
  readonly last: string;
  readonly bar: string;
}

function treeLines(node: Node, marks: Marks, compact: boolean): string[] {
  const groups: { count: number; lines: string[] }[] = [];
  for (const child of node.children) {
    const lines = treeLines(child, marks, compact);
    const same = compact ? groups.find((group) => group.lines.join('\n') === lines.join('\n')) : undefined;
    if (same) same.count++;
    else groups.push({ count: 1, lines });
  }
  if (groups.length === 0) return [node.label];
  const pad = ' '.repeat([...node.label].length);
  const out: string[] = [];
  groups.forEach(({ count, lines }, i) => {
    const prefix = count > 1 ? `${count}*[` : '';
    const shown = lines.map((line, n) => (n === 0 ? prefix + line : ' '.repeat(prefix.length) + line));
    if (count > 1) shown[shown.length - 1] += ']';
    const last = i === groups.length - 1;
    shown.forEach((line, n) => {
      if (n > 0) out.push(`${pad} ${last ? '  ' : marks.bar}${line}`);
      else if (i === 0) out.push(node.label + (groups.length === 1 ? marks.single : marks.first) + line);
      else out.push(`${pad} ${last ? marks.last : marks.middle}${line}`);
    });
  });
  return out;
}

function argumentLines(node: Node, indent: string, marks: Marks): string[] {
  const out = [node.label];
  node.children.forEach((child, i) => {
    const last = i === node.children.length - 1;
    const lines = argumentLines(child, indent, marks);
    lines.forEach((line, n) => out.push(`  ${n === 0 ? (last ? marks.last : marks.middle) : last ? '  ' : marks.bar}${line}`));
  });
  return out;
}

const pidof: Command = {
  name: 'pidof',
  options: 's,single-shot c,check-root q x,scripts w,with-workers o,omit-pid: S,separator: t,lightweight h V',
  version: 'pidof from procps-ng 4.0.4',
  usage:
    '\nUsage:\n pidof [options] [program [...]]\n\nOptions:\n -s, --single-shot         return one PID only\n -c, --check-root          omit processes with different root\n -q,                       quiet mode, only set the exit code\n -w, --with-workers        show kernel workers too\n -x                        also find shells running the named scripts\n -o, --omit-pid <PID,...>  omit processes with PID\n -t, --lightweight         list threads too\n -S, --separator SEP       use SEP as separator put between PIDs\n -h, --help     display this help and exit\n -V, --version  output version information and exit\n',
  *run(io, options, sys) {
    const omitted = new Set(
      options
        .values('o')
        .flatMap((list) => list.split(','))
        .map((word) => (word === '%PPID' ? sys.ppid : Number(word))),
    );
    const wanted = new Set(options.operands.map((word) => word.split('/').pop()!));
    const found = sys
      .processes()
      .filter((one) => one.state !== 'zombie' && one.pid !== sys.pid && !omitted.has(one.pid))
      .filter((one) => wanted.has(nameOf(one)) || (options.has('x') && wanted.has((one.argv[1] ?? '').split('/').pop()!)))
      .map(({ pid }) => pid)
      .sort((a, b) => b - a);
    if (found.length === 0) return 1;
    if (!options.has('q')) yield* io.print(`${(options.has('s') ? found.slice(0, 1) : found).join(options.value('S') ?? ' ')}\n`);
    return 0;
  },
};

export const processTreeCommands: readonly Command[] = [pstree, pidof];
