import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { UnitStatus } from '@/lib/hosts/systemd/units';
import { waitFor } from '../command/child';
import type { Io, Task } from '../command/stdio';
import { actOn, propertiesOf, unitOf } from './unit-calls';

const BEGIN = '### Editing';
const ANYTHING = '### Anything between here and the comment below will become the contents of the drop-in file';
const LOST = '### Edits below this comment will be discarded';

/** `systemctl cat`: a unit's files. */
export function catText(sys: Sys, u: UnitStatus): string {
  const files = Object.entries(propertiesOf(sys, u.name)).filter(([key]) => key.startsWith('file:'));
  return files.map(([key, [text = '']], i) => `${i > 0 ? '\n' : ''}# ${key.slice(5)}\n${text}`).join('');
}

/** `systemctl edit`: opens the editor on a drop-in, or with --full on a copy of the unit, and reloads systemd. */
export function* editUnits(
  io: Io,
  sys: Sys,
  names: readonly string[],
  options: { full: boolean; dropIn: string; stdin: boolean; force: boolean },
): Task<number> {
  if (sys.uid() !== 0) {
    yield* io.stderr(`Failed to create directories for "/etc/systemd/system/${names[0]}": Permission denied\n`);
    return 1;
  }
  const files: { path: string; temp: string; before: string }[] = [];
  for (const name of names) {
    const u = unitOf(sys, name);
    if (u.loadState === 'not-found' && !options.force) {
      yield* io.stderr(
        `No files found for ${u.name}.\nRun 'systemctl edit${options.full ? ' --full' : ''} --force ${u.name}' to create a new unit.\n`,
      );
      return 1;
    }
    if (u.loadState === 'masked') {
      yield* io.stderr(`Cannot edit ${u.name}: unit is masked.\n`);
      return 1;
    }
    const path = options.full ? `/etc/systemd/system/${u.name}` : `/etc/systemd/system/${u.name}.d/${options.dropIn}`;
    const own = sys.exists(path) ? sys.readFile(path) : '';
    const text = options.full
      ? own ||
        catText(sys, u)
          .replace(/^# .*\n/, '')
          .split('\n# /')[0]!
      : `${BEGIN} ${path}\n${ANYTHING}\n\n${own ? `${own}\n` : '\n'}\n${LOST}\n\n${catText(sys, u)
          .split('\n')
          .map((line) => (line === '' ? '' : `# ${line}`))
          .join('\n')}`;
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (!sys.exists(folder)) sys.mkdir(folder, 0o755);
    const temp = `${folder}/.#${path.slice(path.lastIndexOf('/') + 1)}${Math.floor(sys.random() * 0xffffffff).toString(16)}`;
    sys.writeFile(temp, text, { mode: 0o644 });
    files.push({ path, temp, before: text });
  }
  if (options.stdin) {
    const given = yield* io.stdin.rest();
    for (const { temp } of files) sys.writeFile(temp, given);
  } else if (
    !(yield* runEditor(
      io,
      sys,
      files.map(({ temp }) => temp),
    ))
  ) {
    for (const { temp } of files) if (sys.exists(temp)) sys.unlink(temp);
    return 1;
  }
  let changed = false;
  for (const { path, temp } of files) {
    let text = sys.readFile(temp);
    if (!options.full && !options.stdin) {
      const from = text.indexOf(ANYTHING);
      const to = text.indexOf(LOST);
      text = text.slice(from < 0 ? 0 : from + ANYTHING.length, to < 0 ? undefined : to);
    }
    text = text.trim();
    sys.unlink(temp);
    if (text === '') {
      yield* io.stderr(`Editing "${path}" canceled: temporary file is empty.\n`);
      continue;
    }
    sys.writeFile(path, `${text}\n`, { mode: 0o644 });
    yield* io.stderr(`Successfully installed edited file '${path}'.\n`);
    changed = true;
  }
  if (changed) actOn(sys, 'daemon-reload', []);
  return 0;
}

/** SYSTEMD_EDITOR, EDITOR, VISUAL, or what there is of editor, nano, vim and vi. */
function* runEditor(io: Io, sys: Sys, paths: readonly string[]): Task<boolean> {
  const env = sys.env();
  const chosen = env.SYSTEMD_EDITOR ?? env.EDITOR ?? env.VISUAL;
  const candidates = chosen ? [chosen.split(/\s+/)] : ['editor', 'nano', 'vim', 'vi'].map((name) => [name]);
  yield* io.flush();
  for (const argv of candidates) {
    try {
      const { code } = yield* waitFor(io, sys.spawn({ argv: [...argv, ...paths] }));
      if (code === 0) return true;
      yield* io.stderr(`(sd-editor) terminated by exit status ${code}.\n`);
      return false;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  yield* io.stderr('Cannot edit units: no editor available. Please set either $SYSTEMD_EDITOR, $EDITOR or $VISUAL.\n');
  return false;
}
