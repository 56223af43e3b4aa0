import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { Invocation } from '../../kubectl/invocation';
import { FlagValues } from '../../kubectl/flags/flag-values';
import type { Flag } from '../../kubectl/flags/known-flags';
import { klogStamp } from '../../kubectl/print/printer';
import { ConnectionError } from '../../kubectl/errors';
import type { Ambient } from '../functions';
import type { CommandLine } from './command-line';

export type { Task } from '../../kubectl/invocation';

/** Ends helm with `Error: message`. */
export class HelmError extends Error {}

const text = (name: string): Flag => ({ name, kind: 'string', initial: '' });
const KUBE_FLAGS: readonly Flag[] = [
  ...'kubeconfig context namespace token as server certificate-authority tls-server-name cluster user client-certificate client-key username password request-timeout as-uid'
    .split(' ')
    .map(text),
  { name: 'as-group', kind: 'array', initial: '[]' },
  { name: 'insecure-skip-tls-verify', kind: 'bool', initial: 'false', bare: 'true' },
];
const MEANS: Readonly<Record<string, readonly [flag: string, env: string]>> = {
  kubeconfig: ['kubeconfig', ''],
  context: ['kube-context', 'HELM_KUBECONTEXT'],
  namespace: ['namespace', 'HELM_NAMESPACE'],
  token: ['kube-token', 'HELM_KUBETOKEN'],
  as: ['kube-as-user', 'HELM_KUBEASUSER'],
  server: ['kube-apiserver', 'HELM_KUBEAPISERVER'],
  'certificate-authority': ['kube-ca-file', 'HELM_KUBECAFILE'],
  'tls-server-name': ['kube-tls-server-name', 'HELM_KUBETLS_SERVER_NAME'],
};

/** The way to the cluster as helm goes it. */
class HelmInvocation extends Invocation {
  override readonly userAgent = 'Helm/3.17.0';

  /** As klog writes it. */
  override tellWarning(text: string): void {
    this.err(`${klogStamp(this)} warnings.go:70] ${text}\n`);
  }
}

/** One run of helm. */
export class Helm {
  readonly command: string;
  readonly args: readonly string[];
  readonly flags: FlagValues;
  /** The way to the cluster, and to the standard streams. */
  readonly k: Invocation;

  constructor(
    readonly sys: Sys,
    line: CommandLine,
  ) {
    this.command = line.command;
    this.args = line.args;
    this.flags = line.flags;
    const kube = new FlagValues(KUBE_FLAGS);
    for (const [name, [flag, env]] of Object.entries(MEANS)) {
      const value = this.flags.changed(flag) ? this.flags.text(flag) : env === '' ? '' : (sys.env()[env] ?? '');
      if (value !== '') kube.set(kube.flag(name)!, value);
    }
    for (const group of this.flags.list('kube-as-group')) kube.set(kube.flag('as-group')!, group);
    if (this.flags.bool('kube-insecure-skip-tls-verify')) kube.set(kube.flag('insecure-skip-tls-verify')!, 'true');
    this.k = new HelmInvocation(sys, { command: '', args: [], dashAt: -1, flags: kube, help: false });
  }

  out(line: string): void {
    this.k.out(line);
  }

  /** What helm's log package prints. */
  log(line: string): void {
    this.k.err(`${line}\n`);
  }

  /** A line of `--debug`. */
  debug(where: string, line: string): void {
    if (!this.flags.bool('debug')) return;
    const time = new Date(this.sys.now()).toISOString().replace('T', ' ').replace('Z', '000000 +0000 UTC');
    this.log(`${where}: ${time} m=+0.030000000 [debug] ${line}`);
  }

  readonly warn = (line: string): void => {
    if (line.startsWith('Warning: ')) this.log(`dependencies.go:${DEPENDENCY_LINE}: ${line}`);
    else this.log(`coalesce.go:${lineOf(line)}: ${line}`);
  };

  get ambient(): Ambient {
    return { now: () => this.sys.now(), random: () => this.sys.random() };
  }

  /** The namespace of the release. Models EnvSettings.Namespace: a kubeconfig that cannot be read counts as default. */
  get namespace(): string {
    try {
      return this.k.config.namespace;
    } catch {
      return 'default';
    }
  }

  /** Throws as KubeClient.IsReachable does. */
  *reach(): Generator<never, void, void> {
    try {
      this.k.rest.get('/version');
    } catch (error) {
      if (error instanceof ConnectionError) throw new HelmError(`Kubernetes cluster unreachable: ${error.message}`);
      throw new HelmError(
        `Kubernetes cluster unreachable: ${error instanceof Error ? error.message.replace(/^error: /, '') : String(error)}`,
      );
    }
  }

  private folder(name: string, variable: string, xdg: string, rest: string): string {
    const env = this.sys.env();
    if (env[variable]) return env[variable]!;
    if (env[xdg]) return `${env[xdg]}/helm`;
    void name;
    return `${env['HOME'] ?? ''}/${rest}/helm`;
  }

  get cacheHome(): string {
    return this.folder('cache', 'HELM_CACHE_HOME', 'XDG_CACHE_HOME', '.cache');
  }

  get configHome(): string {
    return this.folder('config', 'HELM_CONFIG_HOME', 'XDG_CONFIG_HOME', '.config');
  }

  get dataHome(): string {
    return this.folder('data', 'HELM_DATA_HOME', 'XDG_DATA_HOME', '.local/share');
  }

  private setting(flag: string, variable: string, fallback: string): string {
    return this.flags.changed(flag) ? this.flags.text(flag) : (this.sys.env()[variable] ?? fallback);
  }

  get repositoryConfig(): string {
    return this.setting('repository-config', 'HELM_REPOSITORY_CONFIG', `${this.configHome}/repositories.yaml`);
  }

  get repositoryCache(): string {
    return this.setting('repository-cache', 'HELM_REPOSITORY_CACHE', `${this.cacheHome}/repository`);
  }

  get registryConfig(): string {
    return this.setting('registry-config', 'HELM_REGISTRY_CONFIG', `${this.configHome}/registry/config.json`);
  }

  /** Makes a folder and those above it. */
  mkdirs(path: string): void {
    let at = path.startsWith('/') ? '' : '.';
    for (const part of path.split('/').filter(Boolean)) {
      at += `/${part}`;
      if (!this.sys.exists(at)) this.sys.mkdir(at, 0o755);
    }
  }

  absolute(path: string): string {
    const parts: string[] = [];
    for (const part of (path.startsWith('/') ? path : `${this.sys.cwd()}/${path}`).split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
  }

  /** A file's text, or Go's complaint. `-` is standard input. */
  *read(path: string): Generator<import('@/lib/hosts/process/program').Wait, string, void> {
    if (path === '-') return yield* this.k.stdin();
    try {
      return yield* this.k.readFile(path);
    } catch (error) {
      if (error instanceof Errno) throw new HelmError(`open ${path}: ${error.message[0]!.toLowerCase()}${error.message.slice(1)}`);
      throw error;
    }
  }
}

const DEPENDENCY_LINE = 51;
const lineOf = (line: string) =>
  line.startsWith('warning: skipped value')
    ? 237
    : line.startsWith('warning: destination for')
      ? 301
      : line.startsWith('warning: cannot overwrite table with non table')
        ? 298
        : 175;
