import { answerFromCluster, type ClusterZone } from '../kubernetes-records';
import type { Directive } from '../corefile';
import { argumentError, matchingZone, PluginError, setupError, zoneName, type DnsPlugin, type Question, type Reply } from '../plugin';

interface Config extends ClusterZone {
  readonly zones: readonly string[];
  /** Zones in which what is not found is asked of the next plugin; undefined: none. */
  readonly fallthrough?: readonly string[];
}

const PODS = ['disabled', 'insecure', 'verified'] as const;
/** Properties that other servers of the API or none at all are told by. */
const IGNORED = [
  'endpoint',
  'tls',
  'kubeconfig',
  'labels',
  'namespace_labels',
  'noendpoints',
  'apiserver_qps',
  'apiserver_burst',
  'apiserver_max_inflight',
  'startup_timeout',
];

/** Serves Services and pods. Models coredns/plugin/kubernetes. */
export const kubernetes: DnsPlugin<Config> = {
  name: 'kubernetes',
  setup: ([directive], blockZones) => read(directive!, blockZones),
  answer(config, question, chain) {
    const zone = matchingZone(question.name, config.zones);
    if (zone === undefined) return chain.next(question);
    const view = chain.env.view();
    const falls = config.fallthrough?.some((through) => matchingZone(question.name, [through]) !== undefined) ?? false;
    if (!view) return falls ? chain.next(question) : { status: 'SERVFAIL', answers: [], authoritative: true };
    const found = answerFromCluster(view, config, zone, question);
    if (found.status === 'NXDOMAIN' && falls) return chain.next(question);
    const soa = soaOf(zone, config.ttl, chain.env.now());
    if (found.status !== 'NOERROR') return { ...found, authority: [soa] };
    const answers = found.answers.length === 0 ? found : follow(found, question, chain.again);
    return answers.answers.length === 0 ? { ...answers, authority: [soa] } : answers;
  },
};

/** An alias brings what it stands for along. */
function follow(reply: Reply, question: Question, again: (question: Question) => Reply): Reply {
  const alias = reply.answers.find(({ type }) => type === 'CNAME');
  if (!alias || question.type === 'CNAME') return reply;
  try {
    const target = again({ ...question, name: alias.data.replace(/\.$/, '').toLowerCase() });
    return { ...reply, answers: [...reply.answers, ...target.answers] };
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    return reply;
  }
}

function read(directive: Directive, blockZones: readonly string[]): Config {
  let pods: Config['pods'] = 'disabled';
  let ttl = 5;
  let fallthrough: readonly string[] | undefined;
  let podNames = false;
  let namespaces: readonly string[] | undefined;
  let ignoreEmpty = false;
  const zones = directive.args.length > 0 ? directive.args.map(zoneName) : blockZones;
  for (const [i, [word = '', ...args]] of directive.block.entries()) {
    const line = directive.lines[i]!;
    switch (word) {
      case 'pods':
        if (args.length !== 1) throw argumentError(directive, word, line);
        if (!PODS.includes(args[0] as 'disabled'))
          throw setupError(directive, `wrong value for pods: ${args[0]},  must be one of: disabled, verified, insecure`, line);
        pods = args[0] as Config['pods'];
        break;
      case 'ttl': {
        const value = Number(args[0]);
        if (args.length === 0) throw argumentError(directive, word, line);
        if (!Number.isInteger(value)) throw setupError(directive, `strconv.Atoi: parsing ${JSON.stringify(args[0])}: invalid syntax`, line);
        if (value < 0 || value > 3600) throw setupError(directive, `ttl must be in range [0, 3600]: ${value}`, line);
        ttl = value;
        break;
      }
      case 'fallthrough':
        fallthrough = args.length > 0 ? args.map(zoneName) : [''];
        break;
      case 'endpoint_pod_names':
        podNames = true;
        break;
      case 'namespaces':
        if (args.length === 0) throw argumentError(directive, word, line);
        namespaces = args;
        break;
      case 'ignore':
        ignoreEmpty = args[0] === 'empty_service';
        break;
      default:
        if (!IGNORED.includes(word)) throw setupError(directive, `unknown property '${word}'`, line);
    }
  }
  return { zones, pods, ttl, podNames, ignoreEmpty, ...(fallthrough ? { fallthrough } : {}), ...(namespaces ? { namespaces } : {}) };
}

const soaOf = (zone: string, ttl: number, now: number) => ({
  name: zone,
  type: 'SOA',
  ttl,
  data: `ns.dns.${zone}. hostmaster.${zone}. ${Math.floor(now / 1000)} 7200 1800 86400 ${ttl}`,
});
