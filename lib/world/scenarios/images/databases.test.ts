import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const pod = (name: string, image: string, more = '') => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: ${name} } }
spec:
  containers:
  - name: ${name}
    image: ${image}
${more}`;
const env = (values: Record<string, string>) =>
  `    env:\n${Object.entries(values)
    .map(([name, value]) => `    - { name: ${name}, value: '${value}' }\n`)
    .join('')}`;
const start = (stage: Stage, name: string, image: string, more = '') => {
  stage.apply(pod(name, image, more)).pass(20);
  return stage;
};
const exec = (stage: Stage, name: string, command: string) => stage.ok(`kubectl exec ${name} -- ${command}`);
const HOSTPATH = (path: string, at: string) =>
  `    volumeMounts: [{ name: data, mountPath: ${at} }]\n  nodeName: node01\n  volumes: [{ name: data, hostPath: { path: ${path}, type: DirectoryOrCreate } }]\n`;

describe('images: redis', () => {
  scenario('redis-cli PING is answered with PONG', (stage) => {
    start(stage, 'redis', 'redis:7');
    expect(exec(stage, 'redis', 'redis-cli ping')).toBe('PONG');
  });

  scenario('keys can be set, counted, listed and deleted', (stage) => {
    start(stage, 'redis', 'redis:7');
    expect(exec(stage, 'redis', 'redis-cli set mykey hello')).toBe('OK');
    expect(exec(stage, 'redis', 'redis-cli get mykey')).toBe('hello');
    expect(exec(stage, 'redis', 'redis-cli incr visits')).toBe('1');
    expect(exec(stage, 'redis', 'redis-cli incr visits')).toBe('2');
    expect(exec(stage, 'redis', 'redis-cli rpush list a b c')).toBe('3');
    expect(exec(stage, 'redis', 'redis-cli lrange list 0 -1')).toBe('a\nb\nc');
    expect(exec(stage, 'redis', 'redis-cli del mykey visits')).toBe('2');
    expect(exec(stage, 'redis', 'redis-cli dbsize')).toBe('1');
  });

  scenario('a key with an expiry is gone when its time is over', (stage) => {
    start(stage, 'redis', 'redis:7');
    exec(stage, 'redis', 'redis-cli set token x EX 30');
    expect(exec(stage, 'redis', 'redis-cli ttl token')).toMatch(/^(29|30)$/);
    stage.pass(31);
    expect(exec(stage, 'redis', 'redis-cli exists token')).toBe('0');
  });

  scenario('its keys are in memory: a server that ends without saving has lost them', (stage) => {
    start(stage, 'redis', 'redis:7');
    exec(stage, 'redis', 'redis-cli set k v');
    stage.sh('kubectl exec redis -- redis-cli shutdown nosave');
    stage.pass(30);
    expect(exec(stage, 'redis', 'redis-cli get k')).toBe('');
  });

  scenario('redis told to stop writes dump.rdb, and the next one on the same volume has the keys', (stage) => {
    start(stage, 'redis', 'redis:7', HOSTPATH('/srv/redis', '/data'));
    exec(stage, 'redis', 'redis-cli set greeting hello');
    stage.kubectl('delete pod redis');
    start(stage, 'redis', 'redis:7', HOSTPATH('/srv/redis', '/data'));
    expect(exec(stage, 'redis', 'redis-cli get greeting')).toBe('hello');
    expect(stage.kubectl('logs redis')).toContain('DB loaded from disk');
  });

  scenario('with an emptyDir the keys go with the pod', (stage) => {
    start(stage, 'redis', 'redis:7');
    exec(stage, 'redis', 'redis-cli set greeting hello');
    stage.kubectl('delete pod redis');
    start(stage, 'redis', 'redis:7');
    expect(exec(stage, 'redis', 'redis-cli get greeting')).toBe('');
  });

  scenario('requirepass refuses who does not know it', (stage) => {
    start(stage, 'redis', 'redis:7', `    args: ['redis-server', '--requirepass', 's3cret']\n`);
    expect(stage.fails('kubectl exec redis -- redis-cli get k')).toContain('NOAUTH Authentication required.');
    expect(stage.ok('kubectl exec redis -- redis-cli -a s3cret --no-auth-warning ping')).toContain('PONG');
  });

  scenario('a configuration file with a word that redis does not know is fatal', (stage) => {
    start(stage, 'redis', 'redis:7', `    command: ['sh', '-c', 'echo maxmemori 2mb > /tmp/r.conf; exec redis-server /tmp/r.conf']\n`);
    expect(stage.kubectl('logs redis')).toContain(
      "*** FATAL CONFIG FILE ERROR (Redis 7.4.6) ***\nReading the configuration file, at line 1\n>>> 'maxmemori 2mb'\nBad directive or wrong number of arguments",
    );
  });

  scenario('CONFIG GET shows what a ConfigMap set: maxmemory of the documentation', (stage) => {
    start(
      stage,
      'redis',
      'redis:7',
      `    command: ['sh', '-c', 'printf "maxmemory 2097152\\nmaxmemory-policy allkeys-lru\\n" > /tmp/r.conf; exec redis-server /tmp/r.conf']\n`,
    );
    expect(exec(stage, 'redis', 'redis-cli CONFIG GET maxmemory')).toBe('maxmemory\n2097152');
  });

  scenario('a client reaches it through a Service by name', (stage) => {
    start(stage, 'redis', 'redis:7');
    stage.kubectl('expose pod redis --port 6379');
    start(stage, 'client', 'redis:7', `    command: ['sleep', '1d']\n`);
    expect(exec(stage, 'client', 'redis-cli -h redis set a 1')).toBe('OK');
    expect(exec(stage, 'redis', 'redis-cli get a')).toBe('1');
  });

  scenario('a client without a server is told which address refused', (stage) => {
    start(stage, 'client', 'redis:7', `    command: ['sleep', '1d']\n`);
    expect(stage.fails('kubectl exec client -- redis-cli ping')).toContain(
      'Could not connect to Redis at 127.0.0.1:6379: Connection refused',
    );
  });

  scenario('valkey answers the same commands under its own names', (stage) => {
    start(stage, 'valkey', 'valkey/valkey:8.1');
    expect(exec(stage, 'valkey', 'valkey-cli ping')).toBe('PONG');
  });
});

describe('images: mysql and mariadb', () => {
  scenario('mysql without a password option says so and ends with 1', (stage) => {
    start(stage, 'mysql', 'mysql:8.4');
    const logs = stage.kubectl('logs mysql');
    expect(logs).toContain(
      '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD',
    );
    expect(stage.kubectl('get pod mysql --no-headers')).toMatch(/CrashLoopBackOff|Error/);
  });

  scenario('mysql is ready for connections once its files are made', (stage) => {
    start(stage, 'mysql', 'mysql:8.4', env({ MYSQL_ROOT_PASSWORD: 'pw' }));
    expect(stage.kubectl('logs mysql')).toContain('ready for connections. Version: ');
    expect(stage.ok('kubectl exec mysql -- mysqladmin ping -uroot -ppw 2>/dev/null')).toBe('mysqld is alive');
  });

  scenario('MYSQL_DATABASE and MYSQL_USER make a database and a user', (stage) => {
    start(
      stage,
      'mysql',
      'mysql:8.4',
      env({ MYSQL_ROOT_PASSWORD: 'pw', MYSQL_DATABASE: 'shop', MYSQL_USER: 'me', MYSQL_PASSWORD: 'mine' }),
    );
    expect(stage.ok(`kubectl exec mysql -- mysql -ume -pmine -e 'show databases' 2>/dev/null`)).toContain('shop');
  });

  scenario('tables take rows and give them back', (stage) => {
    start(stage, 'mysql', 'mysql:8.4', env({ MYSQL_ROOT_PASSWORD: 'pw' }));
    const sql = (text: string) => stage.ok(`kubectl exec mysql -- mysql -uroot -ppw -e "${text}" 2>/dev/null`);
    sql('CREATE DATABASE shop; USE shop; CREATE TABLE items (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL, price INT)');
    sql("INSERT INTO shop.items (name, price) VALUES ('pen', 3), ('book', 12)");
    expect(sql('SELECT * FROM shop.items')).toBe('id\tname\tprice\n1\tpen\t3\n2\tbook\t12');
    expect(sql('SELECT COUNT(*) FROM shop.items WHERE price > 5')).toBe('COUNT(*)\n1');
    sql("UPDATE shop.items SET price = 4 WHERE name = 'pen'; DELETE FROM shop.items WHERE id = 2");
    expect(sql('SELECT name, price FROM shop.items')).toBe('name\tprice\npen\t4');
  });

  scenario('data on a volume outlives the pod; the entry point leaves it alone', (stage) => {
    const more = env({ MYSQL_ROOT_PASSWORD: 'pw' }) + HOSTPATH('/srv/mysql', '/var/lib/mysql');
    start(stage, 'mysql', 'mysql:8.4', more);
    stage.ok(
      `kubectl exec mysql -- mysql -uroot -ppw -e "CREATE DATABASE kept; CREATE TABLE kept.t (a INT); INSERT INTO kept.t VALUES (7)" 2>/dev/null`,
    );
    stage.kubectl('delete pod mysql');
    start(stage, 'mysql', 'mysql:8.4', more);
    expect(stage.ok(`kubectl exec mysql -- mysql -uroot -ppw -e "SELECT a FROM kept.t" 2>/dev/null`)).toBe('a\n7');
    expect(stage.kubectl('logs mysql')).not.toContain('Initializing database files');
  });

  scenario('a data directory that has other files in it is refused', (stage) => {
    stage.ok('mkdir -p /srv/full; touch /srv/full/lost+found', 'node01');
    start(stage, 'mysql', 'mysql:8.4', env({ MYSQL_ROOT_PASSWORD: 'pw' }) + HOSTPATH('/srv/full', '/var/lib/mysql'));
    expect(stage.kubectl('logs mysql')).toContain('--initialize specified but the data directory has files in it. Aborting.');
  });

  scenario('a wrong password is access denied', (stage) => {
    start(stage, 'mysql', 'mysql:8.4', env({ MYSQL_ROOT_PASSWORD: 'pw' }));
    expect(stage.fails(`kubectl exec mysql -- mysql -uroot -pwrong -e 'select 1'`)).toContain(
      "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: YES)",
    );
  });

  scenario('errors have their numbers: no such table, syntax, no database', (stage) => {
    start(stage, 'mysql', 'mysql:8.4', env({ MYSQL_ROOT_PASSWORD: 'pw', MYSQL_DATABASE: 'd' }));
    const fails = (text: string) => stage.fails(`kubectl exec mysql -- mysql -uroot -ppw -e "${text}"`);
    expect(fails('SELECT * FROM d.nothing')).toContain("ERROR 1146 (42S02) at line 1: Table 'd.nothing' doesn't exist");
    expect(fails('SELEC 1')).toContain(
      "ERROR 1064 (42000) at line 1: You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near 'SELEC 1' at line 1",
    );
    expect(fails('CREATE TABLE t (a INT)')).toContain('ERROR 1046 (3D000) at line 1: No database selected');
    expect(fails('SELECT a FROM d.x JOIN d.y')).toContain('is not simulated here');
  });

  scenario('a client in another pod finds it by the name of its Service', (stage) => {
    start(stage, 'mysql', 'mysql:8.4', env({ MYSQL_ROOT_PASSWORD: 'pw' }));
    stage.kubectl('expose pod mysql --port 3306');
    const out = stage.ok(
      `kubectl run c --image=mysql:8.4 --restart=Never -it --rm -q -- mysql -h mysql -uroot -ppw -e 'select 1+1 as two' 2>/dev/null`,
    );
    expect(out).toContain('two');
  });

  scenario('an unknown host is told apart from one that refuses', (stage) => {
    start(stage, 'c', 'mysql:8.4', `    command: ['sleep', '1d']\n`);
    expect(stage.fails('kubectl exec c -- mysql -h nowhere -e "select 1"')).toContain(
      "ERROR 2005 (HY000): Unknown MySQL server host 'nowhere' (-2)",
    );
    expect(stage.fails('kubectl exec c -- mysql -e "select 1"')).toContain(
      "ERROR 2002 (HY000): Can't connect to local MySQL server through socket",
    );
  });

  scenario('mariadb names the variables it wants', (stage) => {
    start(stage, 'db', 'mariadb:11.4');
    expect(stage.kubectl('logs db')).toContain(
      'You need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD',
    );
  });

  scenario('mariadb is served with its own client', (stage) => {
    start(stage, 'db', 'mariadb:11.4', env({ MARIADB_ROOT_PASSWORD: 'pw', MARIADB_DATABASE: 'app' }));
    expect(stage.ok(`kubectl exec db -- mariadb -uroot -ppw -N -e "show databases like 'app'" 2>/dev/null`)).toBe('app');
  });
});

describe('images: postgres', () => {
  const PG = env({ POSTGRES_PASSWORD: 'pw' });

  scenario('postgres without a superuser password explains itself and ends with 1', (stage) => {
    start(stage, 'pg', 'postgres:16');
    expect(stage.kubectl('logs pg')).toContain('Error: Database is uninitialized and superuser password is not specified.');
  });

  scenario('trust needs no password', (stage) => {
    start(stage, 'pg', 'postgres:16', env({ POSTGRES_HOST_AUTH_METHOD: 'trust' }));
    expect(stage.kubectl('logs pg')).toContain('database system is ready to accept connections');
  });

  scenario('psql creates, inserts and shows an aligned table', (stage) => {
    start(stage, 'pg', 'postgres:16', PG);
    const sql = (text: string) => exec(stage, 'pg', `psql -U postgres -c "${text}"`);
    expect(sql('CREATE TABLE t (id serial PRIMARY KEY, name text)')).toBe('CREATE TABLE');
    expect(sql("INSERT INTO t (name) VALUES ('a'), ('b')")).toBe('INSERT 0 2');
    expect(sql('SELECT * FROM t')).toBe(' id | name \n----+------\n  1 | a\n  2 | b\n(2 rows)\n');
    expect(exec(stage, 'pg', `psql -U postgres -tAc "SELECT count(*) FROM t"`)).toBe('2');
  });

  scenario('POSTGRES_USER and POSTGRES_DB are made at the first start', (stage) => {
    start(stage, 'pg', 'postgres:16', env({ POSTGRES_PASSWORD: 'pw', POSTGRES_USER: 'app', POSTGRES_DB: 'shop' }));
    expect(exec(stage, 'pg', 'psql -U app -d shop -tAc "SELECT current_database()"')).toBe('shop');
    expect(stage.fails('kubectl exec pg -- psql -U postgres')).toContain('FATAL:  role "postgres" does not exist');
    expect(stage.fails('kubectl exec pg -- psql -U app -d nothing -c "select 1"')).toContain('FATAL:  database "nothing" does not exist');
  });

  scenario('over the network it wants the password', (stage) => {
    start(stage, 'pg', 'postgres:16', PG);
    stage.kubectl('expose pod pg --port 5432');
    start(stage, 'c', 'postgres:16', `    command: ['sleep', '1d']\n`);
    expect(stage.fails('kubectl exec c -- psql -h pg -U postgres -c "select 1"')).toContain('fe_sendauth: no password supplied');
    expect(stage.fails('kubectl exec c -- env PGPASSWORD=no psql -h pg -U postgres -c "select 1"')).toContain(
      'FATAL:  password authentication failed for user "postgres"',
    );
    expect(stage.ok('kubectl exec c -- env PGPASSWORD=pw psql -h pg -U postgres -tAc "select 40+2"')).toBe('42');
  });

  scenario('data on a volume outlives the pod', (stage) => {
    const more = env({ POSTGRES_PASSWORD: 'pw', PGDATA: '/data/pg' }) + HOSTPATH('/srv/pg', '/data');
    start(stage, 'pg', 'postgres:16', more);
    exec(stage, 'pg', `psql -U postgres -c "CREATE TABLE kept (a int)" -c "INSERT INTO kept VALUES (7)"`);
    stage.kubectl('delete pod pg');
    start(stage, 'pg', 'postgres:16', more);
    expect(exec(stage, 'pg', 'psql -U postgres -tAc "SELECT a FROM kept"')).toBe('7');
    expect(stage.kubectl('logs pg')).toContain('Skipping initialization');
  });

  scenario('files of another major version are refused', (stage) => {
    const more = env({ POSTGRES_PASSWORD: 'pw', PGDATA: '/data/pg' }) + HOSTPATH('/srv/pg', '/data');
    start(stage, 'pg', 'postgres:15', more);
    stage.kubectl('delete pod pg');
    start(stage, 'pg', 'postgres:17', more);
    expect(stage.kubectl('logs pg')).toContain(
      'DETAIL:  The data directory was initialized by PostgreSQL version 15, which is not compatible with this version 17.6.',
    );
  });

  scenario('a mount point with lost+found is refused with a hint', (stage) => {
    stage.ok('mkdir -p /srv/disk/lost+found', 'node01');
    start(stage, 'pg', 'postgres:16', PG + HOSTPATH('/srv/disk', '/var/lib/postgresql/data'));
    expect(stage.kubectl('logs pg')).toContain('It contains a lost+found directory, perhaps due to it being a mount point.');
  });

  scenario('pg_isready is a probe', (stage) => {
    start(stage, 'pg', 'postgres:16', PG);
    expect(exec(stage, 'pg', 'pg_isready')).toBe('/var/run/postgresql:5432 - accepting connections');
    expect(stage.fails('kubectl exec pg -- pg_isready -p 1')).toContain('/var/run/postgresql:1 - no response');
  });

  scenario('scripts of /docker-entrypoint-initdb.d run at the first start', (stage) => {
    stage.ok(`kubectl create configmap init --from-literal=a.sql='CREATE TABLE seeded (n int); INSERT INTO seeded VALUES (5);'`);
    start(
      stage,
      'pg',
      'postgres:16',
      `${PG}    volumeMounts: [{ name: init, mountPath: /docker-entrypoint-initdb.d }]\n  volumes: [{ name: init, configMap: { name: init } }]\n`,
    );
    expect(exec(stage, 'pg', 'psql -U postgres -tAc "SELECT n FROM seeded"')).toBe('5');
  });
});

describe('images: mongo', () => {
  scenario('mongosh inserts, finds and counts', (stage) => {
    start(stage, 'mongo', 'mongo:7.0');
    const js = (text: string) => stage.ok(`kubectl exec mongo -- mongosh --quiet --eval "${text}"`);
    expect(js("db.items.insertOne({name: 'pen', price: 3})")).toContain('acknowledged: true');
    expect(js('db.items.find()')).toMatch(/_id: ObjectId\('[0-9a-f]{24}'\), name: 'pen', price: 3/);
    expect(js('db.items.countDocuments()')).toBe('1');
    expect(js("db.runCommand('ping').ok")).toBe('1');
  });

  scenario('documents on a volume outlive the pod', (stage) => {
    start(stage, 'mongo', 'mongo:7.0', HOSTPATH('/srv/mongo', '/data/db'));
    stage.ok(`kubectl exec mongo -- mongosh --quiet --eval "db.a.insertOne({k: 1})"`);
    stage.kubectl('delete pod mongo');
    start(stage, 'mongo', 'mongo:7.0', HOSTPATH('/srv/mongo', '/data/db'));
    expect(stage.ok(`kubectl exec mongo -- mongosh --quiet --eval "db.a.countDocuments()"`)).toBe('1');
  });

  scenario('a root user is wanted whole or not at all, and then every command needs it', (stage) => {
    start(stage, 'half', 'mongo:7.0', env({ MONGO_INITDB_ROOT_USERNAME: 'root' }));
    expect(stage.kubectl('logs half')).toContain("error: missing 'MONGO_INITDB_ROOT_USERNAME' or 'MONGO_INITDB_ROOT_PASSWORD'");
    start(stage, 'mongo', 'mongo:7.0', env({ MONGO_INITDB_ROOT_USERNAME: 'root', MONGO_INITDB_ROOT_PASSWORD: 'pw' }));
    expect(stage.fails(`kubectl exec mongo -- mongosh --quiet --eval "show dbs"`)).toContain('requires authentication');
    expect(stage.ok(`kubectl exec mongo -- mongosh -u root -p pw --quiet --eval "show dbs"`)).toContain('admin');
  });

  scenario('its port answers a browser with a hint', (stage) => {
    start(stage, 'mongo', 'mongo:7.0');
    stage.kubectl('expose pod mongo --port 27017');
    start(stage, 'c', 'curlimages/curl', `    command: ['sleep', '1d']\n`);
    expect(exec(stage, 'c', 'curl -s mongo:27017')).toBe(
      'It looks like you are trying to access MongoDB over HTTP on the native driver port.',
    );
  });
});
