import { Errno } from '@/lib/hosts/process/sys';
import { during, KustomizeError } from '../fault';
import { absolute, cleaned, confirmDirectory, isWithin, lower, type Files } from './files';
import { cloneFault, fetchText, isRepository } from './remote';

export type LoadRestrictor = 'rootOnly' | 'none';

/** Reads files for one kustomization: only those in or below its directory, unless told otherwise. */
export class Loader {
  private constructor(
    readonly files: Files,
    readonly root: string,
    private readonly restrictor: LoadRestrictor,
    private readonly referrer: Loader | undefined,
  ) {}

  /** For the directory that a build begins in. */
  static at(files: Files, target: string, restrictor: LoadRestrictor = 'rootOnly'): Loader {
    if (isRepository(target)) throw new KustomizeError(cloneFault(files, target));
    const root = during('must build at directory', () => confirmDirectory(files, target));
    return new Loader(files, root, restrictor, undefined);
  }

  /** For a base or component. */
  descend(path: string): Loader {
    if (path === '') throw new KustomizeError('new root cannot be empty');
    if (isRepository(path)) throw new KustomizeError(cloneFault(this.files, path));
    if (path.startsWith('/')) throw new KustomizeError(`new root '${path}' cannot be absolute`);
    const root = during('must build at directory', () => confirmDirectory(this.files, absolute(this.root, path)));
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- a walk up the chain of those who asked
    for (let visited: Loader | undefined = this; visited; visited = visited.referrer) {
      if (isWithin(visited.root, root))
        throw new KustomizeError(`cycle detected: candidate root '${root}' contains visited root '${visited.root}'`);
    }
    return new Loader(this.files, root, this.restrictor, this);
  }

  /** Text of a file, or of an address. */
  load(path: string): string {
    if (/^https?:\/\//.test(path)) return fetchText(this.files, path);
    const at = path.startsWith('/') ? path : absolute(this.root, path);
    let real = at;
    if (this.restrictor === 'rootOnly') {
      const { directory, file } = cleaned(this.files, at);
      if (file === '') throw new KustomizeError(`'${at}' must resolve to a file`);
      if (!isWithin(directory, this.root)) throw new KustomizeError(`security; file '${at}' is not in or below '${this.root}'`);
      real = absolute(directory, file);
    }
    try {
      return this.files.readFile(real);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new KustomizeError(`${error.code === 'EISDIR' ? 'read' : 'open'} ${real}: ${lower(error.message)}`);
    }
  }
}
