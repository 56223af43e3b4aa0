import { klogHead } from '../daemon';
import { html, json, plain, redirect, type Asked, type Place, type Server } from './server';

const logfmt = (at: Place, level: string, source: string, message: string, more = '') =>
  `time=${at.iso} level=${level} source=${source} msg="${message}"${more ? ` ${more}` : ''}\n`;
const metrics = (text: string) => plain(text, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
const GO_METRICS =
  '# HELP go_goroutines Number of goroutines that currently exist.\n# TYPE go_goroutines gauge\ngo_goroutines 31\n# HELP process_start_time_seconds Start time of the process since unix epoch in seconds.\n# TYPE process_start_time_seconds gauge\n';

/** A configuration file that has to be there and be a mapping of YAML. */
export const needsFile = (at: Place, path: string, say: (why: string) => string) => {
  const text = at.read(path);
  return text === undefined ? { text: say(`open ${path}: no such file or directory`), code: 1 } : undefined;
};

const configOf = (at: Place) => at.flag('config.file') ?? '/etc/prometheus/prometheus.yml';
const KNOWN = new Set(
  'global scrape_configs rule_files alerting remote_write remote_read scrape_config_files storage tracing otlp runtime'.split(' '),
);

function prometheusRefuses(at: Place) {
  const path = configOf(at);
  const text = at.read(path);
  const line = (why: string) => logfmt(at, 'ERROR', 'main.go:626', 'Error loading config', `file=${path} err=${JSON.stringify(why)}`);
  if (text === undefined) return { text: line(`open ${path}: no such file or directory`), code: 2 };
  const odd = text.split('\n').findIndex((row) => /^\w[\w-]*:/.test(row) && !KNOWN.has(row.split(':')[0]!));
  if (odd >= 0)
    return {
      text: line(
        `parsing YAML file ${path}: yaml: unmarshal errors:\n  line ${odd + 1}: field ${text.split('\n')[odd]!.split(':')[0]} not found in type config.plain`,
      ),
      code: 2,
    };
  const tab = text.split('\n').findIndex((row) => /^ *\t/.test(row));
  if (tab >= 0)
    return { text: line(`parsing YAML file ${path}: yaml: line ${tab + 1}: found character that cannot start any token`), code: 2 };
  return undefined;
}

/** Whether each static target of the configuration answers. */
function targets(asked: Asked) {
  const text = asked.read(configOf(asked)) ?? '';
  const found: { job: string; target: string }[] = [];
  let job = '';
  for (const row of text.split('\n')) {
    job = /job_name:\s*["']?([^"'\s]+)/.exec(row)?.[1] ?? job;
    const list = /targets:\s*\[(.*)\]/.exec(row)?.[1];
    for (const target of list?.split(',') ?? []) found.push({ job, target: target.trim().replace(/["']/g, '') });
  }
  return found.slice(0, 100).map(({ job: of, target }) => {
    const [host = '', port] = target.split(':');
    const error = asked.unreachable(host, Number(port) || 80);
    return {
      labels: { instance: target, job: of },
      scrapeUrl: `http://${target}/metrics`,
      lastError: error ? `Get "http://${target}/metrics": dial tcp: ${error.message.toLowerCase()}` : '',
      health: error ? 'down' : 'up',
    };
  });
}

/** Of Prometheus and Grafana. */
export const METRICS_SERVERS: readonly Server[] = [
  {
    name: 'prometheus',
    ports: (at) => [Number((at.flag('web.listen-address') ?? ':9090').split(':').pop())],
    logsTo: 'stderr',
    refuses: prometheusRefuses,
    says: (at) =>
      logfmt(at, 'INFO', 'main.go:725', 'Starting Prometheus Server', 'mode=server version="(version=3.7.3, branch=HEAD)"') +
      logfmt(at, 'INFO', 'web.go:660', 'Start listening for connections', 'component=web address=0.0.0.0:9090') +
      logfmt(at, 'INFO', 'main.go:1551', 'Completed loading of configuration file', `filename=${configOf(at)}`) +
      logfmt(at, 'INFO', 'main.go:1287', 'Server is ready to receive web requests.'),
    answers: (asked) => {
      switch (asked.path) {
        case '/-/healthy':
          return plain('Prometheus Server is Healthy.\n');
        case '/-/ready':
          return plain('Prometheus Server is Ready.\n');
        case '/-/reload':
          return asked.argv.includes('--web.enable-lifecycle') ? plain('') : plain('Lifecycle API is not enabled.\n', 403);
        case '/metrics':
          return metrics(GO_METRICS);
        case '/api/v1/targets':
          return json({ status: 'success', data: { activeTargets: targets(asked), droppedTargets: [] } });
        case '/api/v1/query': {
          if (asked.query('query') !== 'up')
            return json({ status: 'error', errorType: 'execution', error: 'PromQL other than "up" is not simulated here' }, 422);
          const result = targets(asked).map(({ labels, health }) => ({
            metric: { __name__: 'up', ...labels },
            value: [asked.sys.now() / 1000, health === 'up' ? '1' : '0'],
          }));
          return json({ status: 'success', data: { resultType: 'vector', result } });
        }
        case '/':
          return redirect('/query');
        default:
          return html(
            '<!doctype html>\n<html lang="en">\n<head><title>Prometheus Time Series Collection and Processing Server</title></head>\n</html>\n',
          );
      }
    },
    stops: (at) => logfmt(at, 'WARN', 'main.go:1022', 'Received an OS signal, exiting gracefully...', 'signal=terminated'),
  },
  {
    name: 'alertmanager',
    ports: [9093],
    logsTo: 'stderr',
    refuses: (at) =>
      needsFile(at, at.flag('config.file') ?? '/etc/alertmanager/alertmanager.yml', (why) =>
        logfmt(at, 'ERROR', 'coordinator.go:117', 'Loading configuration file failed', `err="${why}"`),
      ),
    says: (at) =>
      logfmt(at, 'INFO', 'main.go:191', 'Starting Alertmanager', 'version="(version=0.29.0, branch=HEAD)"') +
      logfmt(at, 'INFO', 'tls_config.go:347', 'Listening on', 'address=[::]:9093'),
    answers: (asked) =>
      asked.path === '/-/healthy' || asked.path === '/-/ready'
        ? plain('OK')
        : asked.path === '/api/v2/alerts'
          ? json([])
          : html('<!DOCTYPE html>\n<html lang="en">\n<head><title>Alertmanager</title></head>\n</html>\n'),
  },
  {
    name: 'pushgateway',
    ports: [9091],
    logsTo: 'stderr',
    says: (at) => logfmt(at, 'INFO', 'main.go:87', 'starting pushgateway', 'version="(version=1.11.2, branch=HEAD)"'),
    answers: (asked) => (asked.path === '/metrics' ? metrics(GO_METRICS) : plain('', asked.request.method === 'GET' ? 200 : 202)),
  },
  {
    name: 'node-exporter',
    ports: (at) => [Number((at.flag('web.listen-address') ?? ':9100').split(':').pop())],
    logsTo: 'stderr',
    says: (at) =>
      logfmt(at, 'INFO', 'node_exporter.go:216', 'Starting node_exporter', 'version="(version=1.10.2, branch=HEAD)"') +
      logfmt(at, 'INFO', 'tls_config.go:347', 'Listening on', 'address=[::]:9100'),
    answers: (asked) =>
      asked.path === '/metrics'
        ? metrics(
            `${GO_METRICS}# HELP node_uname_info Labeled system information as provided by the uname system call.\n# TYPE node_uname_info gauge\nnode_uname_info{machine="x86_64",nodename="${asked.host}",sysname="Linux"} 1\n# HELP node_time_seconds System time in seconds since epoch (1970).\n# TYPE node_time_seconds gauge\nnode_time_seconds ${asked.sys.now() / 1000}\n`,
          )
        : html(
            '<!DOCTYPE html>\n<html lang="en">\n<head><title>Node Exporter</title></head>\n<body><h1>Node Exporter</h1><a href="/metrics">Metrics</a></body>\n</html>\n',
          ),
  },
  {
    name: 'kube-state-metrics',
    ports: [8080, 8081],
    logsTo: 'stderr',
    says: (at) =>
      `${klogHead(at.sys.now(), 1)}wrapper.go:120] "Starting kube-state-metrics"\n${klogHead(at.sys.now(), 1)}server.go:295] "Started metrics server" metricsServerAddress="[::]:8080"\n`,
    answers: (asked) =>
      asked.path === '/healthz' || asked.path === '/livez' || asked.path === '/readyz'
        ? plain('OK')
        : asked.path === '/metrics'
          ? plain('metrics of objects are not simulated here\n', 501)
          : html('<html><head><title>kube-state-metrics</title></head></html>\n'),
  },
  {
    name: 'grafana',
    ports: (at) => [Number(at.env('GF_SERVER_HTTP_PORT')) || 3000],
    takesMs: 2000,
    says: (at) =>
      `logger=settings t=${at.iso} level=info msg="Starting Grafana" version=${at.env('GRAFANA_VERSION') || '12.2.1'} commit=unknown branch=HEAD\n`,
    ready: (at) => `logger=http.server t=${at.iso} level=info msg="HTTP Server Listen" address=[::]:3000 protocol=http subUrl= socket=\n`,
    answers: (asked) => {
      if (asked.path === '/api/health')
        return json({ database: 'ok', version: asked.env('GRAFANA_VERSION'), commit: 'unknown' }, 200, {}, 2);
      if (asked.path === '/login')
        return html('<!DOCTYPE html>\n<html lang="en-US">\n<head>\n  <title>Grafana</title>\n</head>\n</html>\n');
      const login = Buffer.from(
        `${asked.env('GF_SECURITY_ADMIN_USER') || 'admin'}:${asked.env('GF_SECURITY_ADMIN_PASSWORD') || 'admin'}`,
      ).toString('base64');
      if (asked.path.startsWith('/api/'))
        return asked.header('authorization') === `Basic ${login}`
          ? json([])
          : json({ message: 'Invalid username or password', messageId: 'password-auth.failed', statusCode: 401, traceID: '' }, 401);
      return asked.env('GF_AUTH_ANONYMOUS_ENABLED') === 'true'
        ? html('<!DOCTYPE html>\n<html lang="en-US">\n<head>\n  <title>Grafana</title>\n</head>\n</html>\n')
        : redirect('/login');
    },
  },
];
