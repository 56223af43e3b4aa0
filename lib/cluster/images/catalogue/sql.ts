import { directory, executable, text, type Image } from '../image';
import { tags } from '../tags';

const POSTGRES_BIN = (version: string) => `/usr/lib/postgresql/${version.split('.')[0]}/bin`;

const postgresFiles = (version: string) => [
  executable('/usr/local/bin/docker-entrypoint.sh', 'postgres-entrypoint'),
  ...['postgres', 'pg_ctl', 'initdb'].map((name) =>
    executable(`${POSTGRES_BIN(version)}/${name}`, name === 'postgres' ? 'postgres' : 'postgres-tool'),
  ),
  executable('/usr/local/bin/postgres'),
  ...['psql', 'pg_isready', 'pg_dump', 'createdb', 'dropdb', 'createuser', 'pgbench'].map((name) =>
    executable(`/usr/bin/${name}`, name === 'psql' || name === 'pg_isready' ? name : 'postgres-tool'),
  ),
  directory('/var/lib/postgresql', 999, 0o1777),
  directory('/docker-entrypoint-initdb.d'),
  directory('/var/run/postgresql', 999, 0o3777),
];

const mysqlFiles = [
  executable('/usr/local/bin/docker-entrypoint.sh', 'mysql-entrypoint'),
  executable('/usr/sbin/mysqld'),
  executable('/usr/bin/mysql'),
  executable('/usr/bin/mysqladmin'),
  executable('/usr/bin/mysqldump', 'mysql-tool'),
  directory('/var/lib/mysql', 999, 0o1777),
  directory('/docker-entrypoint-initdb.d'),
  text(
    '/etc/my.cnf',
    '[mysqld]\nskip-host-cache\nskip-name-resolve\ndatadir=/var/lib/mysql\nsocket=/var/run/mysqld/mysqld.sock\nsecure-file-priv=/var/lib/mysql-files\nuser=mysql\n\n!includedir /etc/mysql/conf.d/\n',
  ),
  directory('/etc/mysql/conf.d'),
];

const MARIADB_TAGS = tags('10.3.39 10.4.34 10.5.29 10.6.23 10.11.14 11.4.8 11.8.3 12.0.2', {
  names: { lts: '11.8.3' },
  suffixes: '-noble -jammy -focal -ubi',
});

/** Databases that speak SQL. */
export const SQL_IMAGES: readonly Image[] = [
  {
    repository: 'docker.io/library/mysql',
    also: ['public.ecr.aws/docker/library/mysql', 'container-registry.oracle.com/mysql/community-server'],
    tags: tags('5.6.51 5.7.44 8.0.44 8.4.7 9.0.1 9.1.0 9.2.0 9.3.0 9.4.0 9.5.0', {
      names: { lts: '8.4.7', innovation: '9.5.0' },
      suffixes: '-debian -oracle -oraclelinux9 -oraclelinux8',
    }),
    base: (tag, version) => (tag.includes('debian') || version.startsWith('5.6') ? 'debian:10' : 'oracle:9.6'),
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['mysqld'],
    env: (version) => ({
      MYSQL_VERSION: `${version}-1.el9`,
      MYSQL_MAJOR: version.replace(/\.\d+$/, ''),
      GOSU_VERSION: '1.19',
      MYSQL_SHELL_VERSION: `${version}-1.el9`,
    }),
    users: { mysql: 999 },
    ports: ['3306/tcp', '33060/tcp'],
    files: mysqlFiles,
    megabytes: 240,
  },
  {
    repository: 'docker.io/bitnami/mysql',
    also: ['docker.io/bitnamilegacy/mysql'],
    tags: tags('5.7.43 8.0.43 8.4.6 9.4.0'),
    base: 'debian:12',
    entrypoint: ['/usr/local/bin/docker-entrypoint.sh'],
    cmd: ['mysqld'],
    env: (version) => ({ MYSQL_VERSION: version, APP_VERSION: version, BITNAMI_APP_NAME: 'mysql' }),
    user: '1001',
    users: { mysql: 1001 },
    ports: ['3306/tcp'],
    files: mysqlFiles,
    megabytes: 220,
  },
  {
    repository: 'docker.io/library/mariadb',
    tags: MARIADB_TAGS,
    base: 'ubuntu:24.04',
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['mariadbd'],
    env: (version) => ({
      MARIADB_VERSION: `1:${version}+maria~ubu2404`,
      MARIADB_MAJOR: version.replace(/\.\d+$/, ''),
      GOSU_VERSION: '1.17',
    }),
    users: { mysql: 999 },
    ports: ['3306/tcp'],
    files: [
      executable('/usr/local/bin/docker-entrypoint.sh', 'mariadb-entrypoint'),
      executable('/usr/sbin/mariadbd', 'mysqld'),
      executable('/usr/sbin/mysqld'),
      executable('/usr/bin/mariadb', 'mysql'),
      executable('/usr/bin/mariadb-admin', 'mysqladmin'),
      executable('/usr/bin/mariadb-dump', 'mysql-tool'),
      // From 11 on the old names are gone.
      executable('/usr/local/bin/healthcheck.sh', 'mysqladmin'),
      directory('/var/lib/mysql', 999, 0o1777),
      directory('/docker-entrypoint-initdb.d'),
    ],
    megabytes: 120,
  },
  {
    repository: 'docker.io/library/postgres',
    also: ['public.ecr.aws/docker/library/postgres'],
    tags: tags('9.5 9.6 10.23 11.22 12.22 13.22 14.19 15.14 16.10 17.6 18.0', {
      suffixes: '-alpine -bookworm -bullseye -trixie -alpine3.22 -alpine3.21 -alpine3.20',
    }),
    base: (tag, version) => (tag.includes('alpine') ? 'alpine' : Number(version.split('.')[0]) > 16 ? 'debian:13' : 'debian:12'),
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['postgres'],
    // From 18 on the data is below the major version, so that upgrades find both.
    env: (version) => ({
      PG_MAJOR: version.split('.')[0]!,
      PG_VERSION: `${version}-1.pgdg12+1`,
      PGDATA: Number(version.split('.')[0]) >= 18 ? `/var/lib/postgresql/${version.split('.')[0]}/docker` : '/var/lib/postgresql/data',
      LANG: 'en_US.utf8',
      PATH: `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${POSTGRES_BIN(version)}`,
    }),
    users: { postgres: 999 },
    stopSignal: 'INT',
    ports: ['5432/tcp'],
    files: (version) => [
      ...postgresFiles(version),
      ...(Number(version.split('.')[0]) >= 18 ? [] : [directory('/var/lib/postgresql/data', 999, 0o1777)]),
    ],
    megabytes: 155,
  },
  {
    repository: 'docker.io/bitnami/postgresql',
    also: ['docker.io/bitnamilegacy/postgresql'],
    tags: tags('13.22 14.19 15.14 16.10 17.6'),
    base: 'debian:12',
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['postgres'],
    env: (version) => ({ PG_MAJOR: version.split('.')[0]!, PGDATA: '/bitnami/postgresql/data', PG_VERSION: version }),
    user: '1001',
    users: { postgres: 1001 },
    stopSignal: 'INT',
    ports: ['5432/tcp'],
    files: (version) => [...postgresFiles(version), directory('/bitnami/postgresql', 1001)],
    megabytes: 110,
  },
];
