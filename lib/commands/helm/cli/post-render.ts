import { Io } from '../../command/stdio';
import { waitFor } from '../../command/child';
import { Errno } from '@/lib/hosts/process/sys';
import { HelmError, type Helm, type Task } from './helm';

const MOST_OUTPUT = 16 * 1024 * 1024;

/** The program of `--post-renderer` by its path; undefined without one. Throws HelmError with pflag's words when there is none. */
export function postRenderer(h: Helm): string | undefined {
  const name = h.flags.has('post-renderer') ? h.flags.text('post-renderer') : '';
  if (name === '' || name === 'postRendererString') return undefined;
  const wrong = (why: string) =>
    new HelmError(`invalid argument ${JSON.stringify(name)} for "--post-renderer" flag: unable to find binary at ${name}: ${why}`);
  if (name.includes('/')) {
    if (!h.sys.exists(name)) throw wrong(`exec: ${JSON.stringify(name)}: stat ${name}: no such file or directory`);
    if ((h.sys.stat(name).mode & 0o111) === 0) throw wrong(`exec: ${JSON.stringify(name)}: permission denied`);
    return h.absolute(name);
  }
  const found = (h.sys.env()['PATH'] ?? '').split(':').find((folder) => h.sys.exists(`${folder}/${name}`));
  if (found === undefined) throw wrong(`exec: ${JSON.stringify(name)}: executable file not found in $PATH`);
  return `${found}/${name}`;
}

/** A manifest as `--post-renderer` makes it (Models postrender.exec). Throws HelmError. */
export function* postRender(h: Helm, manifest: string): Task<string> {
  const program = postRenderer(h);
  if (program === undefined) return manifest;
  const failed = (why: string) => new HelmError(`error while running post render on files: ${why}`);
  const { sys } = h;
  yield* h.k.flush();
  const [input, output, errors] = [sys.pipe(), sys.pipe(), sys.pipe()];
  let pid: number;
  try {
    pid = sys.spawn({ argv: [program, ...h.flags.list('post-renderer-args')], fds: { 0: input[0], 1: output[1], 2: errors[1] } });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    for (const fd of [...input, ...output, ...errors]) sys.close(fd);
    throw failed(`error while running command ${program}. error output:\n: fork/exec ${program}: ${error.message.toLowerCase()}`);
  }
  for (const fd of [input[0], output[1], errors[1]]) sys.close(fd);
  const texts = new Map([
    [output[0], ''],
    [errors[0], ''],
  ]);
  const open = new Set(texts.keys());
  let left: string | undefined = manifest;
  while (open.size > 0 || left !== undefined) {
    const waits: string[] = [];
    let moved = false;
    if (left !== undefined) {
      try {
        const taken = left === '' ? 0 : sys.write(input[1], left);
        if (typeof taken === 'number') {
          left = left.slice(taken);
          moved = true;
        } else waits.push(...taken.wait);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        left = '';
      }
      if (left === '') {
        sys.close(input[1]);
        left = undefined;
        moved = true;
      }
    }
    for (const fd of open) {
      const got = sys.read(fd);
      if (got === null) {
        open.delete(fd);
        sys.close(fd);
        moved = true;
      } else if (typeof got === 'string') {
        moved = true;
        const text = texts.get(fd)! + got;
        if (text.length > MOST_OUTPUT) throw failed('the output is too large here');
        texts.set(fd, text);
      } else waits.push(...got.wait);
    }
    if (!moved && waits.length > 0) yield { channels: waits };
  }
  const { code } = yield* waitFor(new Io(sys, 'helm'), pid);
  if (code !== 0) throw failed(`error while running command ${program}. error output:\n${texts.get(errors[0])}: exit status ${code}`);
  return texts.get(output[0])!;
}
