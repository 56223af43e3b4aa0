import { toBytes as bytesOf } from '@/lib/hosts/text';
import { getopt } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import type { FileEntry } from './objects';
import { compareFiles, counts, shortStat } from './patch';
import { fatal, GitError, type Repository } from './repository';
import { Worktree } from './worktree';

type Find = () => Repository;

/** Whether a path is the named one or below it. */
export const isUnder = (path: string, top: string): boolean => top === '' || path === top || path.startsWith(`${top}/`);

/** Paths of the index that words name. */
export function chosen(tree: Worktree, paths: Iterable<string>, words: readonly string[]): Set<string> {
  const tops = words.map((word) => tree.relative(word));
  return new Set([...paths].filter((path) => tops.some((top) => isUnder(path, top) || globMatches(top, path))));
}

const globMatches = (pattern: string, path: string): boolean =>
  /[*?]/.test(pattern) &&
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  ).test(path);

/** `git add`. */
export function* add(io: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'A,all u,update f,force v,verbose n,dry-run N,intent-to-add p,patch');
  const repository = find();
  const tree = new Worktree(repository);
  const index = repository.index();
  const all = o.has('A', 'u') && o.operands.length === 0;
  if (o.operands.length === 0 && !all) {
    yield* io.stderr(
      `Nothing specified, nothing added.\nhint: Maybe you wanted to say 'git add .'?\nhint: Turn this message off by running\nhint: "git config advice.addEmptyPathspec false"\n`,
    );
    return 0;
  }
  const words = all ? [tree.top] : o.operands;
  for (const word of words) {
    const top = tree.relative(word);
    const known = [...index.keys()].filter((path) => isUnder(path, top) || globMatches(top, path));
    const there = o.has('u') ? [] : /[*?]/.test(top) ? tree.files().filter((path) => globMatches(top, path)) : tree.files(top);
    if (known.length === 0 && there.length === 0 && top !== '' && !repository.sys.exists(`${tree.top}/${top}`))
      throw fatal(`pathspec '${word}' did not match any files`);
    if (
      top !== '' &&
      !o.has('f') &&
      known.length === 0 &&
      repository.sys.exists(`${tree.top}/${top}`) &&
      tree.ignored(top, repository.sys.lstat(`${tree.top}/${top}`).type === 'dir')
    ) {
      throw new GitError(
        `The following paths are ignored by one of your .gitignore files:\n${top}\nhint: Use -f if you really want to add them.\nhint: Turn this message off by running\nhint: "git config advice.addIgnoredFile false"\n`,
        1,
      );
    }
    for (const path of new Set([
      ...known,
      ...(o.has('f') && there.length === 0 ? [top] : there.filter((one) => o.has('f') || index.has(one) || !tree.ignored(one))),
    ])) {
      const entry = tree.entry(path);
      const before = index.get(path);
      if (!entry) index.delete(path);
      else if (before?.id !== entry.id || before.mode !== entry.mode) index.set(path, stored(repository, tree, path, entry));
      else continue;
      if (o.has('v')) yield* io.print(`${entry ? 'add' : 'remove'} '${path}'\n`);
    }
  }
  if (!o.has('n')) repository.writeIndex(index);
  return 0;
}

export function stored(repository: Repository, tree: Worktree, path: string, entry: FileEntry): FileEntry {
  return { mode: entry.mode, id: repository.objects.write('blob', Buffer.from(bytesOf(tree.read(path)))) };
}

/** `git status`. */
export function* status(io: Io, args: readonly string[], find: Find, committing = false): Task<number> {
  const o = getopt(args, 's,short b,branch porcelain:: u,untracked-files:: long');
  const repository = find();
  const tree = new Worktree(repository);
  const head = repository.head();
  const index = repository.index();
  const staged = compareFiles(repository.filesOf(head), index);
  const changed = compareFiles(index, tree.tracked(index));
  const untracked = untrackedNames(tree, index, o.value('u') === 'all');
  const unmerged = conflictsOf(repository);
  const branch = repository.branch();
  if (o.has('s', 'porcelain')) {
    if (o.has('b')) yield* io.print(`## ${head === undefined ? `No commits yet on ${branch}` : (branch ?? 'HEAD (no branch)')}\n`);
    const marks = new Map<string, [string, string]>();
    for (const { path, status: mark } of staged) marks.set(path, [mark, ' ']);
    for (const { path, status: mark } of changed) marks.set(path, [marks.get(path)?.[0] ?? ' ', mark]);
    for (const path of unmerged) marks.set(path, ['U', 'U']);
    for (const [path, [x, y]] of [...marks].sort(([a], [b]) => (a < b ? -1 : 1))) yield* io.print(`${x}${y} ${path}\n`);
    for (const path of o.value('u') === 'no' ? [] : untracked) yield* io.print(`?? ${path}\n`);
    return 0;
  }
  yield* io.print(branch === undefined ? `HEAD detached at ${repository.short(head ?? '')}\n` : `On branch ${branch}\n`);
  yield* io.print(longStatus(repository, { staged, changed, untracked, unmerged, initial: head === undefined, committing }));
  return 0;
}

interface State {
  readonly staged: ReturnType<typeof compareFiles>;
  readonly changed: ReturnType<typeof compareFiles>;
  readonly untracked: readonly string[];
  readonly unmerged: ReadonlySet<string>;
  readonly initial: boolean;
  readonly committing: boolean;
}

const WORDS = { A: 'new file:   ', M: 'modified:   ', D: 'deleted:    ' };

function longStatus(repository: Repository, { staged, changed, untracked, unmerged, initial, committing }: State): string {
  let out = '';
  const merging = repository.read('MERGE_HEAD') !== undefined;
  if (merging)
    out += unmerged.size
      ? 'You have unmerged paths.\n  (fix conflicts and run "git commit")\n  (use "git merge --abort" to abort the merge)\n\n'
      : 'All conflicts fixed but you are still merging.\n  (use "git commit" to conclude merge)\n\n';
  if (initial) out += `\n${committing ? 'Initial commit' : 'No commits yet'}\n\n`;
  const inIndex = staged.filter(({ path }) => !unmerged.has(path));
  const inTree = changed.filter(({ path }) => !unmerged.has(path));
  if (inIndex.length) {
    out += `Changes to be committed:\n${merging ? '' : initial ? '  (use "git rm --cached <file>..." to unstage)\n' : '  (use "git restore --staged <file>..." to unstage)\n'}`;
    out += `${inIndex.map(({ path, status: mark }) => `\t${WORDS[mark]}${path}\n`).join('')}\n`;
  }
  if (unmerged.size)
    out += `Unmerged paths:\n  (use "git add <file>..." to mark resolution)\n${[...unmerged].map((path) => `\tboth modified:   ${path}\n`).join('')}\n`;
  if (inTree.length) {
    out += `Changes not staged for commit:\n  (use "git add${inTree.some(({ status: mark }) => mark === 'D') ? '/rm' : ''} <file>..." to update what will be committed)\n  (use "git restore <file>..." to discard changes in working directory)\n`;
    out += `${inTree.map(({ path, status: mark }) => `\t${WORDS[mark]}${path}\n`).join('')}\n`;
  }
  if (untracked.length)
    out += `Untracked files:\n  (use "git add <file>..." to include in what will be committed)\n${untracked.map((path) => `\t${path}\n`).join('')}\n`;
  if (inIndex.length > 0 || (merging && unmerged.size === 0)) return out;
  if (unmerged.size || inTree.length) return `${out}no changes added to commit (use "git add" and/or "git commit -a")\n`;
  if (untracked.length) return `${out}nothing added to commit but untracked files present (use "git add" to track)\n`;
  return `${out}${initial ? 'nothing to commit (create/copy files and use "git add" to track)' : 'nothing to commit, working tree clean'}\n`;
}

/** What nobody tracks: a directory with nothing tracked in it by its name. */
function untrackedNames(tree: Worktree, index: ReadonlyMap<string, FileEntry>, each: boolean): string[] {
  const out = new Set<string>();
  const directories = new Set(
    [...index.keys()].flatMap((path) =>
      path
        .split('/')
        .slice(0, -1)
        .map((_, i, all) => all.slice(0, i + 1).join('/')),
    ),
  );
  for (const path of tree.files()) {
    if (index.has(path)) continue;
    const parts = path.split('/');
    const own = each ? -1 : parts.findIndex((_, i) => i < parts.length - 1 && !directories.has(parts.slice(0, i + 1).join('/')));
    out.add(own < 0 ? path : `${parts.slice(0, own + 1).join('/')}/`);
  }
  return [...out].sort((a, b) => (a < b ? -1 : 1));
}

/** Files with conflicts that are not resolved (added) yet. */
export const conflictsOf = (repository: Repository): Set<string> => {
  const index = repository.index();
  return new Set(
    (repository.read('MERGE_CONFLICTS') ?? '')
      .split('\n')
      .filter((line) => {
        const [id = '', ...path] = line.split(' ');
        return id !== '' && index.get(path.join(' '))?.id === id;
      })
      .map((line) => line.slice(41)),
  );
};

/** `git commit`. */
export function* commit(io: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(
    args,
    'm,message: a,all q,quiet amend allow-empty no-edit F,file: author: date: n,no-verify s,signoff allow-empty-message',
  );
  const repository = find();
  const tree = new Worktree(repository);
  const index = repository.index();
  if (conflictsOf(repository).size && !o.has('a'))
    throw new GitError(
      `error: Committing is not possible because you have unmerged files.\nhint: Fix them up in the work tree, and then use 'git add/rm <file>'\nhint: as appropriate to mark resolution and make a commit.\nfatal: Exiting because of an unresolved conflict.\n${[...conflictsOf(repository)].map((path) => `U\t${path}\n`).join('')}`,
    );
  const paths = o.has('a') ? [...index.keys()] : o.operands.length ? [...chosen(tree, index.keys(), o.operands)] : [];
  for (const path of paths) {
    const entry = tree.entry(path);
    if (entry) index.set(path, stored(repository, tree, path, entry));
    else index.delete(path);
  }
  const head = repository.head();
  const old = o.has('amend') && head !== undefined ? repository.objects.commit(head) : undefined;
  const merging = repository.read('MERGE_HEAD')?.trim();
  const parents = old ? old.parents : [...(head ? [head] : []), ...(merging ? [merging] : [])];
  const before = repository.filesOf(parents[0]);
  const changes = compareFiles(before, index);
  if (changes.length === 0 && !o.has('allow-empty') && !merging && !old) {
    if (paths.length) repository.writeIndex(index);
    yield* status(io, [], find, true);
    return 1;
  }
  const text = o.has('F')
    ? yield* io.open(o.value('F')!).rest()
    : o.values('m').join('\n\n') || old?.message || (merging ? (repository.read('MERGE_MSG') ?? '') : '');
  const message = text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
  if (message === '' && !o.has('allow-empty-message')) {
    if (!o.has('m', 'F')) throw new GitError('error: there is no editor in this simulation; give the message with -m\n', 1);
    throw new GitError('Aborting commit due to empty commit message.\n', 1);
  }
  const person = o.value('author');
  const author = old?.author ?? (person ? `${person} ${repository.person('AUTHOR').replace(/^.*> /, '')}` : repository.person('AUTHOR'));
  const id = repository.objects.writeCommit({
    tree: repository.objects.treeOf(index),
    parents,
    author,
    committer: repository.person('COMMITTER'),
    message: `${message}\n`,
  });
  repository.writeIndex(index);
  const subject = message.split('\n')[0]!;
  repository.moveHead(id, `commit${old ? ' (amend)' : merging ? ' (merge)' : parents.length ? '' : ' (initial)'}: ${subject}`);
  for (const name of ['MERGE_HEAD', 'MERGE_MSG', 'MERGE_CONFLICTS']) repository.remove(name);
  if (o.has('q')) return 0;
  yield* io.print(
    `[${repository.branch() ?? 'detached HEAD'}${parents.length ? '' : ' (root-commit)'} ${repository.short(id)}] ${subject}\n`,
  );
  if (old) yield* io.print(` Date: ${showDate(author)}\n`);
  if (!merging) yield* io.print(summary(repository, changes));
  return 0;
}

/** `Thu Jan 1 00:00:00 1970 +0000`. */
export function showDate(person: string): string {
  const [, seconds = '0', zone = '+0000'] = / (\d+) ([+-]\d{4})$/.exec(person) ?? [];
  const offset = (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3)));
  const [, day = '', date = '', month = '', year = '', time = ''] = /^(\w+), 0?(\d+) (\w+) (\d+) ([\d:]+)/.exec(
    new Date((Number(seconds) + offset * 60) * 1000).toUTCString(),
  )!;
  return `${day} ${month} ${date} ${time} ${year} ${zone}`;
}

/** What follows the first line of a commit: how much it changed, what came and went. */
export function summary(repository: Repository, changes: ReturnType<typeof compareFiles>): string {
  if (changes.length === 0) return '';
  const text = (entry?: FileEntry) => (entry ? repository.objects.blob(entry.id) : '');
  const all = changes.map(({ before, after }) => counts(text(before), text(after)));
  let out = shortStat(
    changes.length,
    all.reduce((n, { added }) => n + added, 0),
    all.reduce((n, { removed }) => n + removed, 0),
  );
  for (const { path, status: mark, before, after } of changes) {
    if (mark === 'A') out += ` create mode ${after!.mode} ${path}\n`;
    else if (mark === 'D') out += ` delete mode ${before!.mode} ${path}\n`;
    else if (before!.mode !== after!.mode) out += ` mode change ${before!.mode} => ${after!.mode} ${path}\n`;
  }
  return out;
}

/** `git rm`. */
export function* rm(io: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'r cached f,force q,quiet n,dry-run');
  const repository = find();
  const tree = new Worktree(repository);
  const index = repository.index();
  const head = repository.filesOf(repository.head());
  for (const word of o.operands) {
    const found = [...chosen(tree, index.keys(), [word])];
    if (found.length === 0) throw fatal(`pathspec '${word}' did not match any files`);
    if (!o.has('r') && !found.includes(tree.relative(word)) && !/[*?]/.test(word))
      throw fatal(`not removing '${word}' recursively without -r`);
    for (const path of found) {
      const entry = tree.entry(path);
      if (!o.has('f', 'cached')) {
        if (head.get(path)?.id !== index.get(path)!.id)
          throw new GitError(
            `error: the following file has changes staged in the index:\n    ${path}\n(use --cached to keep the file, or -f to force removal)\n`,
            1,
          );
        if (entry && entry.id !== index.get(path)!.id)
          throw new GitError(
            `error: the following file has local modifications:\n    ${path}\n(use --cached to keep the file, or -f to force removal)\n`,
            1,
          );
      }
    }
    for (const path of found) {
      index.delete(path);
      if (!o.has('cached')) tree.remove(path);
      if (!o.has('q')) yield* io.print(`rm '${path}'\n`);
    }
  }
  repository.writeIndex(index);
  return 0;
}

/** `git mv`. */
export function* mv(_: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'f,force v,verbose k');
  const repository = find();
  const tree = new Worktree(repository);
  const index = repository.index();
  const to = o.operands.at(-1) ?? '';
  for (const word of o.operands.slice(0, -1)) {
    const from = tree.relative(word);
    const paths = [...index.keys()].filter((path) => isUnder(path, from));
    let target = tree.relative(to);
    const full = `${tree.top}/${target}`;
    if (repository.sys.exists(full) && repository.sys.stat(full).type === 'dir')
      target = `${target ? `${target}/` : ''}${from.split('/').pop()}`;
    if (paths.length === 0)
      throw fatal(
        `${repository.sys.exists(`${tree.top}/${from}`) ? 'not under version control' : 'bad source'}, source=${from}, destination=${target}`,
      );
    if (repository.sys.exists(`${tree.top}/${target}`) && !o.has('f'))
      throw fatal(`destination exists, source=${from}, destination=${target}`);
    repository.sys.rename(`${tree.top}/${from}`, `${tree.top}/${target}`);
    for (const path of paths) {
      index.set(target + path.slice(from.length), index.get(path)!);
      index.delete(path);
    }
  }
  repository.writeIndex(index);
  return 0;
}

/** `git restore`. */
export function* restore(_: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'S,staged W,worktree s,source: q,quiet');
  const repository = find();
  const tree = new Worktree(repository);
  const index = repository.index();
  const source = o.has('s')
    ? repository.filesOf(repository.resolve(o.value('s')!))
    : o.has('S')
      ? repository.filesOf(repository.head())
      : index;
  for (const word of o.operands) {
    const found = chosen(tree, new Set([...source.keys(), ...index.keys()]), [word]);
    if (found.size === 0) throw new GitError(`error: pathspec '${word}' did not match any file(s) known to git\n`, 1);
    for (const path of found) {
      const entry = source.get(path);
      if (o.has('S')) {
        if (entry) index.set(path, entry);
        else index.delete(path);
      }
      if (!o.has('S') || o.has('W')) {
        if (entry) tree.write(path, entry);
        else tree.remove(path);
      }
    }
  }
  if (o.has('S')) repository.writeIndex(index);
  return 0;
}

/** `git reset`. */
export function* reset(io: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'soft mixed hard q,quiet');
  const repository = find();
  const [first] = o.operands;
  const id = repository.tryResolve(first ?? 'HEAD');
  const isRevision = first === undefined || (id !== undefined && first !== '--');
  const paths = o.operands.slice(isRevision && first !== undefined ? 1 : 0).filter((word) => word !== '--');
  const index = repository.index();
  if (paths.length || (!isRevision && first !== undefined)) {
    const files = repository.filesOf(isRevision ? id : repository.head());
    const tree = new Worktree(repository);
    const found = chosen(tree, new Set([...files.keys(), ...index.keys()]), paths);
    if (found.size === 0) repository.resolve(first ?? '');
    for (const path of found) {
      const entry = files.get(path);
      if (entry) index.set(path, entry);
      else index.delete(path);
    }
    repository.writeIndex(index);
    if (!o.has('q')) yield* io.print(unstaged(repository));
    return 0;
  }
  if (id === undefined) throw fatal(`Failed to resolve 'HEAD' as a valid revision.`);
  const before = repository.head();
  const files = repository.filesOf(id);
  if (o.has('hard')) checkOut(repository, files);
  else if (!o.has('soft')) repository.writeIndex(files);
  if (before) repository.write('ORIG_HEAD', `${before}\n`);
  for (const name of ['MERGE_HEAD', 'MERGE_MSG', 'MERGE_CONFLICTS']) repository.remove(name);
  repository.moveHead(id, `reset: moving to ${first ?? 'HEAD'}`);
  if (o.has('q')) return 0;
  if (o.has('hard')) yield* io.print(`HEAD is now at ${repository.short(id)} ${repository.objects.commit(id).message.split('\n')[0]}\n`);
  else if (!o.has('soft')) yield* io.print(unstaged(repository));
  return 0;
}

function unstaged(repository: Repository): string {
  const index = repository.index();
  const changes = compareFiles(index, new Worktree(repository).tracked(index));
  return changes.length ? `Unstaged changes after reset:\n${changes.map(({ path, status: mark }) => `${mark}\t${path}\n`).join('')}` : '';
}

/** Makes index and working tree those of a commit; what is not tracked stays. */
export function checkOut(repository: Repository, files: ReadonlyMap<string, FileEntry>): void {
  const tree = new Worktree(repository);
  for (const path of repository.index().keys()) if (!files.has(path)) tree.remove(path);
  for (const [path, entry] of files) {
    const there = tree.entry(path);
    if (there?.id !== entry.id || there.mode !== entry.mode) tree.write(path, entry);
  }
  repository.writeIndex(files);
}
