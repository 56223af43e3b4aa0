import { getopt } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { checkOut } from './changes';
import { merge } from './merge';
import { fatal, GitError, readConfig, Repository } from './repository';
import { makeRepository, setting } from './settings';

type Find = () => Repository;

const remotesOf = (repository: Repository): [string, string][] =>
  readConfig(repository.read('config') ?? '').flatMap(([key, value]) => {
    const m = /^remote\.(.*)\.url$/.exec(key);
    return m ? [[m[1]!, value] as [string, string]] : [];
  });

/** The repository at an address; only those of this machine are simulated. */
function opened(io: Io, url: string): Repository {
  const path = url.replace(/^file:\/\//, '');
  if (/^[a-z]+:\/\/|^[\w.-]+@[\w.-]+:/.test(path)) {
    const host = /^(?:[a-z]+:\/\/)?(?:[^@/]*@)?([\w.-]+)/.exec(path)![1];
    throw fatal(`unable to access '${url}': Could not resolve host: ${host}`);
  }
  const full = path.startsWith('/') ? path : `${io.sys.cwd()}/${path}`;
  const found = Repository.at(io.sys, full) ?? Repository.at(io.sys, `${full}.git`);
  if (!found) throw fatal(`repository '${url}' does not exist`);
  return found;
}

function copyObjects(from: Repository, to: Repository): void {
  for (const id of from.objects.all()) {
    if (to.objects.has(id)) continue;
    const { type, body } = from.objects.read(id);
    to.objects.write(type, body);
  }
}

/** `git clone`. */
export function* clone(io: Io, args: readonly string[]): Task<number> {
  const o = getopt(args, 'q,quiet b,branch: depth: bare single-branch o,origin:');
  const [url = '', into] = o.operands;
  const name =
    into ??
    url
      .replace(/\/+$/, '')
      .replace(/\/?\.git$/, '')
      .split('/')
      .pop()!;
  const path = name.startsWith('/') ? name : `${io.sys.cwd()}/${name}`;
  if (io.sys.exists(path) && io.sys.readdir(path).length)
    throw fatal(`destination path '${name}' already exists and is not an empty directory.`);
  const from = opened(io, url);
  const bare = o.has('bare');
  if (!o.has('q')) yield* io.stderr(`Cloning into ${bare ? 'bare repository ' : ''}'${name}'...\n`);
  const branch = o.value('b') ?? from.branch() ?? 'master';
  const to = makeRepository(io, bare ? path : `${path}/.git`, bare, branch);
  copyObjects(from, to);
  const address = url.startsWith('/') || url.includes('://') ? url : io.sys.realpath(url);
  let text = setting(to.read('config')!, 'remote.origin.url', address);
  if (!bare) {
    text = setting(text, 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
    text = setting(setting(text, `branch.${branch}.remote`, 'origin'), `branch.${branch}.merge`, `refs/heads/${branch}`);
  }
  to.write('config', text);
  for (const [one, id] of from.refs('refs/heads')) to.write(`${bare ? 'refs/heads' : 'refs/remotes/origin'}/${one}`, `${id}\n`);
  for (const [one, id] of from.refs('refs/tags')) to.write(`refs/tags/${one}`, `${id}\n`);
  const head = from.ref(`refs/heads/${branch}`);
  if (o.has('b') && head === undefined) throw fatal(`Remote branch ${branch} not found in upstream origin`);
  if (head === undefined)
    yield* io.stderr(
      from.refs('refs/heads').length
        ? 'warning: remote HEAD refers to nonexistent ref, unable to checkout\n'
        : 'warning: You appear to have cloned an empty repository.\n',
    );
  else if (!bare) {
    to.write('refs/remotes/origin/HEAD', `ref: refs/remotes/origin/${branch}\n`);
    to.write(`refs/heads/${branch}`, `${head}\n`);
    checkOut(to, to.filesOf(head));
  }
  if (!o.has('q')) yield* io.stderr('done.\n');
  return 0;
}

/** `git remote`. */
export function* remote(io: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'v,verbose');
  const repository = find();
  const [verb, name = '', url = ''] = o.operands;
  const known = remotesOf(repository);
  const found = known.find(([one]) => one === name);
  if (verb === undefined) {
    for (const [one, address] of known)
      yield* io.print(o.has('v') ? `${one}\t${address} (fetch)\n${one}\t${address} (push)\n` : `${one}\n`);
    return 0;
  }
  const text = repository.read('config') ?? '';
  if (verb === 'add') {
    if (found) throw new GitError(`error: remote ${name} already exists.\n`, 3);
    repository.write(
      'config',
      setting(setting(text, `remote.${name}.url`, url), `remote.${name}.fetch`, `+refs/heads/*:refs/remotes/${name}/*`),
    );
    return 0;
  }
  if (!found) throw new GitError(`error: No such remote${verb === 'get-url' || verb === 'set-url' ? '' : ':'} '${name}'\n`, 2);
  if (verb === 'get-url') yield* io.print(`${found[1]}\n`);
  else if (verb === 'set-url') repository.write('config', setting(text, `remote.${name}.url`, url));
  else if (verb === 'remove' || verb === 'rm')
    repository.write('config', setting(setting(text, `remote.${name}.url`, undefined), `remote.${name}.fetch`, undefined));
  else throw new GitError(`remote ${verb} is not simulated here\n`, 1);
  return 0;
}

function addressOf(repository: Repository, name: string): string {
  const found = remotesOf(repository).find(([one]) => one === name)?.[1];
  if (found !== undefined) return found;
  if (/[/.]/.test(name)) return name;
  throw fatal(
    `'${name}' does not appear to be a git repository\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.`,
  );
}

/** `git fetch`. */
export function* fetch(io: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'q,quiet all p,prune t,tags');
  const repository = find();
  const name = o.operands[0] ?? remotesOf(repository)[0]?.[0] ?? 'origin';
  const url = addressOf(repository, name);
  const from = opened(io, url);
  copyObjects(from, repository);
  let said = '';
  for (const [one, id] of from.refs('refs/heads')) {
    const before = repository.ref(`refs/remotes/${name}/${one}`);
    if (before === id) continue;
    repository.write(`refs/remotes/${name}/${one}`, `${id}\n`);
    said +=
      before === undefined
        ? ` * [new branch]      ${one.padEnd(10)} -> ${name}/${one}\n`
        : `   ${repository.short(before)}..${repository.short(id)}  ${one.padEnd(10)} -> ${name}/${one}\n`;
  }
  if (said && !o.has('q')) yield* io.stderr(`From ${url}\n${said}`);
  return 0;
}

/** `git pull`: what is fetched is merged. */
export function* pull(io: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'q,quiet ff-only no-rebase rebase:: no-edit');
  const repository = find();
  const branch = repository.branch() ?? '';
  const [name = repository.config(`branch.${branch}.remote`) ?? 'origin', which] = o.operands;
  yield* fetch(io, [name, ...(o.has('q') ? ['-q'] : [])], find);
  const upstream = which ?? repository.config(`branch.${branch}.merge`)?.replace('refs/heads/', '');
  if (upstream === undefined)
    throw new GitError(
      `There is no tracking information for the current branch.\nPlease specify which branch you want to merge with.\nSee git-pull(1) for details.\n\n    git pull <remote> <branch>\n`,
      1,
    );
  return yield* merge(io, [`${name}/${upstream}`, ...(o.has('ff-only') ? ['--ff-only'] : [])], find);
}

/** `git push` to a repository of this machine. */
export function* push(io: Io, args: readonly string[], find: Find): Task<number> {
  const o = getopt(args, 'u,set-upstream f,force q,quiet tags all d,delete');
  const repository = find();
  const own = repository.branch() ?? 'HEAD';
  const [name = repository.config(`branch.${own}.remote`) ?? 'origin', word] = o.operands;
  if (word === undefined && repository.config(`branch.${own}.merge`) === undefined && !o.has('tags', 'all'))
    throw fatal(
      `The current branch ${own} has no upstream branch.\nTo push the current branch and set the remote as upstream, use\n\n    git push --set-upstream ${name} ${own}\n`,
    );
  const url = addressOf(repository, name);
  const to = opened(io, url);
  const [from = own, target = from] = (word ?? own).split(':');
  const id = repository.tryResolve(from);
  if (id === undefined)
    throw new GitError(`error: src refspec ${from} does not match any\nerror: failed to push some refs to '${url}'\n`, 1);
  const label = from === 'HEAD' ? own : from;
  const place = target === 'HEAD' ? own : target;
  const kind = repository.ref(`refs/tags/${label}`) && !repository.ref(`refs/heads/${label}`) ? 'tags' : 'heads';
  const before = to.ref(`refs/${kind}/${place}`);
  copyObjects(repository, to);
  if (before === id) yield* io.stderr('Everything up-to-date\n');
  else {
    if (before !== undefined && !o.has('f') && !(repository.objects.has(before) && repository.isAncestor(before, id)))
      throw new GitError(
        `To ${url}\n ! [rejected]        ${label} -> ${place} (fetch first)\nerror: failed to push some refs to '${url}'\n`,
        1,
      );
    if (to.top !== undefined && to.branch() === place)
      throw new GitError(
        `remote: error: refusing to update checked out branch: refs/heads/${place}\nTo ${url}\n ! [remote rejected] ${label} -> ${place} (branch is currently checked out)\nerror: failed to push some refs to '${url}'\n`,
        1,
      );
    to.write(`refs/${kind}/${place}`, `${kind === 'tags' ? repository.ref(`refs/tags/${label}`) : id}\n`);
    if (!o.has('q'))
      yield* io.stderr(
        `To ${url}\n${before === undefined ? ` * [new ${kind === 'tags' ? 'tag' : 'branch'}]${kind === 'tags' ? '         ' : '      '}${label} -> ${place}\n` : `   ${repository.short(before)}..${repository.short(id)}  ${label} -> ${place}\n`}`,
      );
  }
  if (o.has('tags')) for (const [one, at] of repository.refs('refs/tags')) to.write(`refs/tags/${one}`, `${at}\n`);
  if (kind === 'heads') repository.write(`refs/remotes/${name}/${place}`, `${id}\n`);
  if (o.has('u')) {
    repository.write(
      'config',
      setting(setting(repository.read('config')!, `branch.${label}.remote`, name), `branch.${label}.merge`, `refs/heads/${place}`),
    );
    if (!o.has('q')) yield* io.print(`branch '${label}' set up to track '${name}/${place}'.\n`);
  }
  return 0;
}
