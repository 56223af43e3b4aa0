import { toBytes } from '@/lib/hosts/text';
import { getopt } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { checkOut, showDate, summary } from './changes';
import type { FileEntry } from './objects';
import { compareFiles, mergeTexts, statOf } from './patch';
import { fatal, GitError, type Repository } from './repository';
import { Worktree } from './worktree';

type Find = () => Repository;
type Files = ReadonlyMap<string, FileEntry>;

/** Brings what led from `base` to `theirs` into the working tree; the paths in conflict. */
export function threeWay(
  repository: Repository,
  base: Files,
  ours: Files,
  theirs: Files,
  label: string,
): { files: Map<string, FileEntry>; conflicts: string[]; touched: string[] } {
  const files = new Map(ours);
  const tree = new Worktree(repository);
  const conflicts: string[] = [];
  const touched: string[] = [];
  const marked = new Map<string, string>();
  for (const { path, after } of compareFiles(base, theirs)) {
    const [was, mine] = [base.get(path), ours.get(path)];
    if (mine?.id === after?.id) continue;
    if (mine?.id === was?.id) {
      if (after) files.set(path, after);
      else files.delete(path);
      continue;
    }
    touched.push(path);
    const text = (entry?: FileEntry) => (entry ? repository.objects.blob(entry.id) : '');
    const merged = mergeTexts(text(was), text(mine), text(after), label);
    const entry = { mode: (mine ?? after)!.mode, id: repository.objects.write('blob', toBytes(merged.text)) };
    if (merged.conflicts || !mine || !after) {
      conflicts.push(path);
      marked.set(path, merged.text);
      files.set(path, mine ?? after!);
    } else files.set(path, entry);
  }
  const index = repository.index();
  const dirty = compareFiles(ours, files).filter(
    ({ path, before }) => index.get(path)?.id !== before?.id || (tree.entry(path) !== undefined && tree.entry(path)!.id !== before?.id),
  );
  if (dirty.length)
    throw new GitError(
      `error: Your local changes to the following files would be overwritten by merge:\n${dirty.map(({ path }) => `\t${path}\n`).join('')}Please commit your changes or stash them before you merge.\nAborting\n`,
      1,
    );
  checkOut(repository, files);
  for (const [path, text] of marked) tree.put(path, text, files.get(path)!.mode);
  return { files, conflicts, touched };
}

/** `git merge`. */
export function* merge(io: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'm: no-ff ff ff-only abort q,quiet no-edit squash continue');
  const repository = find();
  const head = repository.head();
  if (o.has('abort')) {
    if (repository.read('MERGE_HEAD') === undefined) throw fatal('There is no merge to abort (MERGE_HEAD missing).');
    checkOut(repository, repository.filesOf(head));
    for (const name of ['MERGE_HEAD', 'MERGE_MSG', 'MERGE_CONFLICTS']) repository.remove(name);
    return 0;
  }
  const [name = ''] = o.operands;
  const other = repository.tryResolve(name);
  if (other === undefined) throw new GitError(`merge: ${name} - not something we can merge\n`, 1);
  if (head === undefined || repository.isAncestor(head, other)) {
    if (head === other) {
      yield* io.print('Already up to date.\n');
      return 0;
    }
    if (!o.has('no-ff')) {
      const changes = compareFiles(repository.filesOf(head), repository.filesOf(other));
      checkOut(repository, repository.filesOf(other));
      if (head) repository.write('ORIG_HEAD', `${head}\n`);
      repository.moveHead(other, `merge ${name}: Fast-forward`);
      if (head)
        yield* io.print(
          `Updating ${repository.short(head)}..${repository.short(other)}\nFast-forward\n${statOf(
            changes,
            (e) => repository.objects.blob(e!.id),
            (e) => repository.objects.blob(e!.id),
          )}${modes(repository, changes)}`,
        );
      return 0;
    }
  }
  if (repository.isAncestor(other, head!)) {
    yield* io.print('Already up to date.\n');
    return 0;
  }
  if (o.has('ff-only')) throw fatal('Not possible to fast-forward, aborting.');
  const base = repository.mergeBase(head!, other);
  if (base === undefined) throw fatal('refusing to merge unrelated histories');
  const ours = repository.filesOf(head);
  const { files, conflicts, touched } = threeWay(repository, repository.filesOf(base), ours, repository.filesOf(other), name);
  const branch = repository.branch();
  const kind = repository.ref(`refs/remotes/${name}`)
    ? 'remote-tracking branch'
    : repository.ref(`refs/heads/${name}`)
      ? 'branch'
      : repository.ref(`refs/tags/${name}`)
        ? 'tag'
        : 'commit';
  const message =
    o.value('m') ?? `Merge ${kind} '${name}'${branch === undefined || ['master', 'main'].includes(branch) ? '' : ` into ${branch}`}`;
  for (const path of touched)
    yield* io.print(`Auto-merging ${path}\n${conflicts.includes(path) ? `CONFLICT (content): Merge conflict in ${path}\n` : ''}`);
  if (conflicts.length) {
    repository.write('MERGE_HEAD', `${other}\n`);
    repository.write('MERGE_MSG', `${message}\n`);
    repository.write('MERGE_CONFLICTS', conflicts.map((path) => `${files.get(path)!.id} ${path}\n`).join(''));
    yield* io.print('Automatic merge failed; fix conflicts and then commit the result.\n');
    return 1;
  }
  const id = repository.objects.writeCommit({
    tree: repository.objects.treeOf(files),
    parents: [head!, other],
    author: repository.person('AUTHOR'),
    committer: repository.person('COMMITTER'),
    message: `${message}\n`,
  });
  repository.moveHead(id, `merge ${name}: Merge made by the 'ort' strategy.`);
  const changes = compareFiles(ours, files);
  yield* io.print(
    `Merge made by the 'ort' strategy.\n${statOf(
      changes,
      (e) => repository.objects.blob(e!.id),
      (e) => repository.objects.blob(e!.id),
    )}${modes(repository, changes)}`,
  );
  return 0;
}

const modes = (repository: Repository, changes: ReturnType<typeof compareFiles>): string =>
  summary(repository, changes).split('\n').slice(1).join('\n');

/** `git revert`. */
export function* revert(io: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'no-edit n,no-commit e,edit');
  const repository = find();
  for (const word of o.operands) {
    const id = repository.resolve(word);
    const { parents, message } = repository.objects.commit(id);
    const head = repository.head()!;
    const ours = repository.filesOf(head);
    const { files, conflicts } = threeWay(
      repository,
      repository.filesOf(id),
      ours,
      repository.filesOf(parents[0]),
      `parent of ${repository.short(id)}`,
    );
    if (conflicts.length) throw new GitError(`error: could not revert ${repository.short(id)}... ${message.split('\n')[0]}\n`, 1);
    if (o.has('n')) continue;
    const subject = `Revert "${message.split('\n')[0]}"`;
    const author = repository.person('AUTHOR');
    const made = repository.objects.writeCommit({
      tree: repository.objects.treeOf(files),
      parents: [head],
      author,
      committer: repository.person('COMMITTER'),
      message: `${subject}\n\nThis reverts commit ${id}.\n`,
    });
    repository.moveHead(made, `revert: ${subject}`);
    yield* io.print(
      `[${repository.branch() ?? 'detached HEAD'} ${repository.short(made)}] ${subject}\n Date: ${showDate(author)}\n${summary(repository, compareFiles(ours, files))}`,
    );
  }
  return 0;
}
