import { Errno } from '@/lib/hosts/process/sys';
import { CommandError, Fatal } from '../errors';
import type { Invocation, Task } from '../invocation';
import { bind, joined } from '../port-forward/listen';
import { klog } from '../klog';
import { patterns, type ProxyFilter } from './filter';
import type { ProxyData } from './service';

/** `kubectl proxy`: serves the API on a port of this host, as the user of the kubeconfig, until it is interrupted. */
export function* proxy(k: Invocation): Task<number> {
  const { sys, flags } = k;
  const port = flags.int('port');
  if (flags.text('unix-socket') !== '' && flags.changed('port'))
    throw new CommandError('cannot set --unix-socket and --port at the same time');
  const { config } = k;
  const filter = filterOf(k);
  const www = flags.text('www');
  const wwwPrefix = slashed(flags.text('www-prefix'));
  if (www !== '') {
    try {
      if (sys.stat(www).type !== 'dir') k.err(klog(sys, 'W', 'proxy.go:202', `Static file directory ${www} is not a directory`));
    } catch {
      k.err(klog(sys, 'W', 'proxy.go:200', `Failed to stat static file directory ${www}: stat ${www}: no such file or directory`));
    }
  }
  if (flags.text('unix-socket') !== '') throw new CommandError('proxy --unix-socket is not simulated here; use --port');
  const { scheme, host, ca, clientCertificate, clientKey, serverName, headers } = config;
  const data: ProxyData = {
    target: {
      scheme,
      host,
      port: config.port,
      ...(ca !== undefined && { ca }),
      ...(clientCertificate !== undefined && { clientCertificate }),
      ...(clientKey !== undefined && { clientKey }),
      ...(serverName !== undefined && { serverName }),
    },
    headers,
    prefix: flags.bool('append-server-path') ? config.prefix : '',
    apiPrefix: slashed(flags.text('api-prefix')),
    ...(www !== '' && { www: { directory: sys.realpath(www), prefix: wwwPrefix } }),
    ...(filter && { filter }),
  };
  const address = flags.text('address');
  try {
    const bound = bind(sys, address, port, (at) => sys.listen(at, 'kubectl-proxy', { address, data }));
    k.out(`Starting to serve on ${joined(address, bound)}\n`);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new CommandError(`listen tcp ${joined(address, port)}: bind: ${error.message[0]!.toLowerCase()}${error.message.slice(1)}`);
  }
  for (;;) yield* k.wait([]);
}

const slashed = (prefix: string): string => `/${prefix.replace(/^\/|\/$/g, '')}${/^\/?$/.test(prefix) ? '' : '/'}`;

function filterOf(k: Invocation): ProxyFilter | undefined {
  const { flags, sys } = k;
  if (flags.bool('disable-filter')) {
    if (flags.text('unix-socket') === '')
      k.err(klog(sys, 'W', 'proxy.go:177', 'Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious'));
    return undefined;
  }
  const list = (name: string) => {
    try {
      return patterns(flags.text(name));
    } catch (error) {
      throw new Fatal(klog(sys, 'F', 'proxy_server.go:83', `Error compiling re: ${(error as Error).message}`), 255);
    }
  };
  return {
    acceptPaths: list('accept-paths'),
    rejectPaths: list('reject-paths'),
    acceptHosts: list('accept-hosts'),
    rejectMethods: list('reject-methods'),
  };
}
