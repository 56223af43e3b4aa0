import type { ServiceTable } from '@/lib/hosts/net/network';
import { printError } from '@/lib/hosts/process/blocking';
import type { Program, ProgramTable } from '@/lib/hosts/process/program';
import { INTERPRETERS, java, pythonHttpService } from './interpreters';
import { mongod, mongoEntrypoint, mongoService } from './mongo/server';
import { mongosh } from './mongo/shell';
import { mysqlClient, mysqladmin } from './mysql/client';
import { mariadbEntrypoint, mysqld, mysqlEntrypoint, mysqlService } from './mysql/server';
import { pgIsready, psql } from './postgres/client';
import { postgres, postgresEntrypoint, postgresService } from './postgres/server';
import { quietServer } from './quiet-server';
import { redisCli } from './redis/cli';
import { redisServer, redisService } from './redis/server';
import {
  cmsEntrypoint,
  guestbookFollower,
  helloWorld,
  joomlaEntrypoint,
  nodeEntrypoint,
  randomLogger,
  serverEntrypoint,
  stressNg,
  vishStress,
} from './scripts-of-images';
import { BOOKINFO_SERVERS } from './servers/bookinfo';
import { CONTENT_SERVERS } from './servers/content';
import { ECHO_SERVERS } from './servers/echoes';
import { GREETER_SERVERS } from './servers/greeters';
import { JAVA_SERVERS } from './servers/java';
import { KODEKLOUD_SERVERS } from './servers/kodekloud';
import { LOG_SERVERS } from './servers/logging';
import { MESSAGING_SERVERS } from './servers/messaging';
import { METRICS_SERVERS } from './servers/metrics';
import { PLATFORM_SERVERS } from './servers/platform';
import { PROXY_SERVERS } from './servers/proxies';
import { SHIPPER_PROGRAMS } from './shippers';
import { serverProgram, serverService, type Server } from './servers/server';

const SERVERS: readonly Server[] = [
  ...BOOKINFO_SERVERS,
  ...CONTENT_SERVERS,
  ...ECHO_SERVERS,
  ...GREETER_SERVERS,
  ...JAVA_SERVERS,
  ...KODEKLOUD_SERVERS,
  ...LOG_SERVERS,
  ...MESSAGING_SERVERS,
  ...METRICS_SERVERS,
  ...PLATFORM_SERVERS,
  ...PROXY_SERVERS,
];

/** Tools that images have and this simulation does not: they say so. */
const NOT_SIMULATED =
  'pip npm npx yarn jshell mvn irb gem bundle cargo dotnet mysql-tool postgres-tool redis-tool kafka-tool zookeeper-tool cassandra-tool grafana-tool promtool git-sync socat rabbitmqctl argocd';

const notSimulated: Program = function* (sys, argv) {
  yield* printError(sys, `${argv[0]!.split('/').pop()}: not simulated here\n`);
  return 1;
};

/** nodetool: what a readiness probe asks of Cassandra. */
const nodetool: Program = function* (sys, argv) {
  if (argv[1] !== 'status') return yield* notSimulated(sys, argv);
  sys.dial('127.0.0.1', 7199);
  sys.write(
    1,
    `Datacenter: datacenter1\n=======================\nStatus=Up/Down\n|/ State=Normal/Leaving/Joining/Moving\n--  Address     Load       Tokens  Owns (effective)  Host ID                               Rack\nUN  ${sys.addresses()[0] ?? ''}  70.2 KiB  16      100.0%            00000000-0000-4000-8000-000000000000  rack1\n`,
  );
  return 0;
};

/** Adds what the images of the catalogue run. */
export function addImagePrograms(programs: ProgramTable): void {
  for (const server of SERVERS) programs.add(server.name, serverProgram(server));
  for (const [name, program] of Object.entries({ ...INTERPRETERS, ...SHIPPER_PROGRAMS })) programs.add(name, program);
  for (const name of NOT_SIMULATED.split(' ')) programs.add(name, notSimulated);
  programs
    .add('java', java)
    .add('nodetool', nodetool)
    .add('hello-world', helloWorld)
    .add('vish-stress', vishStress)
    .add('stress-ng', stressNg)
    .add('random-logger', randomLogger)
    .add('node-entrypoint', nodeEntrypoint)
    .add('traefik-entrypoint', serverEntrypoint('traefik'))
    .add('haproxy-entrypoint', serverEntrypoint('haproxy'))
    .add('wordpress-entrypoint', cmsEntrypoint('WordPress', 'index.php'))
    .add('drupal-entrypoint', cmsEntrypoint('Drupal', 'composer.json'))
    .add('nextcloud-entrypoint', cmsEntrypoint('Nextcloud', 'version.php'))
    .add('phpmyadmin-entrypoint', cmsEntrypoint('phpMyAdmin', 'index.php'))
    .add('joomla-entrypoint', joomlaEntrypoint)
    .add('gb-redis-follower', guestbookFollower)
    .add('redis-entrypoint', serverEntrypoint('redis-server'))
    .add('redis-server', redisServer)
    .add('redis-cli', redisCli)
    .add('mysql-entrypoint', mysqlEntrypoint)
    .add('mariadb-entrypoint', mariadbEntrypoint)
    .add('mysqld', mysqld)
    .add('mysql', mysqlClient)
    .add('mysqladmin', mysqladmin)
    .add('postgres-entrypoint', postgresEntrypoint)
    .add('postgres', postgres)
    .add('psql', psql)
    .add('pg_isready', pgIsready)
    .add('mongo-entrypoint', mongoEntrypoint)
    .add('mongod', mongod)
    .add('mongosh', mongosh)
    .add('memcached', quietServer(11211));
}

/** Adds the handlers of the ports that they listen on. */
export function addImagePorts(services: ServiceTable): ServiceTable {
  for (const server of SERVERS) if (server.answers) services.add(server.name, serverService(server));
  return services
    .add('redis', redisService)
    .add('mysql', mysqlService)
    .add('postgres', postgresService)
    .add('mongo', mongoService)
    .add('python-http', pythonHttpService);
}
