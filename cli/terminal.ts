import { LiveClock } from '@/lib/world/live-clock';
import type { World } from '@/lib/world/world';

/** Connects this process's terminal to a login shell on a host until that shell ends; gives its exit code. */
export async function attachTerminal(world: World, host: string, user: string): Promise<number> {
  const { stdin, stdout } = process;
  const size = () => ({ columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 });
  const terminal = world.openTerminal({ host, user, ...size() });
  const clock = new LiveClock(world.sim).start();
  let shown = 0;
  const flush = () => {
    const { text, offset } = terminal.read(shown);
    shown = offset;
    if (text) stdout.write(text);
  };
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return await new Promise<number>((resolve) => {
    const finish = () => {
      stop();
      clock.stop();
      flush();
      if (stdin.isTTY) stdin.setRawMode(false);
      stdin.pause();
      resolve(terminal.exitCode ?? 0);
    };
    const stop = world.sim.listen(terminal.channel, () =>
      setImmediate(() => {
        flush();
        if (terminal.closed) finish();
      }),
    );
    stdin.on('data', (text: string) => {
      terminal.input(text);
      clock.catchUp();
    });
    stdin.on('end', () => {
      terminal.input('\u0004');
      clock.catchUp();
    });
    stdout.on('resize', () => {
      terminal.resize(size().columns, size().rows);
      clock.catchUp();
    });
    clock.catchUp();
    flush();
  });
}
