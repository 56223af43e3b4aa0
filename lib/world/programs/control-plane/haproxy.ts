import type { Program } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import { printError, readIfThere, untilSignal } from '../daemon';

/** HAProxy as a TCP load balancer: the `bind` lines of its configuration, and the servers that answer. The network does the rest. */
export const haproxy: Program = function* (sys, argv) {
  const at = argv.indexOf('-f');
  const path = at >= 0 ? (argv[at + 1] ?? '') : '/etc/haproxy/haproxy.cfg';
  const text = readIfThere(sys, path);
  if (text === undefined) {
    yield* printError(sys, `[ALERT]    (${sys.pid}) : config : cannot open configuration file ${path} : No such file or directory.\n`);
    return 1;
  }
  const backends = new Map<string, { ip: string; port: number }[]>();
  const frontends: { ports: number[]; backend: string }[] = [];
  let section = '';
  let name = '';
  for (const [i, raw] of text.split('\n').entries()) {
    const words = raw.replace(/#.*$/, '').trim().split(/\s+/).filter(Boolean);
    const [word, first = '', second = ''] = words;
    if (word === undefined) continue;
    if (['global', 'defaults', 'frontend', 'backend', 'listen'].includes(word)) {
      section = word;
      name = first;
      if (word === 'backend' || word === 'listen') backends.set(name, []);
      if (word === 'frontend' || word === 'listen') frontends.push({ ports: [], backend: word === 'listen' ? name : '' });
    } else if (section === '') {
      yield* printError(sys, `[ALERT]    (${sys.pid}) : config : parsing [${path}:${i + 1}] : unknown keyword '${word}' out of section.\n`);
      return 1;
    } else if (word === 'bind') frontends.at(-1)?.ports.push(Number(/:(\d+)$/.exec(first)?.[1] ?? 0));
    else if (word === 'default_backend') frontends.at(-1)!.backend = first;
    else if (word === 'server') {
      const [, ip = '', port = '0'] = /^([^:]+):(\d+)$/.exec(second) ?? [];
      backends.get(name)?.push({ ip, port: Number(port) });
    }
  }
  for (const { ports, backend } of frontends) {
    const servers = backends.get(backend);
    if (!servers) {
      yield* printError(sys, `[ALERT]    (${sys.pid}) : config : unable to find required default_backend: '${backend}'.\n`);
      return 1;
    }
    for (const port of ports) {
      try {
        sys.listen(port, 'haproxy', { data: { servers } });
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        yield* printError(
          sys,
          `[ALERT]    (${sys.pid}) : Binding [${path}] for frontend: ${error.message.toLowerCase()} for [*:${port}]\n`,
        );
        return 1;
      }
    }
  }
  yield* printError(sys, `[NOTICE]   (${sys.pid}) : New worker (${sys.pid + 1}) forked\n[NOTICE]   (${sys.pid}) : Loading success.\n`);
  yield* untilSignal(sys, ['TERM', 'INT', 'USR1']);
  return 0;
};
