import { goNotFound, html, json, plain, redirect, type Asked, type Place, type Server } from './server';
import { needsFile } from './metrics';

const elastic = (at: Place, level: string, logger: string, message: string) =>
  JSON.stringify({
    '@timestamp': at.iso,
    'log.level': level,
    message,
    'ecs.version': '1.2.0',
    'log.logger': logger,
    'process.thread.name': 'main',
  }) + '\n';
/** Logs and traces. */
export const LOG_SERVERS: readonly Server[] = [
  {
    name: 'loki',
    ports: [3100],
    logsTo: 'stderr',
    refuses: (at) =>
      needsFile(
        at,
        at.flag('config.file') ?? '/etc/loki/local-config.yaml',
        (why) =>
          `failed parsing config: ${why}. Use \`-config.expand-env=true\` flag if you want to expand environment variables in your config file\n`,
      ),
    says: (at) =>
      `level=info ts=${at.iso} caller=main.go:126 msg="Starting Loki" version="(version=3.5.7, branch=HEAD)"\nlevel=info ts=${at.iso} caller=loki.go:551 msg="Loki started"\n`,
    answers: (asked) =>
      asked.path === '/ready' ? plain('ready\n') : asked.path.startsWith('/loki/api/v1/push') ? plain('', 204) : goNotFound(),
  },
  {
    name: 'jaeger',
    ports: [4317, 4318, 5778, 9411, 14250, 14268, 14269, 16686],
    logsTo: 'stderr',
    says: (at) =>
      `{"level":"info","ts":${at.sys.now() / 1000},"caller":"flags/service.go:110","msg":"Mounting metrics handler on admin server","route":"/metrics"}\n{"level":"info","ts":${at.sys.now() / 1000},"caller":"app/server.go:302","msg":"Starting HTTP server","port":16686,"addr":":16686"}\n`,
    answers: (asked) =>
      asked.port === 14269
        ? json({ status: 'Server available' })
        : asked.path === '/api/services'
          ? json({ data: [], total: 0, limit: 0, offset: 0, errors: null })
          : html('<!doctype html>\n<html lang="en">\n<head>\n<title>Jaeger UI</title>\n</head>\n</html>\n'),
  },
  {
    name: 'zipkin',
    ports: [9410, 9411],
    takesMs: 3000,
    says: () => '\n                  oo\n                 oooo\n                oooooo\n\n:: version 3.5.1 :: commit unknown ::\n\n',
    answers: (asked) =>
      asked.path === '/health'
        ? json({ status: 'UP' })
        : asked.path === '/'
          ? redirect('/zipkin/')
          : html('<!doctype html>\n<html><head><title>Zipkin</title></head></html>\n'),
  },
  {
    name: 'otelcol',
    ports: [4317, 4318, 13133, 55679],
    logsTo: 'stderr',
    refuses: (at) =>
      needsFile(
        at,
        at.flag('config') ?? '/etc/otelcol/config.yaml',
        (why) =>
          `Error: failed to get config: cannot resolve the configuration: cannot retrieve the configuration: unable to read the file file:${at.flag('config')}: ${why}\n`,
      ),
    says: (at) =>
      `${at.iso}\tinfo\tservice@v0.138.0/service.go:222\tStarting otelcol...\t{"Version": "0.138.0", "NumCPU": 2}\n${at.iso}\tinfo\tservice@v0.138.0/service.go:245\tEverything is ready. Begin running and processing data.\n`,
    answers: (asked) => (asked.port === 13133 ? json({ status: 'Server available' }) : goNotFound()),
  },
  {
    name: 'elasticsearch',
    ports: [9200, 9300],
    takesMs: 12_000,
    megabytes: (at) =>
      Number(/-Xmx(\d+)m/.exec(at.env('ES_JAVA_OPTS'))?.[1] ?? Number(/-Xmx(\d+)g/.exec(at.env('ES_JAVA_OPTS'))?.[1] ?? 1) * 1024),
    refuses: (at) => {
      const single = at.env('discovery.type') === 'single-node' || Number(at.env('ELASTIC_VERSION').split('.')[0]) >= 8;
      const seeded = at.env('discovery.seed_hosts') || at.env('cluster.initial_master_nodes') || at.env('discovery.zen.ping.unicast.hosts');
      if (single || seeded) return undefined;
      const text =
        'bootstrap check failure [1] of [1]: the default discovery settings are unsuitable for production use; at least one of [discovery.seed_hosts, discovery.seed_providers, cluster.initial_master_nodes] must be configured';
      return {
        text:
          elastic(
            at,
            'ERROR',
            'org.elasticsearch.bootstrap.Bootstrap',
            `node validation exception\n[1] bootstrap checks failed. You must address the points described in the following [1] lines before starting Elasticsearch.\n${text}`,
          ) + 'ERROR: Elasticsearch did not exit normally - check the logs at /usr/share/elasticsearch/logs/docker-cluster.log\n',
        code: 78,
        stdout: true,
      };
    },
    says: (at) =>
      elastic(
        at,
        'INFO',
        'org.elasticsearch.node.Node',
        `version[${at.env('ELASTIC_VERSION')}], pid[1], build[docker], OS[Linux/amd64], JVM[Oracle Corporation/OpenJDK 64-Bit Server VM/25]`,
      ),
    ready: (at) =>
      elastic(
        at,
        'INFO',
        'org.elasticsearch.http.AbstractHttpServerTransport',
        `publish_address {${at.ip}:9200}, bound_addresses {0.0.0.0:9200}`,
      ) + elastic(at, 'INFO', 'org.elasticsearch.node.Node', 'started'),
    answers: elasticsearch,
    endsWith: 'signal',
  },
  {
    name: 'kibana',
    ports: [5601],
    takesMs: 8000,
    says: (at) => `[${at.iso}+00:00][INFO ][root] Kibana is starting\n`,
    ready: (at) => {
      const [host, port] = hostsOf(at);
      const error = at.unreachable(host, port);
      return `[${at.iso}+00:00][INFO ][http.server.Preboot] http server running at http://0.0.0.0:5601\n${error ? `[${at.iso}+00:00][ERROR][elasticsearch-service] Unable to retrieve version information from Elasticsearch nodes. ${error.code === 'ENAMENOTFOUND' ? `getaddrinfo ENOTFOUND ${host}` : `connect ${error.code} ${host}:${port}`}\n` : ''}`;
    },
    answers: (asked) => {
      const [host, port] = hostsOf(asked);
      if (asked.unreachable(host, port)) return plain('Kibana server is not ready yet', 503);
      return asked.path === '/api/status'
        ? json({ name: asked.host, status: { overall: { level: 'available' } } })
        : asked.path === '/'
          ? redirect('/app/home')
          : html('<!DOCTYPE html>\n<html lang="en"><head><title>Elastic</title></head></html>\n');
    },
    endsWith: 'signal',
  },
  {
    name: 'logstash',
    ports: [5044, 9600],
    takesMs: 8000,
    says: (at) =>
      `Using bundled JDK: /usr/share/logstash/jdk\nSending Logstash logs to /usr/share/logstash/logs which is now configured via log4j2.properties\n[${at.iso.slice(0, 19)},000][INFO ][logstash.runner          ] Starting Logstash {"logstash.version"=>"${at.env('ELASTIC_VERSION')}"}\n`,
    ready: (at) =>
      `[${at.iso.slice(0, 19)},000][INFO ][logstash.agent           ] Successfully started Logstash API endpoint {:port=>9600, :ssl_enabled=>false}\n[${at.iso.slice(0, 19)},000][INFO ][logstash.agent           ] Pipelines running {:count=>1, :running_pipelines=>[:main], :non_running_pipelines=>[]}\n`,
    answers: (asked) => json({ host: asked.host, version: asked.env('ELASTIC_VERSION'), http_address: '0.0.0.0:9600', status: 'green' }),
    endsWith: 'signal',
  },
  {
    name: 'filebeat',
    logsTo: 'stderr',
    says: (at) =>
      elastic(at, 'info', 'instance/beat.go', `Beat ID: 00000000-0000-4000-8000-000000000000`) +
      elastic(at, 'info', 'crawler', 'Loading and starting Inputs completed. Enabled inputs: 1'),
  },
  {
    name: 'influxd',
    ports: [8086],
    says: (at) =>
      `ts=${at.iso} lvl=info msg="Welcome to InfluxDB" log_id=0 version=v2.7.12 commit=unknown\nts=${at.iso} lvl=info msg=Listening log_id=0 service=tcp-listener transport=http addr=:8086 port=8086\n`,
    answers: (asked) =>
      asked.path === '/ping'
        ? plain('', 204)
        : asked.path === '/health'
          ? json({ name: 'influxdb', message: 'ready for queries and writes', status: 'pass', checks: [] })
          : html('<!doctype html><html lang="en"><head><title>InfluxDB</title></head></html>\n'),
  },
];

const hostsOf = (at: Place): readonly [string, number] => {
  const url = /https?:\/\/([^:/"\]]+)(?::(\d+))?/.exec(
    at.env('ELASTICSEARCH_HOSTS') || at.env('ELASTICSEARCH_URL') || 'http://elasticsearch:9200',
  );
  return [url?.[1] ?? 'elasticsearch', Number(url?.[2] ?? 9200)];
};

/** The paths of Elasticsearch's API that a smoke test asks: itself, its health, its indices; documents in files. */
function elasticsearch(asked: Asked) {
  const secure = Number(asked.env('ELASTIC_VERSION').split('.')[0]) >= 8 && asked.env('xpack.security.enabled') !== 'false';
  const name = asked.env('cluster.name') || 'docker-cluster';
  if (secure && !asked.header('authorization'))
    return json(
      { error: { type: 'security_exception', reason: `missing authentication credentials for REST request [${asked.path}]` }, status: 401 },
      401,
      { 'www-authenticate': 'Basic realm="security", charset="UTF-8"' },
    );
  const [, first = '', second = '', id = ''] = asked.path.split('/');
  const root = '/usr/share/elasticsearch/data';
  if (first === '')
    return json(
      {
        name: asked.env('node.name') || asked.host,
        cluster_name: name,
        cluster_uuid: 'nekala',
        version: { number: asked.env('ELASTIC_VERSION'), build_flavor: 'default', build_type: 'docker' },
        tagline: 'You Know, for Search',
      },
      200,
      {},
      2,
    );
  if (first === '_cluster' && second === 'health')
    return json({
      cluster_name: name,
      status: 'green',
      timed_out: false,
      number_of_nodes: 1,
      number_of_data_nodes: 1,
      active_primary_shards: 0,
      active_shards: 0,
    });
  if (first === '_cat')
    return plain(
      second.startsWith('health')
        ? `${Math.floor(asked.sys.now() / 1000)} ${asked.iso.slice(11, 19)} ${name} green 1 1 0 0 0 0 0 0 0 - 100.0%\n`
        : '',
    );
  const file = `${root}/${first}.${id}.json`;
  if (second === '_doc' && (asked.request.method === 'PUT' || asked.request.method === 'POST')) {
    const there = asked.read(file) !== undefined;
    asked.sys.writeFile(file, asked.body);
    return json({ _index: first, _id: id, _version: 1, result: there ? 'updated' : 'created' }, there ? 200 : 201);
  }
  if (second === '_doc') {
    const text = asked.read(file);
    return text === undefined
      ? json({ _index: first, _id: id, found: false }, 404)
      : json({ _index: first, _id: id, _version: 1, found: true, _source: JSON.parse(text) as unknown });
  }
  return json(
    { error: { type: 'not_simulated', reason: `${asked.request.method} ${asked.path} is not simulated here` }, status: 501 },
    501,
  );
}
