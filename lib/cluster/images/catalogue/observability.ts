import { directory, executable, text, type Image } from '../image';
import { tags } from '../tags';

const PROMETHEUS_YML = `# my global config
global:
  scrape_interval: 15s # Set the scrape interval to every 15 seconds. Default is every 1 minute.
  evaluation_interval: 15s # Evaluate rules every 15 seconds. The default is every 1 minute.

scrape_configs:
  - job_name: "prometheus"
    static_configs:
      - targets: ["localhost:9090"]
`;

const ELASTIC = tags('6.8.23 7.17.29 8.15.5 8.17.10 8.18.8 8.19.5 9.0.8 9.1.5 9.2.0', { noLatest: true });

/** Of Elastic: on its own registry and on Docker Hub, always with a full version. */
const elastic = (name: string, rest: Partial<Image> & Pick<Image, 'megabytes' | 'files'>): Image => ({
  repository: `docker.elastic.co/${name.startsWith('filebeat') || name.startsWith('metricbeat') ? 'beats' : name}/${name}`,
  also: [`docker.io/library/${name}`, `docker.io/elastic/${name}`],
  tags: ELASTIC,
  base: 'ubi:9.6',
  entrypoint: ['/bin/tini', '--', '/usr/local/bin/docker-entrypoint'],
  env: (version) => ({ ELASTIC_CONTAINER: 'true', ELASTIC_VERSION: version }),
  user: '1000:0',
  ...rest,
});

const elasticFiles = (program: string) => [
  executable('/bin/tini', 'exec-arguments'),
  executable('/usr/local/bin/docker-entrypoint', program),
];

/** Metrics, logs and traces. */
export const OBSERVABILITY_IMAGES: readonly Image[] = [
  {
    repository: 'docker.io/prom/prometheus',
    also: ['quay.io/prometheus/prometheus'],
    tags: tags('2.37.9 2.45.6 2.47.2 2.48.1 2.50.1 2.51.2 2.52.0 2.53.5 2.54.1 2.55.1 3.0.1 3.1.0 3.2.1 3.4.2 3.5.0 3.7.3', {
      prefix: 'v',
    }),
    base: 'busybox',
    entrypoint: ['/bin/prometheus'],
    cmd: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/prometheus'],
    user: 'nobody',
    workingDir: '/prometheus',
    ports: ['9090/tcp'],
    files: [
      executable('/bin/prometheus'),
      executable('/bin/promtool'),
      text('/etc/prometheus/prometheus.yml', PROMETHEUS_YML),
      directory('/prometheus', 65534),
    ],
    megabytes: 110,
  },
  {
    repository: 'docker.io/prom/alertmanager',
    also: ['quay.io/prometheus/alertmanager'],
    tags: tags('0.25.0 0.26.0 0.27.0 0.28.1 0.29.0', { prefix: 'v' }),
    base: 'busybox',
    entrypoint: ['/bin/alertmanager'],
    cmd: ['--config.file=/etc/alertmanager/alertmanager.yml', '--storage.path=/alertmanager'],
    user: 'nobody',
    workingDir: '/alertmanager',
    ports: ['9093/tcp'],
    files: [
      executable('/bin/alertmanager'),
      executable('/bin/amtool', 'promtool'),
      text(
        '/etc/alertmanager/alertmanager.yml',
        "route:\n  group_by: ['alertname']\n  receiver: 'web.hook'\nreceivers:\n  - name: 'web.hook'\n    webhook_configs:\n      - url: 'http://127.0.0.1:5001/'\n",
      ),
      directory('/alertmanager', 65534),
    ],
    megabytes: 32,
  },
  {
    repository: 'docker.io/prom/node-exporter',
    also: ['quay.io/prometheus/node-exporter'],
    tags: tags('1.3.1 1.5.0 1.6.1 1.7.0 1.8.2 1.9.1 1.10.2', { prefix: 'v' }),
    base: 'busybox',
    entrypoint: ['/bin/node_exporter'],
    user: 'nobody',
    ports: ['9100/tcp'],
    files: [executable('/bin/node_exporter', 'node-exporter')],
    megabytes: 12,
  },
  {
    repository: 'docker.io/prom/pushgateway',
    tags: tags('1.6.2 1.9.0 1.11.2', { prefix: 'v' }),
    base: 'busybox',
    entrypoint: ['/bin/pushgateway'],
    user: '65534',
    ports: ['9091/tcp'],
    files: [executable('/bin/pushgateway')],
    megabytes: 10,
  },
  {
    repository: 'registry.k8s.io/kube-state-metrics/kube-state-metrics',
    tags: tags('2.9.2 2.10.1 2.12.0 2.13.0 2.14.0 2.15.0 2.16.0 2.17.0', { prefix: 'v', noLatest: true }),
    base: 'distroless',
    entrypoint: ['/kube-state-metrics', '--port=8080', '--telemetry-port=8081'],
    user: '65534',
    ports: ['8080/tcp', '8081/tcp'],
    files: [executable('/kube-state-metrics')],
    megabytes: 15,
  },
  {
    repository: 'docker.io/grafana/grafana',
    also: ['docker.io/grafana/grafana-oss', 'docker.io/grafana/grafana-enterprise'],
    tags: tags('8.5.27 9.5.21 10.4.19 11.0.11 11.2.10 11.6.7 12.0.6 12.1.3 12.2.1', { suffixes: '-ubuntu' }),
    base: (tag) => (tag.includes('ubuntu') ? 'ubuntu:22.04' : 'alpine'),
    entrypoint: ['/run.sh'],
    env: (version) => ({
      GF_PATHS_CONFIG: '/etc/grafana/grafana.ini',
      GF_PATHS_DATA: '/var/lib/grafana',
      GF_PATHS_HOME: '/usr/share/grafana',
      GF_PATHS_LOGS: '/var/log/grafana',
      GF_PATHS_PLUGINS: '/var/lib/grafana/plugins',
      GF_PATHS_PROVISIONING: '/etc/grafana/provisioning',
      GRAFANA_VERSION: version,
    }),
    user: '472',
    users: { grafana: 472 },
    workingDir: '/usr/share/grafana',
    ports: ['3000/tcp'],
    tools: ['curl', 'bash'],
    files: [
      executable('/run.sh', 'grafana'),
      executable('/usr/share/grafana/bin/grafana'),
      executable('/usr/share/grafana/bin/grafana-cli', 'grafana-tool'),
      text('/etc/grafana/grafana.ini', '[server]\n;http_port = 3000\n[security]\n;admin_user = admin\n;admin_password = admin\n'),
      directory('/etc/grafana/provisioning/datasources'),
      directory('/etc/grafana/provisioning/dashboards'),
      directory('/var/lib/grafana', 472),
    ],
    megabytes: 180,
  },
  {
    repository: 'docker.io/grafana/loki',
    tags: tags('2.9.17 3.0.1 3.2.2 3.4.6 3.5.7'),
    base: 'distroless',
    entrypoint: ['/usr/bin/loki'],
    cmd: ['-config.file=/etc/loki/local-config.yaml'],
    user: '10001',
    ports: ['3100/tcp'],
    files: [executable('/usr/bin/loki'), text('/etc/loki/local-config.yaml', 'auth_enabled: false\nserver:\n  http_listen_port: 3100\n')],
    megabytes: 35,
  },
  {
    repository: 'docker.io/jaegertracing/all-in-one',
    also: ['docker.io/jaegertracing/jaeger', 'quay.io/jaegertracing/all-in-one'],
    tags: tags('1.35.2 1.50.0 1.57.0 1.60.0 1.65.0 1.70.0 1.74.0 2.11.0', { latest: '1.74.0' }),
    base: 'alpine',
    entrypoint: ['/go/bin/all-in-one-linux'],
    user: '10001',
    ports: ['4317/tcp', '4318/tcp', '5778/tcp', '9411/tcp', '14250/tcp', '14268/tcp', '16686/tcp'],
    files: [executable('/go/bin/all-in-one-linux', 'jaeger')],
    megabytes: 30,
  },
  {
    repository: 'docker.io/openzipkin/zipkin',
    tags: tags('2.24.4 3.5.1', { names: { '2': '2.24.4', '3': '3.5.1' } }),
    base: 'alpine',
    entrypoint: ['start-zipkin'],
    user: 'zipkin',
    users: { zipkin: 1000 },
    ports: ['9410/tcp', '9411/tcp'],
    files: [executable('/usr/local/bin/start-zipkin', 'zipkin')],
    megabytes: 75,
  },
  {
    repository: 'docker.io/otel/opentelemetry-collector',
    also: ['docker.io/otel/opentelemetry-collector-contrib'],
    tags: tags('0.90.1 0.100.0 0.110.0 0.120.0 0.130.1 0.138.0'),
    base: 'scratch',
    entrypoint: ['/otelcol'],
    cmd: ['--config', '/etc/otelcol/config.yaml'],
    user: '10001',
    ports: ['4317/tcp', '4318/tcp', '55679/tcp'],
    files: [executable('/otelcol'), text('/etc/otelcol/config.yaml', 'receivers:\n  otlp:\n    protocols:\n      grpc:\n      http:\n')],
    megabytes: 45,
  },
  elastic('elasticsearch', {
    cmd: ['eswrapper'],
    user: '1000:0',
    users: { elasticsearch: 1000 },
    workingDir: '/usr/share/elasticsearch',
    ports: ['9200/tcp', '9300/tcp'],
    tools: ['curl'],
    files: [
      ...elasticFiles('elasticsearch'),
      text('/usr/share/elasticsearch/config/elasticsearch.yml', 'cluster.name: "docker-cluster"\nnetwork.host: 0.0.0.0\n'),
      directory('/usr/share/elasticsearch/data', 1000),
      directory('/usr/share/elasticsearch/logs', 1000),
    ],
    megabytes: 620,
  }),
  elastic('kibana', {
    cmd: ['/usr/local/bin/kibana-docker'],
    users: { kibana: 1000 },
    workingDir: '/usr/share/kibana',
    ports: ['5601/tcp'],
    tools: ['curl'],
    files: [
      ...elasticFiles('kibana'),
      text('/usr/share/kibana/config/kibana.yml', 'server.host: "0.0.0.0"\nelasticsearch.hosts: [ "http://elasticsearch:9200" ]\n'),
    ],
    megabytes: 460,
  }),
  elastic('logstash', {
    users: { logstash: 1000 },
    workingDir: '/usr/share/logstash',
    ports: ['5044/tcp', '9600/tcp'],
    files: [
      ...elasticFiles('logstash'),
      text(
        '/usr/share/logstash/pipeline/logstash.conf',
        'input {\n  beats {\n    port => 5044\n  }\n}\n\noutput {\n  stdout {\n    codec => rubydebug\n  }\n}\n',
      ),
      text(
        '/usr/share/logstash/config/logstash.yml',
        'http.host: "0.0.0.0"\nxpack.monitoring.elasticsearch.hosts: [ "http://elasticsearch:9200" ]\n',
      ),
    ],
    megabytes: 430,
  }),
  elastic('filebeat', {
    cmd: ['-environment', 'container'],
    user: 'filebeat',
    users: { filebeat: 1000 },
    workingDir: '/usr/share/filebeat',
    files: [
      ...elasticFiles('filebeat'),
      text(
        '/usr/share/filebeat/filebeat.yml',
        "filebeat.config:\n  modules:\n    path: ${path.config}/modules.d/*.yml\n\noutput.elasticsearch:\n  hosts: '${ELASTICSEARCH_HOSTS:elasticsearch:9200}'\n",
      ),
    ],
    megabytes: 130,
  }),
  {
    repository: 'docker.io/fluent/fluentd',
    also: [
      'docker.io/library/fluentd',
      'quay.io/fluentd_elasticsearch/fluentd',
      'docker.io/fluent/fluentd-kubernetes-daemonset',
      'registry.k8s.io/fluentd-elasticsearch',
      'registry.k8s.io/fluentd-gcp',
      'docker.io/bitnami/fluentd',
    ],
    tags: tags('1.14.6 1.15.3 1.16.9 1.17.1 1.18.0 1.19.0 2.5.2 3.0.4 4.7.5', {
      prefix: 'v',
      latest: '1.19.0',
      names: {
        edge: '1.19.0',
        '1.20': '1.20',
        '1.30': '1.30',
        'v1-debian-elasticsearch': '1.19.0',
        'v1.16-1': '1.16.9',
        'v1.17-1': '1.17.1',
        'v1.17-debian-1': '1.17.1',
        'v1.16-debian-1': '1.16.9',
        'v1.14-1': '1.14.6',
        stable: '1.19.0',
      },
      suffixes: '-debian -debian-1 -1.0 -debian-elasticsearch7-1 -debian-elasticsearch8-1',
    }),
    base: (tag) => (tag.includes('debian') ? 'debian:12' : 'alpine'),
    entrypoint: ['tini', '--', '/bin/entrypoint.sh'],
    cmd: ['fluentd'],
    env: { FLUENTD_CONF: 'fluent.conf' },
    users: { fluent: 1000 },
    ports: ['5140/tcp', '24224/tcp'],
    files: [
      executable('/sbin/tini', 'exec-arguments'),
      executable('/bin/entrypoint.sh', 'exec-arguments'),
      executable('/usr/bin/fluentd'),
      executable('/usr/local/bin/run.sh', 'fluentd'),
      text(
        '/fluentd/etc/fluent.conf',
        '<source>\n  @type  forward\n  @id    input1\n  @label @mainstream\n  port  24224\n</source>\n\n<filter **>\n  @type stdout\n</filter>\n\n<label @mainstream>\n  <match **>\n    @type file\n    @id   output1\n    path         /fluentd/log/data.*.log\n  </match>\n</label>\n',
      ),
      directory('/fluentd/log', 1000),
    ],
    megabytes: 35,
  },
  {
    repository: 'docker.io/fluent/fluent-bit',
    also: ['cr.fluentbit.io/fluent/fluent-bit', 'docker.io/bitnami/fluent-bit', 'public.ecr.aws/aws-observability/aws-for-fluent-bit'],
    tags: tags('1.8.15 1.9.10 2.0.14 2.1.10 2.2.3 3.0.7 3.1.10 3.2.10 4.0.13 4.1.1', { suffixes: '-debug' }),
    base: (tag) => (tag.includes('debug') ? 'debian:12' : 'distroless'),
    entrypoint: [],
    cmd: ['/fluent-bit/bin/fluent-bit', '-c', '/fluent-bit/etc/fluent-bit.conf'],
    ports: ['2020/tcp'],
    files: [
      executable('/fluent-bit/bin/fluent-bit'),
      text(
        '/fluent-bit/etc/fluent-bit.conf',
        '[SERVICE]\n    flush        1\n    daemon       Off\n    log_level    info\n    parsers_file parsers.conf\n    http_server  Off\n    http_listen  0.0.0.0\n    http_port    2020\n\n[INPUT]\n    name cpu\n    tag  cpu.local\n    interval_sec 1\n\n[OUTPUT]\n    name  stdout\n    match *\n',
      ),
      text('/fluent-bit/etc/parsers.conf', '[PARSER]\n    Name   json\n    Format json\n'),
    ],
    megabytes: 30,
  },
  {
    repository: 'docker.io/library/influxdb',
    tags: tags('1.8.10 1.11.8 2.7.12', { names: { '2': '2.7.12', '1.8': '1.8.10' }, suffixes: '-alpine' }),
    base: (tag) => (tag.includes('alpine') ? 'alpine' : 'debian:12'),
    entrypoint: ['/entrypoint.sh'],
    cmd: ['influxd'],
    ports: ['8086/tcp'],
    files: [executable('/entrypoint.sh', 'exec-arguments'), executable('/usr/local/bin/influxd'), directory('/var/lib/influxdb2', 0)],
    megabytes: 140,
  },
];
