import { byteLength, fromBytes } from '../text';
import { FileSystem } from '../fs/file-system';
import { statOf, type Tree } from '../fs/tree';
import type { Found } from '../fs/files';
import { MOST_FILE_BYTES } from '../fs/inode';
import { newTty, readOutput, show, take } from '../tty';
import { errno } from './errno';
import { exceeds } from './limits';
import { PROC, type MachineState } from './machine-state';
import { MOST_DESCRIPTORS, MOST_PIPES, PIPE_CAPACITY, type OpenFile, type Pipe } from './open-files';
import type { Process } from './process';
import type { OpenFlags, Stat } from './sys';

type Unreferenced = OpenFile extends infer File ? (File extends OpenFile ? Omit<File, 'refs'> : never) : never;
type Waiting = { readonly wait: readonly string[] };

/** Makes an open file nobody holds yet. */
export function newOpenFile(state: MachineState, file: Unreferenced): number {
  if (state.openFiles.size >= state.limits.openFiles) throw errno('EMFILE');
  const id = state.nextFile++;
  state.openFiles.set(id, { ...file, refs: 0 } as OpenFile);
  return id;
}

/** Puts an open file on a descriptor of a process, the lowest free one by default. */
export function install(state: MachineState, process: Process, file: number, at?: number): number {
  let fd = at ?? 0;
  if (at === undefined) while (process.fds.has(fd)) fd++;
  if (fd >= MOST_DESCRIPTORS || fd < 0 || exceeds(process, 'nofile', fd + 1)) throw errno(at === undefined ? 'EMFILE' : 'EBADF');
  retain(state, file);
  const before = process.fds.get(fd);
  process.fds.set(fd, file);
  if (before !== undefined) release(state, before);
  return fd;
}

export function retain(state: MachineState, id: number): void {
  const file = state.openFiles.get(id)!;
  state.openFiles.set(id, { ...file, refs: file.refs + 1 });
}

export function release(state: MachineState, id: number): void {
  const file = state.openFiles.get(id);
  if (!file) return;
  if (file.refs > 1) {
    state.openFiles.set(id, { ...file, refs: file.refs - 1 });
    return;
  }
  state.openFiles.delete(id);
  if (file.kind === 'pipe') closePipeEnd(state, file);
  if (file.kind === 'pty') cutLine(state, file.tty);
}

export function close(state: MachineState, process: Process, fd: number): void {
  const file = process.fds.get(fd);
  if (file === undefined) throw errno('EBADF');
  process.fds.delete(fd);
  release(state, file);
}

export function fileOf(state: MachineState, process: Process, fd: number): OpenFile {
  const id = process.fds.get(fd);
  const file = id === undefined ? undefined : state.openFiles.get(id);
  if (!file) throw errno('EBADF');
  return file;
}

/** A pipe with both ends as open files. */
export function newPipe(state: MachineState): { readonly read: number; readonly write: number; readonly pipe: number } {
  if (state.pipes.size >= MOST_PIPES) throw errno('EMFILE');
  const pipe = state.nextPipe++;
  state.pipes.set(pipe, { id: pipe, text: '', readers: 1, writers: 1, hadWriter: true });
  return {
    pipe,
    read: newOpenFile(state, { kind: 'pipe', end: 'read', pipe }),
    write: newOpenFile(state, { kind: 'pipe', end: 'write', pipe }),
  };
}

/** A pair of a master and a terminal, both open files nobody holds yet (openpty). */
export function newPty(state: MachineState, columns: number, rows: number): { readonly master: number; readonly slave: number } {
  const tty = newTty(`pts/${state.nextPty++}`, columns, rows);
  state.setTty(tty);
  return {
    master: newOpenFile(state, { kind: 'pty', tty: tty.name, path: '/dev/ptmx', offset: 0 }),
    slave: newOpenFile(state, { kind: 'tty', tty: tty.name, path: `/dev/${tty.name}` }),
  };
}

/** Nobody sits at the terminal any more: its readers are at the end, and where nobody has it open it goes. */
function cutLine(state: MachineState, name: string): void {
  const tty = state.ttys.get(name);
  if (!tty) return;
  state.setTty({ ...tty, hungUp: true });
  const held = [...state.openFiles.values()].some((file) => file.kind === 'tty' && file.tty === name);
  if (!held && tty.session === undefined) state.ttys.delete(name);
}

function closePipeEnd(state: MachineState, file: OpenFile & { kind: 'pipe' }): void {
  const pipe = state.pipes.get(file.pipe);
  if (!pipe) return;
  const readers = pipe.readers - (file.end === 'write' ? 0 : 1);
  const writers = pipe.writers - (file.end === 'read' ? 0 : 1);
  if (readers <= 0 && writers <= 0) {
    state.pipes.delete(pipe.id);
    for (const [key, id] of state.fifos) if (id === pipe.id) state.fifos.delete(key);
  } else state.pipes.set(pipe.id, { ...pipe, readers, writers });
  notifyPipe(state, pipe.id);
}

function notifyPipe(state: MachineState, pipe: number): void {
  state.sim.notify(state.channel('pipe-read', pipe));
  state.sim.notify(state.channel('pipe-write', pipe));
}

/** open(2). Returns a descriptor. */
export function open(state: MachineState, process: Process, tree: Tree, path: string, flags: OpenFlags, mode: number): number {
  const place = tree.place(path, !flags.exclusive);
  let found = place.found;
  if (found && flags.create && flags.exclusive) throw errno('EEXIST');
  if (!found) {
    if (!flags.create || path.endsWith('/')) throw errno(path.endsWith('/') && flags.create ? 'EISDIR' : 'ENOENT');
    found = tree.create(place, tree.fresh('file', mode & ~process.umask & 0o7777));
  } else {
    if (path.endsWith('/') && found.inode.type !== 'dir') throw errno('ENOTDIR');
    if (found.inode.fd !== undefined) return duplicate(state, process, found);
    if (found.inode.file !== undefined) return install(state, process, found.inode.file);
    const want = (flags.read || !flags.write ? 4 : 0) | (flags.write ? 2 : 0);
    tree.need(found, want);
  }
  return install(state, process, openFound(state, process, tree, found, flags));
}

function duplicate(state: MachineState, process: Process, found: Found): number {
  const id = process.fds.get(found.inode.fd!);
  if (id === undefined) throw errno('ENOENT');
  return install(state, process, id);
}

function openFound(state: MachineState, process: Process, tree: Tree, found: Found, flags: OpenFlags): number {
  const { inode, path } = found;
  switch (inode.type) {
    case 'dir':
      if (flags.write) throw errno('EISDIR');
      return newOpenFile(state, { kind: 'dir', path });
    case 'fifo':
      return openFifo(state, found, flags);
    case 'char':
    case 'block':
      return openDevice(state, process, inode.device ?? 'null', path);
    case 'file': {
      const write = flags.write ?? false;
      if (write && found.mount.fs === PROC && found.key.startsWith('sys/'))
        return newOpenFile(state, { kind: 'device', device: `sysctl/${found.key.slice(4)}`, path });
      if (write && (found.mount.readOnly || !(found.store instanceof FileSystem))) throw errno('EROFS');
      if (flags.truncate && write) tree.setText(found, '');
      const read = flags.read ?? !write;
      return newOpenFile(state, {
        kind: 'file',
        fs: found.mount.fs,
        key: found.key,
        path,
        offset: 0,
        read,
        write,
        append: flags.append ?? false,
        ...(found.store instanceof FileSystem ? {} : { text: inode.text ?? '' }),
      });
    }
    default:
      throw errno('ENOENT');
  }
}

function openDevice(state: MachineState, process: Process, device: string, path: string): number {
  const tty = device === 'tty' ? process.tty : device.startsWith('pts/') ? device : undefined;
  if (device === 'tty' && !tty) throw errno('EIO');
  if (tty === undefined) return newOpenFile(state, { kind: 'device', device, path });
  if (!state.ttys.has(tty)) throw errno('EIO');
  return newOpenFile(state, { kind: 'tty', tty, path: `/dev/${tty}` });
}

function openFifo(state: MachineState, found: Found, flags: OpenFlags): number {
  const key = `${found.mount.fs}:${found.key}`;
  const end = flags.read && flags.write ? 'both' : flags.write ? 'write' : 'read';
  let pipe = state.fifos.get(key);
  if (pipe === undefined) {
    pipe = state.nextPipe++;
    state.fifos.set(key, pipe);
    state.pipes.set(pipe, { id: pipe, text: '', readers: 0, writers: 0, hadWriter: false });
  }
  const before = state.pipes.get(pipe)!;
  const writers = before.writers + (end === 'read' ? 0 : 1);
  const readers = before.readers + (end === 'write' ? 0 : 1);
  state.pipes.set(pipe, { ...before, readers, writers, hadWriter: before.hadWriter || writers > 0 });
  notifyPipe(state, pipe);
  return newOpenFile(state, { kind: 'pipe', end, pipe, path: found.path });
}

/** A file whose last name went stays readable through the descriptors that are open for reading only. */
export function keepUnlinked(state: MachineState, fs: string, key: string, text: string): void {
  for (const [id, file] of state.openFiles) {
    if (file.kind === 'file' && file.fs === fs && file.key === key && !file.write && file.text === undefined)
      state.openFiles.set(id, { ...file, text });
  }
}

/** read(2) on an open file, by anybody. */
export function readOpenFile(state: MachineState, id: number, max: number): string | null | Waiting {
  const file = state.openFiles.get(id);
  if (!file) throw errno('EBADF');
  switch (file.kind) {
    case 'dir':
      throw errno('EISDIR');
    case 'sink':
      throw errno('EBADF');
    case 'device':
      return file.device === 'random' ? randomBytes(state, max) : readDevice(file.device, max);
    case 'tty': {
      const { tty, text } = take(state.ttys.get(file.tty)!, max);
      if (text === undefined) return { wait: [state.ttyInput(file.tty)] };
      state.setTty(tty);
      return text;
    }
    case 'pty': {
      const tty = state.ttys.get(file.tty);
      if (!tty) return null;
      const shown = readOutput(tty, file.offset);
      if (shown.text === '') return tty.hungUp ? null : { wait: [state.ttyOutput(file.tty)] };
      const text = cut(shown.text, max);
      state.openFiles.set(id, { ...file, offset: shown.offset - shown.text.length + text.length });
      return text;
    }
    case 'pipe': {
      if (file.end === 'write') throw errno('EBADF');
      const pipe = state.pipes.get(file.pipe)!;
      if (pipe.text === '') {
        return pipe.writers === 0 && pipe.hadWriter ? null : { wait: [state.channel('pipe-read', pipe.id)] };
      }
      const text = cut(pipe.text, max);
      state.pipes.set(pipe.id, { ...pipe, text: pipe.text.slice(text.length) });
      state.sim.notify(state.channel('pipe-write', pipe.id));
      return text;
    }
    case 'file': {
      if (!file.read) throw errno('EBADF');
      const whole = file.text ?? state.store(file.fs).get(file.key)?.text ?? '';
      const text = cut(whole.slice(file.offset, file.offset + max + 1), max);
      if (text === '') return null;
      state.openFiles.set(id, { ...file, offset: file.offset + text.length });
      return text;
    }
  }
}

/** At most `max` characters, never half of a surrogate pair. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, max > 1 && last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}

/** What /dev/urandom gives, from the world's seeded generator. */
function randomBytes(state: MachineState, max: number): string {
  const bytes = new Uint8Array(Math.min(max, 4096));
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(state.sim.random.next() * 256);
  return fromBytes(bytes);
}

function readDevice(device: string, max: number): string | null {
  if (device === 'zero' || device === 'full') return '\0'.repeat(Math.min(max, 65_536));
  return null;
}

/** write(2) on an open file. `EPIPE` is for the caller to turn into SIGPIPE. */
export function writeOpenFile(state: MachineState, id: number, text: string): number | Waiting {
  const file = state.openFiles.get(id);
  if (!file) throw errno('EBADF');
  switch (file.kind) {
    case 'dir':
      throw errno('EBADF');
    case 'sink':
      state.bindings.sink(state.name, file.sink, text);
      return text.length;
    case 'device':
      if (file.device === 'full') throw errno('ENOSPC');
      if (file.device.startsWith('sysctl/')) state.settings.set(file.device, text.trim());
      return text.length;
    case 'tty': {
      const tty = state.ttys.get(file.tty)!;
      if (tty.hungUp) throw errno('EIO');
      state.setTty(show(tty, text));
      return text.length;
    }
    case 'pty':
      throw errno('EBADF');
    case 'pipe':
      return writePipe(state, file.pipe, file.end, text);
    case 'file':
      return writeFileAt(state, id, file, text);
  }
}

function writePipe(state: MachineState, id: number, end: string, text: string): number | Waiting {
  if (end === 'read') throw errno('EBADF');
  const pipe = state.pipes.get(id)!;
  if (pipe.readers === 0) {
    if (!pipe.hadWriter || pipe.text !== '' || end === 'both') return { wait: [state.channel('pipe-write', id)] };
    throw errno('EPIPE');
  }
  if (text === '') return 0;
  const room = PIPE_CAPACITY - pipe.text.length;
  if (room <= 1) return { wait: [state.channel('pipe-write', id)] };
  const taken = cut(text, room);
  state.pipes.set(id, { ...pipe, text: pipe.text + taken });
  state.sim.notify(state.channel('pipe-read', id));
  return taken.length;
}

function writeFileAt(state: MachineState, id: number, file: OpenFile & { kind: 'file' }, text: string): number {
  if (!file.write) throw errno('EBADF');
  const fs = state.store(file.fs);
  if (!(fs instanceof FileSystem)) throw errno('EROFS');
  const inode = fs.get(file.key);
  if (!inode) {
    state.openFiles.set(id, { ...file, offset: file.offset + text.length });
    return text.length;
  }
  const old = inode.text ?? '';
  const offset = file.append ? old.length : file.offset;
  const atEnd = offset >= old.length;
  const padded = offset > old.length ? old + '\0'.repeat(offset - old.length) : old;
  const next = atEnd ? padded + text : old.slice(0, offset) + text + old.slice(offset + text.length);
  const size = atEnd ? inode.size + (padded.length - old.length) + byteLength(text) : byteLength(next);
  if (size > MOST_FILE_BYTES) throw errno('EFBIG');
  const { program: _, ...rest } = inode;
  const now = state.sim.now();
  fs.put(file.key, { ...rest, text: next, size, mtime: now, ctime: now });
  state.openFiles.set(id, { ...file, offset: offset + text.length });
  state.sim.notify(state.channel('file', `${file.fs}:${file.key}`));
  return text.length;
}

export function seek(state: MachineState, process: Process, fd: number, offset: number, whence: 'set' | 'cur' | 'end'): number {
  const file = fileOf(state, process, fd);
  if (file.kind !== 'file') throw errno(file.kind === 'pipe' || file.kind === 'tty' || file.kind === 'pty' ? 'EPIPE' : 'EINVAL');
  const size = (file.text ?? state.store(file.fs).get(file.key)?.text ?? '').length;
  const at = (whence === 'set' ? 0 : whence === 'cur' ? file.offset : size) + offset;
  if (at < 0) throw errno('EINVAL');
  state.openFiles.set(process.fds.get(fd)!, { ...file, offset: at });
  return at;
}

export function fdStat(state: MachineState, process: Process, tree: Tree, fd: number): Stat {
  const file = fileOf(state, process, fd);
  if (file.kind === 'dir') return tree.stat(file.path);
  if (file.kind === 'file' && file.text !== undefined) return tree.stat(file.path);
  if (file.kind === 'file') {
    const store = state.store(file.fs);
    const inode = store.get(file.key);
    if (!inode) throw errno('ENOENT');
    const mount = { path: '', fs: file.fs, key: '', readOnly: false, type: store.type, source: '' };
    return statOf({ store, key: file.key, inode, mount });
  }
  const type = file.kind === 'pipe' || file.kind === 'sink' ? 'fifo' : 'char';
  const now = state.sim.now();
  const ino = process.fds.get(fd)!;
  return {
    ino,
    type,
    mode: type === 'fifo' ? 0o600 : 0o620,
    uid: process.uid,
    gid: process.gid,
    size: 0,
    nlink: 1,
    mtime: now,
    ctime: now,
    atime: now,
    dev: 5,
  };
}

export function fdPath(state: MachineState, process: Process, fd: number): string | undefined {
  const id = process.fds.get(fd);
  const file = id === undefined ? undefined : state.openFiles.get(id);
  if (!file) return undefined;
  if (file.kind === 'pipe') return file.path ?? `pipe:[${file.pipe}]`;
  if (file.kind === 'sink') return `pipe:[${id}]`;
  return file.path;
}

export type { Pipe };
