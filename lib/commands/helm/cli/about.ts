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

/** `helm completion bash`. */
export function* completion(h: Helm): Task<number> {
  yield* h.k.flush();
  const shell = h.command.split(' ')[1]!;
  if (shell !== 'bash') throw new HelmError(`completion for ${shell} is not simulated here`);
  h.out(COMPLETION);
  return 0;
}

const COMPLETION = `# bash completion V2 for helm                                 -*- shell-script -*-
complete -o default -W "completion create dependency env get help history install lint list package plugin pull push registry repo rollback search show status template test uninstall upgrade verify version" helm
`;

/** `helm plugin list`. */
export function* pluginList(h: Helm): Task<number> {
  yield* h.k.flush();
  h.out('NAME\tVERSION\tDESCRIPTION\n');
  return 0;
}
