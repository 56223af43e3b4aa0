import { CERTIFICATES_COMPLAINT } from '@/lib/cluster/addons/gateway/fabric/certificates';
import {
  certificatesOf,
  CONFIGURATION_FILE,
  DEFAULT_CERTIFICATE,
  type ProxyConfiguration,
} from '@/lib/cluster/addons/gateway/fabric/configuration';
import type { Service } from '@/lib/hosts/net/network';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { print, printError, readIfThere, slashTime, untilSignal } from './daemon';

const HEALTH_PORT = 8081;
const METRICS_PORT = 9113;
const POLL_MS = 500;
/** Polls after which nginx asks more rarely whether it has been told what to do. */
const EAGER_POLLS = 240;
const RARE_POLL_MS = 60_000;

/** /usr/bin/gateway of NGINX Gateway Fabric: `controller`, `generate-certs`, `initialize`. */
export const gatewayProgram: Program = function* (sys, argv) {
  const zap = (fields: object) => `${JSON.stringify({ level: 'info', ts: new Date(sys.now()).toISOString(), ...fields })}\n`;
  if (argv[1] === 'initialize') {
    yield* printError(sys, zap({ logger: 'init', msg: 'Finished initializing configuration' }));
    return 0;
  }
  if (argv[1] === 'generate-certs') {
    sys.host({ call: 'operator', name: 'nginx-gateway-certificates', argv });
    const complaint = readIfThere(sys, CERTIFICATES_COMPLAINT);
    if (complaint === undefined) return 0;
    yield* printError(sys, `Error: error creating secrets: ${complaint}\n`);
    return 1;
  }
  if (argv[1] !== 'controller') {
    yield* print(
      sys,
      'Usage:\n  gateway [command]\n\nAvailable Commands:\n  controller     Run the NGINX Gateway Fabric control plane\n  generate-certs Generate self-signed certificates for securing control plane to data plane communication\n  initialize     Write initial configuration files\n',
    );
    return argv.length > 1 ? 1 : 0;
  }
  for (const port of [HEALTH_PORT, METRICS_PORT, 8443]) sys.listen(port, 'healthy');
  yield* printError(sys, zap({ msg: 'Starting the NGINX Gateway Fabric control plane', version: '2.4.0', dirty: 'false' }));
  sys.host({ call: 'operator', name: 'nginx-gateway', argv });
  yield* untilSignal(sys, ['TERM', 'INT']);
  yield* printError(sys, zap({ msg: 'Stopping and waiting for non leader election runnables' }));
  return 0;
};

/** nginx of a Gateway, with its agent: it waits for the control plane to say what it is to do. */
export const gatewayProxyProgram: Program = function* (sys) {
  const say = (text: string) => printError(sys, `${slashTime(sys.now())} [notice] ${sys.pid}#${sys.pid}: ${text}\n`);
  sys.listen(HEALTH_PORT, 'gateway-proxy-health');
  sys.listen(METRICS_PORT, 'healthy');
  yield* say('using the "epoll" event method');
  yield* say('nginx/1.29.3');
  yield* say('start worker processes');
  for (const signal of ['TERM', 'INT', 'QUIT'] as const) sys.handleSignal(signal, 'handle');
  const channel = sys.signalChannel();
  let listening: readonly number[] | undefined;
  for (let polls = 0; ; polls++) {
    if (sys.takeSignals().length > 0) return 0;
    if (!listening) {
      listening = listen(sys);
      if (listening) yield* say('reconfiguring');
    }
    if (listening) yield { channels: [channel] };
    else yield { channels: [channel], until: sys.now() + (polls < EAGER_POLLS ? POLL_MS : RARE_POLL_MS) };
  }
};

/** Opens the ports of the configuration; undefined while there is none. */
function listen(sys: Sys): readonly number[] | undefined {
  const text = readIfThere(sys, CONFIGURATION_FILE);
  if (text === undefined) return undefined;
  const { ports } = JSON.parse(text) as ProxyConfiguration;
  for (const { port } of ports) {
    const directory = certificatesOf(port);
    try {
      sys.listen(port, 'gateway-proxy', { data: { tls: { directory, certificate: `${directory}/${DEFAULT_CERTIFICATE}` } } });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  return ports.map(({ port }) => port);
}

/** /readyz of nginx: well once it has been told what to do. */
export const gatewayProxyHealth: Service = ({ sys }) => {
  const ready = sys.exists(CONFIGURATION_FILE);
  return { status: ready ? 200 : 503, headers: { 'content-type': 'text/plain' }, body: '' };
};
