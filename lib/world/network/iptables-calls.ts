import type { Cluster } from '@/lib/cluster/cluster';
import { iptablesRules, type TableRules } from '@/lib/cluster/network/kube-proxy/iptables';
import { viewOfSeen } from '@/lib/cluster/network/frozen-view';
import type { HostCaller } from '@/lib/hosts/host-calls';
import { errno } from '@/lib/hosts/process/errno';
import { HOST } from '@/lib/hosts/process/kernel';
import type { HostCall } from '@/lib/hosts/process/sys';
import type { Core } from '../core';
import { current, EMPTY_NETFILTER, flush, rulesView, type HandRule, type Netfilter, type Table } from './netfilter';
import { nodeOf } from './routing';

/** One chain as `iptables` shows it. Plain data. */
export interface ListedChain {
  readonly name: string;
  /** ACCEPT or DROP for the kernel's own chains. */
  readonly policy?: string;
  /** In iptables-save's words, without `-A CHAIN `. */
  readonly rules: readonly string[];
}

const BUILT_IN: Readonly<Record<Table, readonly string[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};
const MOST_RULES = 2000;

/** `iptables { op: 'list', table }` → ListedChain[]: the kernel's chains first, then the others by name. EPERM. */
export function listRules(
  core: Core,
  cluster: Cluster | undefined,
  { kernel, process }: HostCaller,
  call: HostCall,
): readonly ListedChain[] {
  if (process.uid !== 0) throw errno('EPERM');
  const table = call.table as Table;
  const isHost = kernel.state.ns(process.ns).net === HOST;
  const netfilter = (isHost ? core.netfilter.get(kernel.name) : undefined) ?? EMPTY_NETFILTER;
  const written = isHost && cluster ? proxyTable(core, cluster, kernel.name, netfilter, table) : undefined;
  const hand = (chain: string, first: boolean) =>
    netfilter.rules.filter((rule) => rule.table === table && rule.chain === chain && rule.first === first).map(({ text }) => text);
  const rulesOf = (chain: string) => [
    ...hand(chain, true),
    ...(written?.jumps.get(chain) ?? []),
    ...(written?.chains.get(chain) ?? []),
    ...hand(chain, false),
  ];
  const own = [
    ...new Set([...(written?.chains.keys() ?? []), ...netfilter.chains.filter((one) => one.table === table).map(({ name }) => name)]),
  ].sort();
  return [
    ...BUILT_IN[table].map((name) => ({ name, policy: netfilter.policies[`${table}/${name}`] ?? 'ACCEPT', rules: rulesOf(name) })),
    ...own.map((name) => ({ name, rules: rulesOf(name) })),
  ];
}

/** What kube-proxy has in a table; after a flush its chains are left, without rules. Not for ipvs, which needs but a few rules. */
function proxyTable(core: Core, cluster: Cluster, machine: string, netfilter: Netfilter, table: Table): TableRules | undefined {
  const proxy = netfilter.proxy && current(netfilter.proxy, core.sim.now());
  if (!proxy || table === 'raw' || proxy.configuration.mode === 'nftables') return undefined;
  const live = cluster.isServing() || !core.lastSeen ? cluster.view : viewOfSeen(core.lastSeen);
  const view = rulesView(proxy, live);
  const written = iptablesRules(view, proxy.configuration, nodeOf(view, machine))[table];
  if (!proxy.flushed.includes(table)) return written;
  return { chains: new Map([...written.chains.keys()].map((name) => [name, []])), jumps: new Map() };
}

/**
 * `iptables { op: 'append'|'insert'|'delete'|'flush'|'new'|'remove'|'policy', table, chain?, rule?, target? }`. EPERM; ENOENT where
 * there is no such chain or rule; EEXIST; ENOTEMPTY.
 */
export function changeRules(core: Core, { kernel, process }: HostCaller, call: HostCall): void {
  if (process.uid !== 0 || kernel.state.ns(process.ns).net !== HOST) throw errno('EPERM');
  const before = core.netfilter.get(kernel.name) ?? EMPTY_NETFILTER;
  const after = change(core, before, call);
  if (after.rules.length > MOST_RULES || after.chains.length > MOST_RULES) throw errno('ENOMEM');
  core.netfilter.set(kernel.name, after);
}

function change(core: Core, before: Netfilter, call: HostCall): Netfilter {
  const table = call.table as Table;
  const chain = call.chain === undefined ? undefined : String(call.chain);
  const text = String(call.rule ?? '');
  const known = (name: string) =>
    BUILT_IN[table].includes(name) || name.startsWith('KUBE-') || before.chains.some((one) => one.table === table && one.name === name);
  if (chain !== undefined && call.op !== 'new' && !known(chain)) throw errno('ENOENT');
  const elsewhere = (rule: HandRule) => rule.table !== table || (chain !== undefined && rule.chain !== chain);
  switch (call.op) {
    case 'append':
      return { ...before, rules: [...before.rules, { table, chain: chain!, text, first: false }] };
    case 'insert':
      return { ...before, rules: [{ table, chain: chain!, text, first: true }, ...before.rules] };
    case 'delete': {
      const at = before.rules.findIndex((rule) => !elsewhere(rule) && rule.text === text);
      if (at < 0) throw errno('ENOENT');
      return { ...before, rules: before.rules.toSpliced(at, 1) };
    }
    case 'flush': {
      const { proxy } = before;
      const rules = before.rules.filter(elsewhere);
      const whole = chain === undefined || chain === 'PREROUTING' || chain.startsWith('KUBE-SERVICES');
      return { ...before, rules, ...(proxy && whole ? { proxy: flush(proxy, [table], false, core.sim.now()) } : {}) };
    }
    case 'new':
      if (known(chain!)) throw errno('EEXIST');
      return { ...before, chains: [...before.chains, { table, name: chain! }] };
    case 'remove': {
      if (chain !== undefined && before.rules.some((rule) => !elsewhere(rule))) throw errno('ENOTEMPTY');
      const chains = before.chains.filter((one) => one.table !== table || (chain !== undefined && one.name !== chain));
      const { proxy } = before;
      const gone = proxy && chain === undefined && (table === 'mangle' || proxy.flushed.includes(table));
      return { ...before, chains, ...(gone ? { proxy: flush(proxy, [table], table === 'mangle', core.sim.now()) } : {}) };
    }
    case 'policy':
      return { ...before, policies: { ...before.policies, [`${table}/${chain}`]: call.target as 'ACCEPT' | 'DROP' } };
    default:
      throw errno('EINVAL');
  }
}
