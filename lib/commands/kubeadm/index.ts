import type { Command } from '../command/command';
import type { Task } from '../command/stdio';
import { checkExpiration, kubeconfigUser, renew } from './certs';
import { newCertificateKey } from './cluster-objects';
import { config } from './config';
import { init } from './init';
import { join } from './join';
import { initPhase } from './phases';
import { reset } from './reset';
import { Refusal, Session, STACK } from './session';
import { token } from './token';
import { apply, node } from './upgrade';
import { diff } from './upgrade-diff';
import { plan } from './upgrade-plan';

/** Flags that stand alone. */
const SWITCHES = new Set(
  'print-join-command help h allow-missing-template-keys dry-run upload-certs control-plane experimental-control-plane force f yes y discovery-token-unsafe-skip-ca-verification cleanup-tmp-dir skip-certificate-key-print skip-token-print allow-experimental-upgrades allow-release-candidate-upgrades print-config etcd-upgrade'.split(
    ' ',
  ),
);

const USAGE = `

    ┌──────────────────────────────────────────────────────────┐
    │ KUBEADM                                                  │
    │ Easily bootstrap a secure Kubernetes cluster             │
    │                                                          │
    │ Please give us feedback at:                              │
    │ https://github.com/kubernetes/kubeadm/issues             │
    └──────────────────────────────────────────────────────────┘

Usage:
  kubeadm [command]

Available Commands:
  certs       Commands related to handling Kubernetes certificates
  completion  Output shell completion code for the specified shell (bash or zsh)
  config      Manage configuration for a kubeadm cluster persisted in a ConfigMap in the cluster
  help        Help about any command
  init        Run this command in order to set up the Kubernetes control plane
  join        Run this on any machine you wish to join an existing cluster
  kubeconfig  Kubeconfig file utilities
  reset       Performs a best effort revert of changes made to this host by 'kubeadm init' or 'kubeadm join'
  token       Manage bootstrap tokens
  upgrade     Upgrade your cluster smoothly to a newer version with this command
  version     Print the version of kubeadm
`;

/** kubeadm. Models cmd/kubeadm/app/cmd. */
export const kubeadm: Command = {
  name: 'kubeadm',
  usage: USAGE,
  *run(io, options) {
    const { words, value } = parse(options.operands);
    const session = new Session(io, words, value);
    try {
      return yield* dispatch(session, words);
    } catch (error) {
      // What the API server or a file says ends kubeadm as its own refusals do; a fault of ours is none of these.
      if (!(error instanceof Error) || (!(error instanceof Refusal) && error.constructor === TypeError)) throw error;
      yield* io.flush();
      yield* io.stderr(`${error.message}\n${STACK}`);
      return 1;
    }
  },
};

function* dispatch(session: Session, words: readonly string[]): Task<number> {
  const { io, value } = session;
  const [first, second, third] = words;
  if (first === undefined || first === 'help' || (words.length === 1 && session.has('help'))) {
    yield* io.print(USAGE);
    return 0;
  }
  switch (first) {
    case 'version':
      return yield* version(session);
    case 'certs':
      if (second === 'check-expiration') return yield* checkExpiration(io);
      if (second === 'renew') return yield* renew(io, third);
      if (second === 'certificate-key') {
        yield* session.say(newCertificateKey(session));
        return 0;
      }
      break;
    case 'kubeconfig':
      if (second === 'user') return yield* kubeconfigUser(io, value);
      break;
    case 'token':
      return yield* token(io, words.slice(1), value);
    case 'config':
      return yield* config(session, words.slice(1));
    case 'init':
      if (second === 'phase') return yield* initPhase(session, words.slice(2));
      if (second === undefined) return yield* init(session);
      throw new Refusal(`unknown command ${JSON.stringify(second)} for "kubeadm init"`);
    case 'join':
      if (second !== 'phase') return yield* join(session, words.slice(1));
      break;
    case 'reset':
      if (second !== 'phase') return yield* reset(session);
      break;
    case 'upgrade':
      if (second === 'plan') return yield* plan(session, third);
      if (second === 'apply' && third !== 'phase') return yield* apply(session, third);
      if (second === 'diff') return yield* diff(session, third);
      if (second === 'node' && third !== 'phase') return yield* node(session);
      break;
    default:
      throw new Refusal(`unknown command ${JSON.stringify(first)} for "kubeadm"`);
  }
  yield* io.stderr(`kubeadm ${words.join(' ')}: not simulated here\n`);
  return 1;
}

function* version(session: Session): Task<number> {
  const { version: own, io } = session;
  const output = session.value('output') ?? session.value('o');
  const [major = '1', minor = '36'] = own.slice(1).split('.');
  if (output === 'short') yield* session.say(own);
  else if (output === 'json' || output === 'yaml') {
    const info = {
      major,
      minor,
      gitVersion: own,
      gitCommit: '0'.repeat(40),
      gitTreeState: 'clean',
      buildDate: '2026-01-01T00:00:00Z',
      goVersion: 'go1.26.10',
      compiler: 'gc',
      platform: 'linux/amd64',
    };
    if (output === 'json') yield* session.say(JSON.stringify({ clientVersion: info }, null, 2));
    else
      yield* io.print(
        `clientVersion:\n${Object.entries(info)
          .map(([name, text]) => `  ${name}: ${/^\d+$/.test(text) ? `"${text}"` : text}\n`)
          .join('')}`,
      );
  } else
    yield* session.say(
      `kubeadm version: &version.Info{Major:"${major}", Minor:"${minor}", EmulationMajor:"", EmulationMinor:"", MinCompatibilityMajor:"", MinCompatibilityMinor:"", GitVersion:"${own}", GitCommit:"${'0'.repeat(40)}", GitTreeState:"clean", BuildDate:"2026-01-01T00:00:00Z", GoVersion:"go1.26.10", Compiler:"gc", Platform:"linux/amd64"}`,
    );
  return 0;
}

/** Words, and flags as `--name=value`, `--name value` or `--name`. */
function parse(args: readonly string[]) {
  const words: string[] = [];
  const flags = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const [, name, given] = /^--?([^=]+)(?:=(.*))?$/s.exec(args[i]!) ?? [];
    if (name === undefined) words.push(args[i]!);
    else if (given !== undefined) flags.set(name, given);
    else if (SWITCHES.has(name)) flags.set(name, 'true');
    else if (/^v\d$/.test(name)) flags.set('v', name.slice(1));
    else flags.set(name, args[++i] ?? '');
  }
  return { words, value: (name: string) => flags.get(name) };
}
