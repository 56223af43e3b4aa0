import type { Command } from '../command/command';
import { checkExpiration, kubeconfigUser, renew } from './certs';
import { token } from './token';

const VERSION = 'v1.36.3';
/** Flags that stand alone. */
const SWITCHES = new Set(['print-join-command', 'help', 'h', 'allow-missing-template-keys', 'dry-run']);

/** `kubeadm config images list`. Models constants.go. */
const IMAGES = [
  ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'].map((name) => `${name}:${VERSION}`),
  'coredns/coredns:v1.14.2',
  'pause:3.10.1',
  'etcd:3.6.8-0',
];

/** kubeadm as far as it looks after a cluster that runs: `certs`, `kubeconfig user`, `token`, `config images list`, `version`. */
export const kubeadm: Command = {
  name: 'kubeadm',
  usage:
    'kubeadm certs check-expiration | certs renew all|NAME | kubeconfig user | token list|create|delete|generate | config images list | version\n',
  *run(io, options) {
    const { words, value } = parse(options.operands);
    const [first, second, third] = words;
    if (first === 'version') {
      yield* io.print(
        value('output') === 'short' || value('o') === 'short'
          ? `${VERSION}\n`
          : `kubeadm version: &version.Info{Major:"1", Minor:"36", EmulationMajor:"", EmulationMinor:"", MinCompatibilityMajor:"", MinCompatibilityMinor:"", GitVersion:"${VERSION}", GitTreeState:"clean", Compiler:"gc", Platform:"linux/amd64"}\n`,
      );
      return 0;
    }
    if (first === 'certs' && second === 'check-expiration') return yield* checkExpiration(io);
    if (first === 'certs' && second === 'renew') return yield* renew(io, third);
    if (first === 'kubeconfig' && second === 'user') return yield* kubeconfigUser(io, value);
    if (first === 'token') return yield* token(io, words.slice(1), value);
    if (first === 'config' && second === 'images' && third === 'list') {
      yield* io.print(IMAGES.map((image) => `registry.k8s.io/${image}\n`).join(''));
      return 0;
    }
    yield* io.stderr(`kubeadm ${words.join(' ')}: not simulated here (this kubeadm knows: ${this.usage.trim()})\n`);
    return 1;
  },
};

/** Words, and flags as `--name=value`, `--name value` or `--name`. */
function parse(args: readonly string[]) {
  const words: string[] = [];
  const flags = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const [, name, given] = /^--?([^=]+)(?:=(.*))?$/s.exec(args[i]!) ?? [];
    if (name === undefined) words.push(args[i]!);
    else if (given !== undefined) flags.set(name, given);
    else if (SWITCHES.has(name)) flags.set(name, 'true');
    else flags.set(name, args[++i] ?? '');
  }
  return { words, value: (name: string) => flags.get(name) };
}
