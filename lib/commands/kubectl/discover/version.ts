import { goJson } from '@/lib/api/go-json';
import { printYaml } from '@/lib/api/yaml';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { CommandError } from '../errors';
import type { Handler } from '../invocation';

/** What this kubectl says it is. */
export const CLIENT_VERSION = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.1',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-05-12T00:00:00Z',
  goVersion: 'go1.26.0',
  compiler: 'gc',
  platform: 'linux/amd64',
} as const;
/** The version of the package, where kubectl comes from one. */
function clientVersion(sys: Sys): Readonly<Record<string, string>> {
  let version: string | undefined;
  try {
    version = sys.host({ call: 'package-version', name: 'kubectl' }) as string | undefined;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  const [, plain, major, minor] = /^((\d+)\.(\d+)\.\d+)-/.exec(version ?? '') ?? [];
  return plain ? { ...CLIENT_VERSION, major: major!, minor: minor!, gitVersion: `v${plain}` } : CLIENT_VERSION;
}

const KUSTOMIZE = 'v5.7.1';

/** `kubectl version`. */
export const version: Handler = (k) => {
  if (k.args.length > 0) throw new CommandError(`extra arguments: [${k.args.join(' ')}]`);
  const output = k.flags.text('output');
  if (!['', 'yaml', 'json'].includes(output)) throw new CommandError(`--output must be 'yaml' or 'json'`);
  const client = clientVersion(k.sys);
  let server: Record<string, string> | undefined;
  let failure: unknown;
  if (!k.flags.bool('client')) {
    try {
      server = k.rest.get('/version', { query: { timeout: '32s' } });
    } catch (error) {
      failure = error;
    }
  }
  if (output === '') {
    k.out(`Client Version: ${client.gitVersion}\nKustomize Version: ${KUSTOMIZE}\n`);
    if (server) k.out(`Server Version: ${server['gitVersion']}\n`);
  } else {
    const value = { clientVersion: client, kustomizeVersion: KUSTOMIZE, ...(server && { serverVersion: server }) };
    k.out(output === 'yaml' ? printYaml(value) : `${goJson(value, { indent: '  ', sorted: false })}\n`);
  }
  if (failure) throw failure;
  return 0;
};
