import { CERTIFICATES } from '@/lib/cluster/addons/ingress-nginx/routes';
import type { Program } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import { flag, klogHead, print, printError, untilSignal } from './daemon';

const BANNER = `-------------------------------------------------------------------------------
NGINX Ingress controller
  Release:       v1.13.3
  Build:         93851f05e61d99eea49140c9be73499a3cb92ccc
  Repository:    https://github.com/kubernetes/ingress-nginx
  nginx version: nginx/1.27.1

-------------------------------------------------------------------------------

`;

/** nginx-ingress-controller: nginx on 80 and 443, and the operator of that name. */
export const nginxIngressController: Program = function* (sys, argv) {
  yield* print(sys, BANNER);
  const tls = { directory: CERTIFICATES, certificate: `${CERTIFICATES}/default-fake-certificate.pem` };
  const withoutClass = argv.includes('--watch-ingress-without-class=true');
  const certificate = flag(argv, 'validating-webhook-certificate');
  const webhook = Number((flag(argv, 'validating-webhook') ?? '').replace(/^.*:/, ''));
  for (const [port, handler, data] of [
    [80, 'ingress-nginx', { withoutClass }],
    [443, 'ingress-nginx', { withoutClass, tls }],
    [10254, 'healthy', {}],
    ...(webhook ? [[webhook, 'ingress-nginx-admission', { withoutClass, tls: { certificate } }] as const] : []),
  ] as const) {
    try {
      sys.listen(port, handler, { data });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      yield* printError(
        sys,
        `${klogHead(sys.now(), 7, 'F')}main.go:67] port ${port} is already in use. Please check the flag --http-port\n`,
      );
      return 255;
    }
  }
  const say = (text: string) => printError(sys, `${klogHead(sys.now(), 7)}${text}\n`);
  yield* say('main.go:205] "Creating API client" host="https://10.96.0.1:443"');
  yield* say('main.go:101] "SSL fake certificate created" file="/etc/ingress-controller/ssl/default-fake-certificate.pem"');
  yield* say('nginx.go:273] "Starting NGINX Ingress controller"');
  if (webhook)
    yield* say(
      `main.go:64] "Starting validation webhook" address=":${webhook}" certPath="${certificate ?? ''}" keyPath="${flag(argv, 'validating-webhook-key') ?? ''}"`,
    );
  sys.host({ call: 'operator', name: 'nginx-ingress-controller', argv });
  yield* say('nginx.go:319] "Starting NGINX process"');
  yield* untilSignal(sys);
  yield* say('nginx.go:396] "Shutting down controller queues"');
  yield* say('nginx.go:404] "Stopping NGINX process"');
  return 0;
};
