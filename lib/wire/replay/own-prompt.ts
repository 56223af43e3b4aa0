import type { World } from '@/lib/world/world';
import type { Prompt } from './replay';
import type { Scenario } from './scenario';

const WORK = '/root/work';
const KEYS = '/root/keys';

/** Our own kubectl in our own shell, inside the world. */
export function ownPrompt(world: World, scenario: Scenario): Prompt {
  const host = world.defaultHost;
  const tree = world.hosts.get(host)!.tree();
  const write = (path: string, text: string) => {
    tree.mkdirs(path.slice(0, path.lastIndexOf('/')));
    tree.writeFile(path, text);
  };
  const { ca, users } = world.cluster.pki;
  write(`${KEYS}/ca.crt`, ca.certificatePem);
  write(`${KEYS}/client.crt`, users.admin!.certificatePem);
  write(`${KEYS}/client.key`, users.admin!.key.privatePem);
  tree.mkdirs(WORK);
  for (const { file, text } of scenario.setup) write(`${WORK}/${file}`, text);
  const server = `https://${world.profile.hosts.find(({ name }) => name === world.profile.controlPlane)!.ip}:6443`;
  const environment = {
    SERVER: server,
    CA: `${KEYS}/ca.crt`,
    CERT: `${KEYS}/client.crt`,
    KEY: `${KEYS}/client.key`,
    KUBE_EDITOR: 'true',
    KUBECONFIG: '/root/.kube/config',
  };
  const plain = (text: string) =>
    text.replaceAll(WORK, '$CWD').replaceAll('/root/.kube/config', '$KUBECONFIG').replaceAll('/root', '$HOME');
  return {
    run: async (cmd, options) => {
      write(`${KEYS}/stdin`, options?.stdin ?? '');
      const exports = Object.entries({ ...environment, ...options?.env }).map(
        ([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
      );
      const text = `${exports.join('\n')}\ncd ${WORK}\nexec <${KEYS}/stdin\n${cmd}\n`;
      const { exit, stdout, stderr } = world.runScript({ host, user: 'root', name: 'sh', text, limitMs: 120_000 });
      return { exit, stdout: plain(stdout), stderr: plain(stderr) };
    },
    pass: async (ms) => void world.sim.runUntil(world.sim.now() + ms),
  };
}
