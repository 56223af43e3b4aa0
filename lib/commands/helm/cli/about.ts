import { renderGoTemplate } from '@/lib/api/go-template';
import { HelmError, type Helm, type Task } from './helm';

const VERSION = { Version: 'v3.17.0', GitCommit: '301108edc7ac2a8ba79e4ebf5701b0b6ce6a31e4', GitTreeState: 'clean', GoVersion: 'go1.23.4' };

/** `helm version`. */
export function* version(h: Helm): Task<number> {
  yield* h.k.flush();
  const template = h.flags.text('template');
  if (template !== '') h.out(renderGoTemplate(template, VERSION));
  else if (h.flags.bool('short')) h.out(`${VERSION.Version}+g${VERSION.GitCommit.slice(0, 7)}\n`);
  else
    h.out(
      `version.BuildInfo{${Object.entries(VERSION)
        .map(([key, value]) => `${key}:${JSON.stringify(value)}`)
        .join(', ')}}\n`,
    );
  return 0;
}

/** `helm env`. */
export function* env(h: Helm): Task<number> {
  yield* h.k.flush();
  const of = (name: string) => h.sys.env()[name] ?? '';
  const all: Record<string, string> = {
    HELM_BIN: 'helm',
    HELM_BURST_LIMIT: of('HELM_BURST_LIMIT') || '100',
    HELM_CACHE_HOME: h.cacheHome,
    HELM_CONFIG_HOME: h.configHome,
    HELM_DATA_HOME: h.dataHome,
    HELM_DEBUG: h.flags.bool('debug') || /^(1|t|true)$/i.test(of('HELM_DEBUG')) ? 'true' : 'false',
    HELM_KUBEAPISERVER: of('HELM_KUBEAPISERVER'),
    HELM_KUBEASGROUPS: of('HELM_KUBEASGROUPS'),
    HELM_KUBEASUSER: of('HELM_KUBEASUSER'),
    HELM_KUBECAFILE: of('HELM_KUBECAFILE'),
    HELM_KUBECONTEXT: of('HELM_KUBECONTEXT'),
    HELM_KUBEINSECURE_SKIP_TLS_VERIFY: 'false',
    HELM_KUBETLS_SERVER_NAME: of('HELM_KUBETLS_SERVER_NAME'),
    HELM_KUBETOKEN: of('HELM_KUBETOKEN'),
    HELM_MAX_HISTORY: of('HELM_MAX_HISTORY') || '10',
    HELM_NAMESPACE: h.namespace,
    HELM_PLUGINS: of('HELM_PLUGINS') || `${h.dataHome}/plugins`,
    HELM_QPS: '0.00',
    HELM_REGISTRY_CONFIG: h.registryConfig,
    HELM_REPOSITORY_CACHE: h.repositoryCache,
    HELM_REPOSITORY_CONFIG: h.repositoryConfig,
    ...(of('KUBECONFIG') && { KUBECONFIG: of('KUBECONFIG') }),
  };
  const [name] = h.args;
  if (name === undefined) for (const key of Object.keys(all).sort()) h.out(`${key}=${JSON.stringify(all[key])}\n`);
  else h.out(`${all[name] ?? ''}\n`);
  return 0;
}

/** `helm plugin list`. */
export function* pluginList(h: Helm): Task<number> {
  yield* h.k.flush();
  h.out('NAME\tVERSION\tDESCRIPTION\n');
  return 0;
}

/** `helm plugin install`: plugins are programs of others, which are not there. */
export function* pluginInstall(h: Helm): Task<number> {
  yield* h.k.flush();
  const [source = ''] = h.args;
  if (h.sys.exists(source) && h.sys.exists(`${source}/plugin.yaml`)) throw new HelmError('plugins are not simulated here');
  if (/^(https?|git|ssh):\/\/|\.git$/.test(source)) throw new HelmError(`plugins are not simulated here: ${source}`);
  throw new HelmError('Cannot detect VCS');
}

/** `helm plugin uninstall` and `helm plugin update`: there are none. */
export function* pluginMissing(h: Helm): Task<number> {
  yield* h.k.flush();
  if (h.args.length === 0) throw new HelmError(`please provide plugin name to ${h.command === 'plugin update' ? 'update' : 'uninstall'}`);
  throw new HelmError(h.args.map((name) => `Plugin: ${name} not found`).join('\n'));
}
