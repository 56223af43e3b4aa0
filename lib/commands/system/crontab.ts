import { Errno } from '@/lib/hosts/process/sys';
import { crontabProblem } from '@/lib/hosts/systemd/crontab';
import { waitFor } from '../command/child';
import type { Command } from '../command/command';
import { Accounts } from '../files/accounts';

const EMPTY = `# Edit this file to introduce tasks to be run by cron.
#
# Each task to run has to be defined through a single line
# indicating with different fields when the task will be run
# and what command to run for the task
#
# m h  dom mon dow   command
`;

/** crontab(1): installs, shows, edits and removes a user's table. */
const crontab: Command = {
  name: 'crontab',
  options: 'u: e l r i n: s',
  refusal: '',
  usage:
    "usage:\tcrontab [-u user] file\n\tcrontab [ -u user ] [ -i ] { -e | -l | -r }\n\t\t(default operation is replace, per 1003.2)\n\t-e\t(edit user's crontab)\n\t-l\t(list user's crontab)\n\t-r\t(delete user's crontab)\n\t-i\t(prompt before deleting user's crontab)\n",
  *run(io, options, sys) {
    const accounts = new Accounts(sys);
    const own = accounts.userName(sys.uid());
    const user = options.value('u') ?? own;
    if (options.has('u') && sys.uid() !== 0 && user !== own) {
      yield* io.stderr('must be privileged to use -u\n');
      return 1;
    }
    if (!accounts.user(user)) {
      yield* io.stderr(`crontab:  user \`${user}' unknown\n`);
      return 1;
    }
    const stored = sys.host({ call: 'crontab', user }) as string | null;
    const install = (text: string | null) => sys.host({ call: 'crontab', user, text });
    if (options.has('l')) {
      if (stored === null) {
        yield* io.stderr(`no crontab for ${user}\n`);
        return 1;
      }
      yield* io.print(stored);
      return 0;
    }
    if (options.has('r')) {
      if (stored === null) {
        yield* io.stderr(`no crontab for ${user}\n`);
        return 1;
      }
      install(null);
      return 0;
    }
    if (options.has('e')) {
      const temp = `/tmp/crontab.${Math.floor(sys.random() * 1e6)}`;
      if (stored === null) yield* io.stderr(`no crontab for ${user} - using an empty one\n`);
      const before = stored ?? EMPTY;
      sys.writeFile(temp, before, { mode: 0o600 });
      yield* io.flush();
      const editor = (sys.env().VISUAL ?? sys.env().EDITOR ?? 'editor').split(/\s+/);
      try {
        const { code } = yield* waitFor(io, sys.spawn({ argv: [...editor, temp] }));
        if (code !== 0) {
          yield* io.stderr(`crontab: "${editor.join(' ')}" exited with status ${code}\n`);
          return 1;
        }
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        yield* io.stderr(`/bin/sh: 1: ${editor[0]}: not found\ncrontab: "${editor.join(' ')}" exited with status 127\n`);
        return 1;
      }
      const after = sys.readFile(temp);
      sys.unlink(temp);
      if (after === before) {
        yield* io.stderr('No modification made\n');
        return 0;
      }
      const problem = crontabProblem(after, temp);
      if (problem !== undefined) {
        yield* io.stderr(`${problem}\nerrors in crontab file, can't install.\n`);
        return 1;
      }
      install(after);
      yield* io.stderr('crontab: installing new crontab\n');
      return 0;
    }
    const [file] = options.operands;
    if (file === undefined) {
      yield* io.stderr(`crontab: usage error: file name or - (for stdin) must be specified\n${this.usage}`);
      return 1;
    }
    let text: string;
    try {
      text = file === '-' ? yield* io.stdin.rest() : sys.readFile(file);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      yield* io.stderr(`${file}: ${error.message}\n`);
      return 1;
    }
    const problem = crontabProblem(text, file);
    if (problem !== undefined) {
      yield* io.stderr(`${problem}\nerrors in crontab file, can't install.\n`);
      return 1;
    }
    if (text !== '' && !text.endsWith('\n')) {
      yield* io.stderr("new crontab file is missing newline before EOF, can't install.\n");
      return 1;
    }
    install(text);
    return 0;
  },
};

export const cronCommands: readonly Command[] = [crontab];
