import { getopt } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { checkOut, status, stored } from './changes';
import { compareFiles } from './patch';
import { fatal, GitError, type Repository } from './repository';
import { threeWay } from './merge';
import { Worktree } from './worktree';

/** `git stash [push|pop|apply|list|drop]`. The newest is the last line of `logs/refs/stash`. */
export function* stash(io: Io, args: readonly string[], find: () => Repository): Task<number> {
  const [verb = 'push', ...rest] = args[0]?.startsWith('-') ? ['push', ...args] : args;
  const o = getopt(rest, 'm,message: u,include-untracked q,quiet');
  const repository = find();
  const list = (repository.read('logs/refs/stash') ?? '').split('\n').filter(Boolean);
  const number = Number(/\d+/.exec(o.operands[0] ?? '0')?.[0] ?? 0);
  const head = repository.head();
  if (verb === 'list') {
    for (const [i, line] of [...list].reverse().entries()) yield* io.print(`stash@{${i}}: ${line.split('\t')[1]}\n`);
    return 0;
  }
  if (verb === 'push' || verb === 'save') {
    if (head === undefined) throw fatal('You do not have the initial commit yet');
    const tree = new Worktree(repository);
    const index = repository.index();
    const now = tree.tracked(index);
    for (const [path, entry] of now) now.set(path, stored(repository, tree, path, entry));
    if (compareFiles(repository.filesOf(head), now).length === 0 && compareFiles(repository.filesOf(head), index).length === 0) {
      yield* io.print('No local changes to save\n');
      return 0;
    }
    const about = `${repository.short(head)} ${repository.objects.commit(head).message.split('\n')[0]}`;
    const where = repository.branch() ?? '(no branch)';
    const message = o.value('m') === undefined ? `WIP on ${where}: ${about}` : `On ${where}: ${o.value('m')}`;
    const who = { author: repository.person('AUTHOR'), committer: repository.person('COMMITTER') };
    const ofIndex = repository.objects.writeCommit({
      ...who,
      tree: repository.objects.treeOf(index),
      parents: [head],
      message: `index on ${where}: ${about}\n`,
    });
    const id = repository.objects.writeCommit({
      ...who,
      tree: repository.objects.treeOf(now),
      parents: [head, ofIndex],
      message,
    });
    save(repository, [...list, `${'0'.repeat(40)} ${id} ${who.committer}\t${message}`]);
    checkOut(repository, repository.filesOf(head));
    if (!o.has('q')) yield* io.print(`Saved working directory and index state ${message}\n`);
    return 0;
  }
  const at = list.length - 1 - number;
  const id = list[at]?.split(' ')[1];
  if (id === undefined)
    throw new GitError(list.length ? `error: stash@{${number}} is not a valid reference\n` : 'No stash entries found.\n', 1);
  if (verb === 'pop' || verb === 'apply') {
    const base = repository.objects.commit(id).parents[0]!;
    const before = repository.filesOf(head);
    const index = repository.index();
    const { files, conflicts } = threeWay(repository, repository.filesOf(base), before, repository.filesOf(id), 'Stashed changes');
    const next = new Map(index);
    for (const { path, status: mark, after } of compareFiles(before, files)) if (mark === 'A') next.set(path, after!);
    repository.writeIndex(next);
    yield* status(io, [], find);
    if (conflicts.length) return 1;
    if (verb === 'apply') return 0;
  } else if (verb !== 'drop') throw new GitError(`stash ${verb} is not simulated here\n`, 1);
  save(
    repository,
    list.filter((_, i) => i !== at),
  );
  yield* io.print(`Dropped ${o.operands[0] ?? 'refs/stash@{0}'} (${id})\n`);
  return 0;
}

function save(repository: Repository, list: readonly string[]): void {
  const last = list.at(-1)?.split(' ')[1];
  if (last === undefined) {
    repository.remove('refs/stash');
    repository.remove('logs/refs/stash');
    return;
  }
  repository.write('refs/stash', `${last}\n`);
  repository.write('logs/refs/stash', list.map((line) => `${line}\n`).join(''));
}
