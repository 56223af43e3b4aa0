import { accessTime } from '../daemon';
import { html, plain, redirect, type Asked, type Place, type Server } from './server';

const apacheTime = (at: Place) => new Date(at.sys.now()).toUTCString().replace(/,| GMT/g, '');

const APACHE_SAYS = (at: Place, php: string) => {
  const name = `AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using ${at.ip}. Set the 'ServerName' directive globally to suppress this message\n`;
  return `${name}${name}[${apacheTime(at)}] [mpm_prefork:notice] [pid 1:tid 1] AH00163: Apache/2.4.65 (Debian) PHP/${php} configured -- resuming normal operations\n[${apacheTime(at)}] [core:notice] [pid 1:tid 1] AH00094: Command line: 'apache2 -D FOREGROUND'\n`;
};
const APACHE_STOPS = (at: Place) => `[${apacheTime(at)}] [mpm_prefork:notice] [pid 1:tid 1] AH00169: caught SIGTERM, shutting down\n`;

/** A server of Apache with PHP in it, whose pages `answers` writes. */
function apache(name: string, answers: (asked: Asked) => ReturnType<typeof html>): Server {
  return {
    name,
    ports: [80],
    logsTo: 'stderr',
    ready: (at) => APACHE_SAYS(at, at.env('PHP_VERSION') || '8.3.27'),
    stops: APACHE_STOPS,
    refused: (at, port, error) =>
      `(98)${error.message}: AH00072: make_sock: could not bind to address 0.0.0.0:${port}\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n`,
    answers: (asked) => {
      const answer = answers(asked);
      asked.sys.write(
        1,
        `${asked.peer} - - [${accessTime(asked.sys.now())}] "${asked.request.method} ${asked.path} HTTP/1.1" ${answer.status} ${String(answer.body).length} "-" "${asked.header('user-agent') ?? '-'}"\n`,
      );
      return {
        ...answer,
        headers: { server: 'Apache/2.4.65 (Debian)', 'x-powered-by': `PHP/${asked.env('PHP_VERSION') || '8.3.27'}`, ...answer.headers },
      };
    },
  };
}

/** Host and port of `host:port`, `host`. */
function endpoint(text: string, port: number): readonly [string, number] {
  const [host = '', given] = text.split(':');
  return [host, Number(given) || port];
}

const DB_ERROR = `<!DOCTYPE html>
<html lang="en-US">
<head>
\t<meta name="viewport" content="width=device-width">
\t<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
\t<meta name='robots' content='max-image-preview:large, noindex, follow' />
\t<title>Database Error</title>
</head>
<body id="error-page">
\t<div class="wp-die-message"><h1>Error establishing a database connection</h1></div></body>
</html>
`;

/** Whether the database takes the login that WordPress is configured with. */
function databaseRefuses(asked: Asked): boolean {
  const [host, port] = endpoint(asked.env('WORDPRESS_DB_HOST') || 'mysql', 3306);
  const user = secretOf(asked, 'WORDPRESS_DB_USER') || 'example username';
  const password = secretOf(asked, 'WORDPRESS_DB_PASSWORD') || 'example password';
  const database = secretOf(asked, 'WORDPRESS_DB_NAME') || 'wordpress';
  try {
    const { body } = asked.sys.http(
      { scheme: 'http', host, port },
      { method: 'SQL', path: '/', query: {}, headers: {}, body: JSON.stringify({ user, password, database, text: 'SELECT 1' }) },
    );
    return typeof body !== 'string' || 'refused' in (JSON.parse(body) as object);
  } catch {
    return true;
  }
}

/** A variable, or the file that NAME_FILE names. */
export const secretOf = (at: Place, name: string): string =>
  at.env(name) || (at.env(`${name}_FILE`) ? (at.read(at.env(`${name}_FILE`)) ?? '').trim() : '');

const setup = (what: string, path: string) => (asked: Asked) =>
  asked.path === '/'
    ? redirect(path)
    : html(`<!DOCTYPE html>\n<html>\n<head>\n<title>${what}</title>\n</head>\n<body>\n<h1>${what}</h1>\n</body>\n</html>\n`);

const cms = [
  apache('wordpress', (asked) => {
    if (databaseRefuses(asked)) return html(DB_ERROR, 500);
    if (asked.path === '/' || asked.path === '/index.php')
      return redirect(`http://${asked.header('host') ?? asked.host}/wp-admin/install.php`);
    if (asked.path === '/wp-admin/install.php')
      return html(
        '<!DOCTYPE html>\n<html lang="en-US">\n<head>\n\t<title>WordPress &rsaquo; Installation</title>\n</head>\n<body class="wp-core-ui language-chooser">\n<p id="logo">WordPress</p>\n</body>\n</html>\n',
      );
    return html(
      '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n',
      404,
    );
  }),
  apache('drupal', setup('Choose language | Drupal', '/core/install.php')),
  apache('joomla', setup('Joomla: Web Installer', '/installation/index.php')),
  apache('nextcloud', (asked) =>
    asked.path === '/status.php'
      ? plain('{"installed":false,"maintenance":false,"needsDbUpgrade":false,"version":"32.0.1","productname":"Nextcloud"}')
      : html('<!DOCTYPE html>\n<html>\n<head>\n<title>Nextcloud</title>\n</head>\n</html>\n'),
  ),
  apache('phpmyadmin', (asked) => {
    const host = asked.env('PMA_HOST') || (asked.env('PMA_ARBITRARY') ? '' : 'db');
    const login =
      '<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n  <title>phpMyAdmin</title>\n</head>\n<body id="loginform">\n<h1>Welcome to <bdo dir="ltr" lang="en">phpMyAdmin</bdo></h1>\n';
    if (!asked.env('PMA_USER') || !host) return html(`${login}</body>\n</html>\n`);
    const error = asked.unreachable(host, Number(asked.env('PMA_PORT')) || 3306);
    const why =
      error?.code === 'ENAMENOTFOUND'
        ? `mysqli::real_connect(): php_network_getaddresses: getaddrinfo for ${host} failed: Name or service not known`
        : 'mysqli::real_connect(): (HY000/2002): Connection refused';
    return html(
      error
        ? `${login}<div class="alert alert-danger" role="alert">${why}</div>\n</body>\n</html>\n`
        : '<!doctype html>\n<html>\n<head>\n  <title>phpMyAdmin</title>\n</head>\n</html>\n',
    );
  }),
  apache('php-apache', (asked) => {
    const root = '/var/www/html';
    const path = asked.path.endsWith('/')
      ? ['index.php', 'index.html'].map((name) => `${root}${asked.path}${name}`).find((name) => asked.read(name) !== undefined)
      : root + asked.path;
    const text = path === undefined ? undefined : asked.read(path);
    if (text === undefined) {
      const forbidden = asked.path === '/';
      const status = forbidden ? '403 Forbidden' : '404 Not Found';
      const why = forbidden ? "You don't have permission to access this resource." : 'The requested URL was not found on this server.';
      return html(
        `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status}</title>\n</head><body>\n<h1>${status.slice(4)}</h1>\n<p>${why}</p>\n</body></html>\n`,
        forbidden ? 403 : 404,
      );
    }
    if (!path!.endsWith('.php')) return html(text);
    const shown = phpText(text, asked);
    return shown === undefined ? plain('PHP is not simulated here beyond echo of texts, gethostname() and getenv()\n', 501) : html(shown);
  }),
];

/** What a page of PHP comes to that only echoes: texts, gethostname(), getenv('X'). Undefined for anything else. */
export function phpText(text: string, at: Place): string | undefined {
  let known = true;
  const value = (expression: string): string => {
    const word = expression.trim();
    const quoted = /^(?:"([^"$]*)"|'([^']*)')$/.exec(word);
    if (quoted) return (quoted[1] ?? quoted[2] ?? '').replace(/\\n/g, '\n');
    if (/^gethostname\(\)$/.test(word)) return at.host;
    const variable = /^getenv\((["'])(\w+)\1\)$/.exec(word)?.[2];
    if (variable) return at.env(variable);
    if (/^\$_SERVER\[(["'])SERVER_ADDR\1\]$/.test(word)) return at.ip;
    known = false;
    return '';
  };
  const out = text.replace(/<\?(?:php|=)\s*([\s\S]*?)\s*(?:\?>\n?|$)/g, (_, code: string) =>
    code
      .split(';')
      .filter((statement) => statement.trim() !== '')
      .map((statement) =>
        statement
          .replace(/^\s*(?:echo|print)\s+/, '')
          .split(/\s\.\s/)
          .map(value)
          .join(''),
      )
      .join(''),
  );
  return known ? out : undefined;
}

const GHOST_LINE = (at: Place, text: string) => `[${at.iso.replace('T', ' ').slice(0, 19)}] INFO ${text}\n`;

/** Consoles and Ghost. */
const others: readonly Server[] = [
  {
    name: 'ghost',
    ports: [2368],
    takesMs: 3000,
    says: (at) =>
      GHOST_LINE(at, 'Ghost is running in production...') +
      GHOST_LINE(at, 'Your site is now available on http://localhost:2368/') +
      GHOST_LINE(at, 'Ctrl+C to shut down'),
    ready: (at) => GHOST_LINE(at, 'Ghost server started in 3.0s') + GHOST_LINE(at, 'Ghost database ready in 3.0s'),
    refuses: (at) => {
      const host = at.env('database__connection__host');
      // Since 5 MySQL is its database in production; without one the first connection is refused.
      const needs =
        at.env('NODE_ENV') === 'production' &&
        at.env('database__client') !== 'sqlite3' &&
        Number((at.env('GHOST_VERSION') || '6').split('.')[0]) >= 5;
      const error = needs ? at.unreachable(host || '127.0.0.1', 3306) : undefined;
      return (
        error && {
          text: `[${at.iso.replace('T', ' ').slice(0, 19)}] ERROR connect ECONNREFUSED ${host || '127.0.0.1'}:3306\n\n"Unknown database error"\n\nError ID:\n    500\n\nError Code: \n    ECONNREFUSED\n`,
          code: 2,
        }
      );
    },
    answers: () =>
      html('<!DOCTYPE html>\n<html lang="en">\n<head>\n    <title>Ghost</title>\n</head>\n</html>\n', 200, { 'x-powered-by': 'Express' }),
  },
  {
    name: 'adminer',
    ports: [8080],
    logsTo: 'stderr',
    says: (at) => `[${apacheTime(at)}] PHP 8.4.14 Development Server (http://[::]:8080) started\n`,
    answers: (asked) =>
      html(
        `<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<title>Login - Adminer</title>\n<body class="ltr nojs adminer">\n<h2>Login</h2>\n<input name="auth[server]" value="${asked.env('ADMINER_DEFAULT_SERVER') || 'db'}" title="hostname[:port]" placeholder="localhost">\n</body>\n</html>\n`,
      ),
    endsWith: 'signal',
  },
  {
    name: 'mongo-express',
    ports: [8081],
    refuses: (at) => {
      const server =
        at.env('ME_CONFIG_MONGODB_SERVER') ||
        /@?([\w.-]+)(?::\d+)?\/?$/.exec(
          at
            .env('ME_CONFIG_MONGODB_URL')
            .replace(/^\w+:\/\//, '')
            .split('/')[0]!,
        )?.[1] ||
        'mongo';
      const port = Number(at.env('ME_CONFIG_MONGODB_PORT')) || 27017;
      const error = at.unreachable(server, port);
      if (!error) return undefined;
      const why = error.code === 'ENAMENOTFOUND' ? `getaddrinfo ENOTFOUND ${server}` : `connect ${error.code} ${server}:${port}`;
      return {
        text: `Could not connect to database using connectionString: ${at.env('ME_CONFIG_MONGODB_URL') || `mongodb://${server}:${port}/`}\n/app/node_modules/mongodb/lib/sdam/topology.js:277\n                const timeoutError = new error_1.MongoServerSelectionError(\n                                     ^\n\nMongoServerSelectionError: ${why}\n`,
        code: 1,
      };
    },
    says: () =>
      'Welcome to mongo-express 1.0.2\n------------------------\n\n\nMongo Express server listening at http://0.0.0.0:8081\nServer is open to allow connections from anyone (0.0.0.0)\nbasicAuth credentials are "admin:pass", it is recommended you change this in your config.js!\n',
    answers: (asked) => {
      const user = asked.env('ME_CONFIG_BASICAUTH_USERNAME') || 'admin';
      const password = asked.env('ME_CONFIG_BASICAUTH_PASSWORD') || 'pass';
      if (asked.header('authorization') !== `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`)
        return plain('Unauthorized', 401, { 'www-authenticate': 'Basic realm="Authorization Required"' });
      return html('<!DOCTYPE html>\n<html>\n<head>\n  <title>Home - Mongo Express</title>\n</head>\n</html>\n');
    },
    endsWith: 'signal',
  },
  {
    name: 'pgadmin',
    ports: (at) => [Number(at.env('PGADMIN_LISTEN_PORT')) || 80, 443],
    refuses: (at) =>
      at.env('PGADMIN_DEFAULT_EMAIL') && secretOf(at, 'PGADMIN_DEFAULT_PASSWORD')
        ? undefined
        : {
            text: 'You need to define the PGADMIN_DEFAULT_EMAIL and PGADMIN_DEFAULT_PASSWORD or PGADMIN_DEFAULT_PASSWORD_FILE environment variables.\n',
            code: 1,
            stdout: true,
          },
    says: (at) =>
      `NOTE: Configuring authentication for SERVER mode.\n\npgAdmin 4 - Application Initialisation\n======================================\n\n[${at.iso.replace('T', ' ').slice(0, 19)} +0000] [1] [INFO] Starting gunicorn 23.0.0\n[${at.iso.replace('T', ' ').slice(0, 19)} +0000] [1] [INFO] Listening at: http://[::]:80 (1)\n`,
    takesMs: 4000,
    answers: (asked) =>
      asked.path === '/misc/ping'
        ? plain('PING')
        : asked.path === '/'
          ? redirect('/login?next=/')
          : html('<!DOCTYPE html>\n<html lang="en">\n<head>\n    <title>pgAdmin 4</title>\n</head>\n</html>\n'),
  },
];

export const CONTENT_SERVERS: readonly Server[] = [...cms, ...others];
