import { portForwardService } from '@/lib/commands/kubectl/port-forward/service';
import { proxyService } from '@/lib/commands/kubectl/proxy/service';
import { ServiceTable } from '@/lib/hosts/net/network';
import type { ProgramTable } from '@/lib/hosts/process/program';
import { agnhost, agnhostService } from './agnhost';
import { agnhostHealthService } from './agnhost-health';
import { agnhostWebhookService } from './agnhost-webhook';
import { componentHealth } from './control-plane/component';
import { etcd } from './control-plane/etcd';
import { haproxy } from './control-plane/haproxy';
import { kubeApiserver } from './control-plane/kube-apiserver';
import { kubeControllerManager } from './control-plane/kube-controller-manager';
import { kubeScheduler } from './control-plane/kube-scheduler';
import { daemon, healthy } from './healthy';
import { addNetworkAgents } from './cni';
import { addHostDaemons } from './host-daemons';
import { klogHead } from './daemon';
import { addImagePorts, addImagePrograms } from './images';
import { nfsService } from '../runtime/nfs';
import { addNetworkPorts, addNetworkPrograms } from './network';
import { addNfsPrograms } from './nfs-server';
import { containerd, kubelet } from './node-daemons';
import { nginx, nginxEntrypoint, nginxService } from './nginx';
import { mute } from './quiet-server';
import { metricsServerService } from './metrics-server';
import { operatorProgram } from './operator';
import { addStoragePrograms } from './storage';
import { addVpaPrograms, vpaWebhookService } from './vpa';
import { webhookCertgen } from './webhook-certgen';
import { curlEntrypoint, execArguments, pause, stress } from './small';
import { echoService, httpd, httpdService, httpEcho, whoami, whoamiService } from './web';

/** Adds the programs that images and hosts run by themselves: servers and control-plane components. */
export function addDaemons(programs: ProgramTable): void {
  addNetworkAgents(programs);
  addNetworkPrograms(programs);
  addImagePrograms(programs);
  addNfsPrograms(programs);
  addHostDaemons(programs);
  addStoragePrograms(programs);
  addVpaPrograms(programs).add('kube-webhook-certgen', webhookCertgen);
  programs
    .add('nginx-entrypoint', nginxEntrypoint)
    .add('nginx', nginx)
    .add('httpd-server', httpd)
    .add('http-echo', httpEcho)
    .add('whoami-server', whoami)
    .add('agnhost', agnhost)
    .add('pause', pause)
    .add('exec-arguments', execArguments)
    .add('curl-entrypoint', curlEntrypoint)
    .add('stress', stress)
    .add('kube-apiserver', kubeApiserver)
    .add('etcd', etcd)
    .add('haproxy', haproxy)
    .addMachine('kube-controller-manager', kubeControllerManager)
    .addMachine('kube-scheduler', kubeScheduler)
    .add(
      'calico-kube-controllers',
      daemon(() => '[INFO][1] main.go 119: Loaded configuration from environment\n'),
    )
    .add(
      'metrics-server',
      operatorProgram('metrics-server', {
        ports: [{ port: 10250, service: 'metrics-server' }],
        started: (sys) =>
          [
            'serving.go:386] Generated self-signed cert (/tmp/apiserver.crt, /tmp/apiserver.key)',
            'secure_serving.go:211] Serving securely on [::]:10250',
          ]
            .map((line) => `${klogHead(sys.now(), 1)}${line}\n`)
            .join(''),
      }),
    )
    .add(
      'local-path-provisioner',
      operatorProgram('local-path-provisioner', {
        started: (sys) => `time="${new Date(sys.now()).toISOString().slice(0, 19)}Z" level=debug msg="Provisioner started"\n`,
      }),
    )
    .add('systemd', function* () {
      for (;;) yield { channels: [] };
    })
    .add('kubelet', kubelet)
    .add('containerd', containerd)
    .add('host-daemon', function* () {
      for (;;) yield { channels: [] };
    });
}

/** The handlers of ports that those programs listen on; `kube-apiserver` is the world's to add. */
export function daemonServices(): ServiceTable {
  return addImagePorts(addNetworkPorts(new ServiceTable()))
    .add('kubectl-port-forward', portForwardService)
    .add('kubectl-proxy', proxyService)
    .add('nginx', nginxService)
    .add('httpd', httpdService)
    .add('echo', echoService)
    .add('whoami', whoamiService)
    .add('agnhost', agnhostService)
    .add('agnhost-health', agnhostHealthService)
    .add('agnhost-webhook', agnhostWebhookService)
    .add('nfs', nfsService)
    .add('mute', mute)
    .add('metrics-server', metricsServerService)
    .add('vpa-webhook', vpaWebhookService)
    .add('etcd-peer', mute)
    .add('component-health', componentHealth)
    .add('healthy', healthy);
}
