import { Errno } from '@/lib/hosts/process/sys';
import { json, plain, html, type Place, type Server } from './server';

const javaTime = (at: Place) => `${at.iso.replace('T', ' ').slice(0, 19)},000`;
const kafka = (name: string, refuses?: Server['refuses']): Server => ({
  name,
  ports: [9092],
  takesMs: 4000,
  megabytes: 350,
  refuses,
  says: (at) => `[${javaTime(at)}] INFO Registered \`kafka:type=kafka.Log4jController\` MBean (kafka.utils.Log4jControllerRegistration$)\n`,
  ready: (at) =>
    `[${javaTime(at)}] INFO Awaiting socket connections on 0.0.0.0:9092. (kafka.network.DataPlaneAcceptor)\n[${javaTime(at)}] INFO [KafkaRaftServer nodeId=1] Kafka Server started (kafka.server.KafkaRaftServer)\n`,
  endsWith: 'signal',
});

/** Queues, logs and ensembles: they start, listen and say so; their protocols are not spoken. */
export const MESSAGING_SERVERS: readonly Server[] = [
  {
    name: 'rabbitmq-server',
    ports: (at) => [4369, 5672, 15692, 25672, ...(at.env('RABBITMQ_MANAGEMENT_ENABLED') ? [15672] : [])],
    takesMs: 5000,
    megabytes: 110,
    refuses: (at) =>
      at.env('RABBITMQ_VM_MEMORY_HIGH_WATERMARK')
        ? {
            text: 'error: RABBITMQ_VM_MEMORY_HIGH_WATERMARK is set but deprecated\nerror: deprecated environment variables detected\n\nPlease use a configuration file instead; visit https://www.rabbitmq.com/configure.html to learn more\n',
            code: 1,
          }
        : undefined,
    says: (at) =>
      `${at.iso.replace('T', ' ').slice(0, 19)}.000000+00:00 [info] <0.9.0> Time warp mode: no_time_warp\n\n  ##  ##      RabbitMQ 4.2.0\n  ##  ##\n  ##########  Copyright (c) 2007-2025 Broadcom Inc and/or its subsidiaries\n  ######  ##\n  ##########  Licensed under the MPL 2.0. Website: https://rabbitmq.com\n\n  Starting broker...`,
    ready: (at) =>
      ` completed with ${at.env('RABBITMQ_MANAGEMENT_ENABLED') ? 5 : 3} plugins.\n${at.iso.replace('T', ' ').slice(0, 19)}.000000+00:00 [info] <0.9.0> Server startup complete; ${at.env('RABBITMQ_MANAGEMENT_ENABLED') ? 5 : 3} plugins started.\n`,
    answers: (asked) => {
      if (asked.port !== 15672) reset();
      const login = Buffer.from(
        `${asked.env('RABBITMQ_DEFAULT_USER') || 'guest'}:${asked.env('RABBITMQ_DEFAULT_PASS') || 'guest'}`,
      ).toString('base64');
      if (!asked.path.startsWith('/api'))
        return html('<!DOCTYPE html>\n<html>\n<head>\n    <title>RabbitMQ Management</title>\n</head>\n</html>\n');
      if (asked.header('authorization') !== `Basic ${login}`)
        return json({ error: 'not_authorized', reason: 'Not_Authorized' }, 401, {
          'www-authenticate': 'Basic realm="RabbitMQ Management"',
        });
      return asked.path === '/api/overview'
        ? json({ management_version: '4.2.0', rabbitmq_version: '4.2.0', cluster_name: `rabbit@${asked.host}` })
        : json([]);
    },
  },
  kafka('kafka'),
  kafka('cp-kafka', (at) => {
    const missing = ['KAFKA_PROCESS_ROLES', 'KAFKA_ZOOKEEPER_CONNECT'].every((name) => !at.env(name))
      ? 'KAFKA_ZOOKEEPER_CONNECT'
      : at.env('KAFKA_ADVERTISED_LISTENERS')
        ? undefined
        : 'KAFKA_ADVERTISED_LISTENERS';
    return missing
      ? {
          text: `===> User\nuid=1000(appuser) gid=1000(appuser) groups=1000(appuser)\n===> Configuring ...\nRunning in Zookeeper mode...\n${missing} is required.\nCommand [/usr/local/bin/dub ensure ${missing}] FAILED !\n`,
          code: 1,
        }
      : undefined;
  }),
  kafka('bitnami-kafka', (at) =>
    at.env('KAFKA_CFG_PROCESS_ROLES') || at.env('KAFKA_CFG_ZOOKEEPER_CONNECT') || at.env('ALLOW_PLAINTEXT_LISTENER')
      ? undefined
      : {
          text: '\x1b[38;5;6mkafka \x1b[0m\x1b[38;5;5m\x1b[0m\x1b[38;5;1mERROR\x1b[0m ==> Kafka requires at least one process role to be set. Set the environment variable KAFKA_CFG_PROCESS_ROLES to configure process roles for Kafka\n',
          code: 1,
        },
  ),
  {
    name: 'zookeeper',
    ports: (at) => [2181, 8080, ...(at.env('ZOO_SERVERS') ? [2888, 3888] : [])],
    takesMs: 1500,
    says: (at) =>
      `ZooKeeper JMX enabled by default\nUsing config: /conf/zoo.cfg\n${javaTime(at)} [myid:] - INFO  [main:o.a.z.s.q.QuorumPeerConfig@177] - Reading configuration from: /conf/zoo.cfg\n`,
    ready: (at) => `${javaTime(at)} [myid:1] - INFO  [main:o.a.z.s.NIOServerCnxnFactory@660] - binding to port 0.0.0.0/0.0.0.0:2181\n`,
    answers: (asked) =>
      asked.port !== 8080 ? reset() : asked.path === '/commands/ruok' ? json({ command: 'ruok', error: null }) : plain('', 404),
    endsWith: 'signal',
  },
  {
    name: 'cassandra',
    ports: [7000, 7199, 9042],
    takesMs: 15_000,
    megabytes: (at) => Number(/(\d+)M/.exec(at.env('MAX_HEAP_SIZE'))?.[1] ?? 1024),
    says: (at) =>
      `INFO  [main] ${at.iso.replace('T', ' ').slice(0, 19)},000 YamlConfigurationLoader.java:103 - Configuration location: file:/etc/cassandra/cassandra.yaml\n`,
    ready: (at) =>
      `INFO  [main] ${at.iso.replace('T', ' ').slice(0, 19)},000 PipelineConfigurator.java:125 - Starting listening for CQL clients on /0.0.0.0:9042 (unencrypted)...\nINFO  [main] ${at.iso.replace('T', ' ').slice(0, 19)},000 CassandraDaemon.java:776 - Startup complete\n`,
    endsWith: 'signal',
  },
  {
    name: 'nats-server',
    ports: [4222, 8222],
    logsTo: 'stderr',
    says: (at) =>
      `[1] ${at.iso.replace('T', ' ').replace(/-/g, '/').slice(0, 19)}.000000 [INF] Starting nats-server\n[1] ${at.iso.replace('T', ' ').replace(/-/g, '/').slice(0, 19)}.000000 [INF] Listening for client connections on 0.0.0.0:4222\n[1] ${at.iso.replace('T', ' ').replace(/-/g, '/').slice(0, 19)}.000000 [INF] Server is ready\n`,
    answers: (asked) =>
      asked.port !== 8222
        ? reset()
        : asked.path === '/healthz'
          ? json({ status: 'ok' })
          : json({ server_name: asked.host, version: '2.12.1' }),
  },
];

function reset(): never {
  throw new Errno('ECONNRESET', 'Connection reset by peer');
}
