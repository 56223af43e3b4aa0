import { Errno } from '@/lib/hosts/process/sys';
import { fromBytes } from '@/lib/hosts/text';
import { getopt } from '../command/getopt';
import { isTerminal, type Io, type Task } from '../command/stdio';
import { ask, die, familiar, findImage, isRefusal, type Tool } from './engine-client';
import { BadArchive, imageArchive, imageMembers, readArchive, readMembers } from './image-archive';

/** `docker save`, `podman save` (`--format oci-archive`, `oci-dir` too). */
export function* save(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const o = getopt(args, 'o,output: format: m,multi-image-archive q,quiet compress platform:');
  const out = o.value('o');
  if (o.operands.length === 0) return yield* die(io, tool, `"${tool.name} save" requires at least 1 argument`, 1, '');
  if (out === undefined && isTerminal(io.sys, 1))
    return yield* die(io, tool, 'cowardly refusing to save to a terminal. Use the -o flag or redirect', 1, '');
  const chosen = [];
  for (const word of o.operands) {
    const image = findImage(io.sys, tool, word);
    if (!image)
      return yield* die(
        io,
        tool,
        tool.name === 'podman' ? `${word}: image not known` : `No such image: ${word}`,
        tool.name === 'podman' ? 125 : 1,
      );
    chosen.push({ image, tags: image.name.startsWith('sha256:') ? [] : [image.name] });
  }
  if (o.value('format') === 'oci-dir' || o.value('format') === 'docker-dir') {
    for (const one of imageMembers(chosen)) {
      const path = `${out}/${one.name}`.replace(/\/$/, '');
      const parts = path.split('/').slice(0, one.type === 'dir' ? undefined : -1);
      parts.forEach((_, i) => {
        const dir = parts.slice(0, i + 1).join('/');
        if (dir && !io.sys.exists(dir)) io.sys.mkdir(dir);
      });
      if (one.type === 'file') io.sys.writeFile(path, fromBytes(one.data));
    }
    return 0;
  }
  const text = imageArchive(chosen);
  if (out === undefined) yield* io.print(text);
  else {
    try {
      io.sys.writeFile(out, text, { mode: 0o600 });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return yield* die(io, tool, `failed to save image: invalid output path: open ${out}: ${error.message.toLowerCase()}`, 1, '');
    }
  }
  return 0;
}

/** `docker load`, `podman load`. */
export function* load(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const o = getopt(args, 'i,input: q,quiet platform:');
  const path = o.value('i') ?? o.operands[0];
  if (path !== undefined && !io.sys.exists(path))
    return yield* die(io, tool, `open ${path}: no such file or directory`, tool.name === 'podman' ? 125 : 1, '');
  try {
    for (const { content, tags } of path !== undefined && io.sys.stat(path).type === 'dir'
      ? readDirectory(io, path)
      : readArchive(yield* io.open(path ?? '-').rest())) {
      for (const name of tags.length ? tags : [undefined]) {
        const made = ask(io.sys, tool, 'commit', { content, ...(name ? { name } : {}) });
        if (isRefusal(made)) return yield* die(io, tool, made.error);
        const shown = name ?? String(made);
        yield* io.print(`Loaded image${name ? '' : ' ID'}: ${familiar(tool, shown)}\n`);
      }
    }
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    return yield* die(
      io,
      tool,
      tool.name === 'podman' ? `payload does not match any of the supported image formats` : error.message,
      tool.name === 'podman' ? 125 : 1,
      '',
    );
  }
  return 0;
}

function readDirectory(io: Io, path: string) {
  const files = new Map<string, string>();
  const walk = (dir: string, under: string) => {
    for (const name of io.sys.readdir(dir)) {
      if (io.sys.stat(`${dir}/${name}`).type === 'dir') walk(`${dir}/${name}`, `${under}${name}/`);
      else files.set(`${under}${name}`, io.sys.readFile(`${dir}/${name}`));
    }
  };
  walk(path, '');
  return readMembers(files);
}
