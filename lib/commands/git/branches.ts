import { getopt } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { toBytes } from '@/lib/hosts/text';
import { checkOut, chosen } from './changes';
import { compareFiles } from './patch';
import { fatal, GitError, type Repository } from './repository';
import { Worktree } from './worktree';

type Find = () => Repository;

/** `git branch`. */
export function* branch(io: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'a,all r,remotes v,verbose d,delete D m,move M f,force show-current l,list');
  const repository = find();
  const own = repository.branch();
  const { operands } = o;
  if (o.has('show-current')) {
    if (own !== undefined) yield* io.print(`${own}\n`);
    return 0;
  }
  if (o.has('d', 'D')) {
    for (const name of operands) {
      const id = repository.ref(`refs/heads/${name}`);
      if (id === undefined) throw new GitError(`error: branch '${name}' not found.\n`, 1);
      if (name === own) throw new GitError(`error: Cannot delete branch '${name}' checked out at '${repository.top}'\n`, 1);
      if (!o.has('D') && !repository.isAncestor(id, repository.head()!))
        throw new GitError(
          `error: The branch '${name}' is not fully merged.\nIf you are sure you want to delete it, run 'git branch -D ${name}'.\n`,
          1,
        );
      repository.remove(`refs/heads/${name}`);
      yield* io.print(`Deleted branch ${name} (was ${repository.short(id)}).\n`);
    }
    return 0;
  }
  if (o.has('m', 'M')) {
    const [from, to] = operands.length > 1 ? [operands[0]!, operands[1]!] : [own!, operands[0]!];
    const id = repository.ref(`refs/heads/${from}`);
    if (id === undefined && from !== own) throw fatal(`no branch named '${from}'`);
    if (id !== undefined) repository.write(`refs/heads/${to}`, `${id}\n`);
    if (from !== to) repository.remove(`refs/heads/${from}`);
    if (from === own) repository.write('HEAD', `ref: refs/heads/${to}\n`);
    return 0;
  }
  if (operands.length && !o.has('l')) {
    const [name = '', at] = operands;
    if (repository.ref(`refs/heads/${name}`) && !o.has('f')) throw fatal(`a branch named '${name}' already exists`);
    const id = repository.tryResolve(at ?? 'HEAD');
    if (id === undefined) throw fatal(`not a valid object name: '${at ?? own}'`);
    repository.write(`refs/heads/${name}`, `${id}\n`);
    return 0;
  }
  const rows: [string, string, string][] = [];
  if (own === undefined && !o.has('r')) rows.push(['* ', `(HEAD detached at ${repository.short(repository.head()!)})`, repository.head()!]);
  if (!o.has('r')) for (const [name, id] of repository.refs('refs/heads')) rows.push([name === own ? '* ' : '  ', name, id]);
  if (o.has('a', 'r'))
    for (const [name, id] of repository.refs('refs/remotes')) rows.push(['  ', o.has('a') ? `remotes/${name}` : name, id]);
  const width = Math.max(0, ...rows.map(([, name]) => name.length));
  for (const [mark, name, id] of rows)
    yield* io.print(
      `${mark}${o.has('v') ? `${name.padEnd(width)} ${repository.short(id)} ${repository.objects.commit(id).message.split('\n')[0]}` : name}\n`,
    );
  return 0;
}

function* moveTo(
  io: Io,
  repository: Repository,
  name: string,
  how: { readonly create?: string; readonly detach?: boolean; readonly quiet?: boolean; readonly force?: boolean },
): Task<number> {
  const before = repository.head();
  const own = repository.branch();
  if (how.create !== undefined && repository.ref(`refs/heads/${how.create}`)) throw fatal(`a branch named '${how.create}' already exists`);
  const target = how.create !== undefined && name === 'HEAD' && before === undefined ? undefined : repository.resolve(name);
  const label = how.create ?? name;
  const tree = new Worktree(repository);
  if (target !== undefined && target !== before) {
    const [from, to] = [repository.filesOf(before), repository.filesOf(target)];
    const index = repository.index();
    const lost = compareFiles(from, to).filter(({ path, after }) => {
      const now = tree.entry(path);
      return (
        !how.force &&
        (index.get(path)?.id !== from.get(path)?.id || (now !== undefined && now.id !== from.get(path)?.id)) &&
        now?.id !== after?.id
      );
    });
    if (lost.length)
      throw new GitError(
        `error: Your local changes to the following files would be overwritten by checkout:\n${lost.map(({ path }) => `\t${path}\n`).join('')}Please commit your changes or stash them before you switch branches.\nAborting\n`,
        1,
      );
    const next = new Map(index);
    for (const { path, after } of how.force ? compareFiles(index, to) : compareFiles(from, to)) {
      if (after) {
        next.set(path, after);
        tree.write(path, after);
      } else {
        next.delete(path);
        tree.remove(path);
      }
    }
    repository.writeIndex(next);
  } else if (how.force && target) checkOut(repository, repository.filesOf(target));
  const isBranch = how.create !== undefined || (!how.detach && repository.ref(`refs/heads/${name}`) !== undefined);
  if (how.create !== undefined && target !== undefined) repository.write(`refs/heads/${how.create}`, `${target}\n`);
  repository.write('HEAD', isBranch ? `ref: refs/heads/${label}\n` : `${target}\n`);
  if (target) repository.reflog(before, target, `checkout: moving from ${own ?? before} to ${label}`);
  const index = repository.index();
  for (const { path, status } of compareFiles(index, tree.tracked(index)))
    if (how.create === undefined) yield* io.print(`${status}\t${path}\n`);
  if (how.quiet) return 0;
  const subject = target ? repository.objects.commit(target).message.split('\n')[0] : '';
  yield* io.flush();
  if (isBranch)
    yield* io.stderr(
      how.create !== undefined
        ? `Switched to a new branch '${label}'\n`
        : own === label
          ? `Already on '${label}'\n`
          : `Switched to branch '${label}'\n`,
    );
  else yield* io.stderr(`HEAD is now at ${repository.short(target!)} ${subject}\n`);
  return 0;
}

/** `git checkout`: of a branch, or of files. */
export function* checkout(io: Io, args: readonly string[], find: Find): Task<number> {
  const dashes = args.indexOf('--');
  const o = getopt(dashes < 0 ? args : args.slice(0, dashes), 'b: B: q,quiet f,force detach t,track');
  const repository = find();
  const files = dashes < 0 ? [] : args.slice(dashes + 1);
  const [name, ...rest] = o.operands;
  if (o.has('b')) return yield* moveTo(io, repository, name ?? 'HEAD', { create: o.value('b')!, quiet: o.has('q') });
  const isRevision = name !== undefined && repository.tryResolve(name) !== undefined;
  const paths = [...(isRevision ? rest : o.operands), ...files];
  if (paths.length === 0)
    return yield* moveTo(io, repository, name ?? 'HEAD', { quiet: o.has('q'), force: o.has('f'), detach: o.has('detach') });
  const tree = new Worktree(repository);
  const index = repository.index();
  const source = isRevision ? repository.filesOf(repository.resolve(name)) : index;
  let count = 0;
  for (const word of paths) {
    const found = chosen(tree, source.keys(), [word]);
    if (found.size === 0) throw new GitError(`error: pathspec '${word}' did not match any file(s) known to git\n`, 1);
    for (const path of found) {
      const entry = source.get(path)!;
      if (tree.entry(path)?.id !== entry.id) count++;
      tree.write(path, entry);
      index.set(path, entry);
    }
  }
  repository.writeIndex(index);
  if (dashes < 0)
    yield* io.stderr(
      `Updated ${count} path${count === 1 ? '' : 's'} from ${isRevision ? repository.short(repository.objects.commit(repository.resolve(name)).tree) : 'the index'}\n`,
    );
  return 0;
}

/** `git switch`. */
export function* switchTo(io: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'c,create: d,detach q,quiet f,force,discard-changes');
  const repository = find();
  const [name] = o.operands;
  if (o.has('c')) return yield* moveTo(io, repository, name ?? 'HEAD', { create: o.value('c')!, quiet: o.has('q') });
  if (name === undefined) throw fatal('missing branch or commit argument');
  if (!o.has('d') && repository.ref(`refs/heads/${name}`) === undefined) throw fatal(`invalid reference: ${name}`);
  return yield* moveTo(io, repository, name, { quiet: o.has('q'), detach: o.has('d'), force: o.has('f') });
}

/** `git tag`. */
export function* tag(io: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'a,annotate m,message: d,delete l,list f,force n::');
  const repository = find();
  const [name, at] = o.operands;
  if (o.has('d')) {
    for (const one of o.operands) {
      const id = repository.ref(`refs/tags/${one}`);
      if (id === undefined) throw new GitError(`error: tag '${one}' not found.\n`, 1);
      repository.remove(`refs/tags/${one}`);
      yield* io.print(`Deleted tag '${one}' (was ${repository.short(id)})\n`);
    }
    return 0;
  }
  if (name === undefined || o.has('l')) {
    for (const [one] of repository.refs('refs/tags')) yield* io.print(`${one}\n`);
    return 0;
  }
  if (repository.ref(`refs/tags/${name}`) && !o.has('f')) throw fatal(`tag '${name}' already exists`);
  const target = repository.resolve(at ?? 'HEAD');
  const id = o.has('a', 'm')
    ? repository.objects.write(
        'tag',
        toBytes(`object ${target}\ntype commit\ntag ${name}\ntagger ${repository.person('COMMITTER')}\n\n${o.values('m').join('\n\n')}\n`),
      )
    : target;
  repository.write(`refs/tags/${name}`, `${id}\n`);
  return 0;
}
