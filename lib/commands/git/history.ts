import { getopt } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { chosen, showDate } from './changes';
import { compareFiles, patchOf, statOf, type ContentOf, type FileChange } from './patch';
import { fatal, timeOf, type Repository } from './repository';
import { Worktree } from './worktree';

type Find = () => Repository;

const stored =
  (repository: Repository): ContentOf =>
  (entry) =>
    entry ? repository.objects.blob(entry.id) : '';

function shown(
  repository: Repository,
  changes: readonly FileChange[],
  o: ReturnType<typeof getopt>,
  after: ContentOf = stored(repository),
): string {
  if (o.has('name-only')) return changes.map(({ path }) => `${path}\n`).join('');
  if (o.has('name-status')) return changes.map(({ path, status }) => `${status}\t${path}\n`).join('');
  if (o.has('stat')) return statOf(changes, stored(repository), after);
  return patchOf(changes, stored(repository), after);
}

const personOf = (person: string): string => person.replace(/ \d+ [+-]\d{4}$/, '');

/** Names that point at a commit, as `--decorate` shows them. */
function decoration(repository: Repository, id: string): string {
  const own = repository.branch();
  const names: string[] = [];
  if (repository.head() === id) names.push(own === undefined ? 'HEAD' : `HEAD -> ${own}`);
  for (const [name, at] of repository.refs('refs/tags').reverse()) if (repository.peel(at) === id) names.push(`tag: ${name}`);
  for (const [name, at] of repository.refs('refs/remotes').reverse()) if (at === id) names.push(name);
  for (const [name, at] of repository.refs('refs/heads').reverse()) if (at === id && name !== own) names.push(name);
  return names.length ? ` (${names.join(', ')})` : '';
}

function head(repository: Repository, id: string, decorated: boolean): string {
  const { parents, author, message } = repository.objects.commit(id);
  const merged = parents.length > 1 ? `Merge: ${parents.map((one) => repository.short(one)).join(' ')}\n` : '';
  const text = message
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line ? `    ${line}` : ''))
    .join('\n');
  return `commit ${id}${decorated ? decoration(repository, id) : ''}\n${merged}Author: ${personOf(author)}\nDate:   ${showDate(author)}\n\n${text}\n`;
}

function formatted(repository: Repository, id: string, format: string): string {
  const { tree, parents, author, committer, message } = repository.objects.commit(id);
  const [name = '', mail = ''] = personOf(author).replace(/>$/, '').split(' <');
  const values: Record<string, string> = {
    H: id,
    h: repository.short(id),
    T: tree,
    t: repository.short(tree),
    P: parents.join(' '),
    p: parents.map((one) => repository.short(one)).join(' '),
    an: name,
    ae: mail,
    ad: showDate(author),
    at: String(timeOf(author)),
    cn: personOf(committer).split(' <')[0]!,
    cd: showDate(committer),
    ct: String(timeOf(committer)),
    s: message.split('\n')[0]!,
    b: message.split('\n').slice(2).join('\n'),
    B: message,
    d: decoration(repository, id),
    D: decoration(repository, id).slice(2, -1),
    n: '\n',
    '%': '%',
  };
  return format.replace(/%(a[nedt]|c[ndt]|[HhTtPpsbBdDn%])/g, (_, key: string) => values[key] ?? '');
}

/** `git log`. */
export function* log(io: Io, args: readonly string[], find: Find): Task<number> {
  const dashes = args.indexOf('--');
  const words = (dashes < 0 ? args : args.slice(0, dashes)).map((word) => word.replace(/^-(\d+)$/, '-n$1'));
  const o = getopt(
    words,
    'n,max-count: oneline p,patch stat all decorate:: no-decorate graph format:,pretty: reverse author: grep: name-only name-status no-merges merges since: until: first-parent abbrev-commit'.replace(
      'format:,pretty:',
      'format,pretty:',
    ),
  );
  const repository = find();
  const revisions: string[] = [];
  const without: string[] = [];
  const paths = dashes < 0 ? [] : [...args.slice(dashes + 1)];
  for (const word of o.operands) {
    const range = /^(.*)\.\.(.*)$/.exec(word);
    if (range) {
      without.push(repository.resolve(range[1] || 'HEAD'));
      revisions.push(repository.resolve(range[2] || 'HEAD'));
    } else if (word.startsWith('^')) without.push(repository.resolve(word.slice(1)));
    else if (repository.tryResolve(word) !== undefined) revisions.push(repository.resolve(word));
    else if (repository.top !== undefined && repository.sys.exists(word)) paths.push(word);
    else repository.resolve(word);
  }
  if (o.has('graph')) throw fatal('log --graph is not simulated here');
  const tip = repository.head();
  if (revisions.length === 0 && tip === undefined && !o.has('all'))
    throw fatal(`your current branch '${repository.branch()}' does not have any commits yet`);
  if (o.has('all')) revisions.push(...[...repository.refs('refs')].map(([, id]) => repository.peel(id)));
  let found = repository.history(revisions.length ? revisions : [tip!], without);
  const changesOf = (id: string) => {
    const { parents, tree } = repository.objects.commit(id);
    return compareFiles(repository.filesOf(parents[0]), repository.objects.files(tree));
  };
  if (paths.length) {
    const tree = new Worktree(repository);
    found = found.filter(
      (id) =>
        chosen(
          tree,
          changesOf(id).map(({ path }) => path),
          paths,
        ).size > 0,
    );
  }
  const grep = o.value('grep');
  if (grep !== undefined) found = found.filter((id) => repository.objects.commit(id).message.includes(grep));
  const author = o.value('author');
  if (author !== undefined) found = found.filter((id) => repository.objects.commit(id).author.includes(author));
  if (o.has('no-merges')) found = found.filter((id) => repository.objects.commit(id).parents.length < 2);
  if (o.has('n')) found = found.slice(0, Number(o.value('n')));
  if (o.has('reverse')) found.reverse();
  const decorated = o.has('decorate') ? o.value('decorate') !== 'no' : !o.has('no-decorate') && io.sys.isatty(1);
  const format = o.value('format')?.replace(/^(t?format):/, '$1:');
  const details = o.has('p', 'stat', 'name-only', 'name-status');
  for (const [i, id] of found.entries()) {
    const merges = repository.objects.commit(id).parents.length > 1;
    const more = details && !merges ? shown(repository, changesOf(id), o) : '';
    if (o.has('oneline') || format === 'oneline')
      yield* io.print(
        `${format === 'oneline' && !o.has('oneline') ? id : repository.short(id)}${decorated ? decoration(repository, id) : ''} ${repository.objects.commit(id).message.split('\n')[0]}\n${more}`,
      );
    else if (format !== undefined) {
      const separator = format.startsWith('format:') && i < found.length - 1 ? '\n' : format.startsWith('format:') ? '' : '\n';
      yield* io.print(`${formatted(repository, id, format.replace(/^t?format:/, ''))}${separator}${more ? `\n${more}` : ''}`);
    } else yield* io.print(`${i > 0 ? '\n' : ''}${head(repository, id, decorated)}${more ? `\n${more}` : ''}`);
  }
  return 0;
}

/** `git show`. */
export function* show(io: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'stat name-only name-status s,no-patch oneline format,pretty: q,quiet');
  const repository = find();
  for (const word of o.operands.length ? o.operands : ['HEAD']) {
    const file = /^([^:]*):(.+)$/.exec(word);
    if (file) {
      const entry = file[1] === '' ? repository.index().get(file[2]!) : repository.filesOf(repository.resolve(file[1]!)).get(file[2]!);
      if (!entry) throw fatal(`path '${file[2]}' does not exist in '${file[1] || 'index'}'`);
      yield* io.print(repository.objects.blob(entry.id));
      continue;
    }
    const id = repository.resolve(word);
    const { parents, tree } = repository.objects.commit(id);
    const more =
      o.has('s') || parents.length > 1
        ? ''
        : shown(repository, compareFiles(repository.filesOf(parents[0]), repository.objects.files(tree)), o);
    const format = o.value('format');
    if (o.has('oneline')) yield* io.print(`${repository.short(id)} ${repository.objects.commit(id).message.split('\n')[0]}\n${more}`);
    else if (format !== undefined)
      yield* io.print(`${formatted(repository, id, format.replace(/^t?format:/, ''))}\n${more ? `\n${more}` : ''}`);
    else yield* io.print(`${head(repository, id, false)}${more ? `\n${more}` : ''}`);
  }
  return 0;
}

/** `git diff`. */
export function* diff(io: Io, args: readonly string[], find: Find): Task<number> {
  const dashes = args.indexOf('--');
  const o = getopt(
    dashes < 0 ? args : args.slice(0, dashes),
    'cached,staged stat name-only name-status exit-code q,quiet color:: no-color no-index',
  );
  const repository = find();
  const tree = new Worktree(repository);
  const words = [...o.operands];
  const revisions: string[] = [];
  while (words.length) {
    const range = /^(.*)\.\.(.*)$/.exec(words[0]!);
    if (range) revisions.push(repository.resolve(range[1] || 'HEAD'), repository.resolve(range[2] || 'HEAD'));
    else if (repository.tryResolve(words[0]!) !== undefined) revisions.push(repository.resolve(words[0]!));
    else break;
    words.shift();
  }
  for (const word of words) if (!repository.sys.exists(word)) repository.resolve(word);
  const paths = [...words, ...(dashes < 0 ? [] : args.slice(dashes + 1))];
  const index = repository.index();
  const inTree = revisions.length < 2 && !o.has('cached');
  const before =
    revisions[0] !== undefined ? repository.filesOf(revisions[0]) : o.has('cached') ? repository.filesOf(repository.head()) : index;
  const after = revisions[1] !== undefined ? repository.filesOf(revisions[1]) : o.has('cached') ? index : tree.tracked(index);
  let changes = compareFiles(before, after);
  if (paths.length) {
    const wanted = chosen(
      tree,
      changes.map(({ path }) => path),
      paths,
    );
    changes = changes.filter(({ path }) => wanted.has(path));
  }
  if (!o.has('q')) yield* io.print(shown(repository, changes, o, inTree ? tree.content : stored(repository)));
  return o.has('exit-code', 'q') && changes.length ? 1 : 0;
}

/** A tag's own object, or the commit that a word means. */
const idOf = (repository: Repository, word: string): string => repository.ref(`refs/tags/${word}`) ?? repository.resolve(word);

/** `git rev-parse`. */
export function* revParse(io: Io, args: readonly string[], find: Find): Task<number> {
  const repository = find();
  const short = args.includes('--short');
  for (const word of args) {
    if (word === '--show-toplevel') yield* io.print(`${repository.top}\n`);
    else if (word === '--git-dir') yield* io.print(`${repository.top === repository.sys.cwd() ? '.git' : repository.directory}\n`);
    else if (word === '--is-inside-work-tree') yield* io.print(`${repository.top !== undefined}\n`);
    else if (args.includes('--abbrev-ref') && !word.startsWith('-'))
      yield* io.print(`${word === 'HEAD' ? (repository.branch() ?? 'HEAD') : word}\n`);
    else if (!word.startsWith('-')) yield* io.print(`${short ? repository.short(idOf(repository, word)) : idOf(repository, word)}\n`);
  }
  return 0;
}
