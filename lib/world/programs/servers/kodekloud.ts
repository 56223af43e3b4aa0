import { html, plain, type Place, type Server } from './server';

const FLASK = (at: Place, app: string, port: number) =>
  ` * Serving Flask app "${app}" (lazy loading)\n * Environment: production\n   WARNING: Do not use the development server in a production environment.\n   Use a production WSGI server instead.\n * Debug mode: off\n * Running on http://0.0.0.0:${port}/ (Press CTRL+C to quit)\n`;
const COLORS: Readonly<Record<string, string>> = {
  red: '#e74c3c',
  green: '#16a085',
  blue: '#2980b9',
  blue2: '#30336b',
  pink: '#be2edd',
  darkblue: '#130f40',
};
const VERSION_COLORS: Readonly<Record<string, string>> = { v1: 'blue', v2: 'green', v3: 'red' };

/** The color a webapp shows: its argument, its environment, its version, else red. */
function colorOf(at: Place): string {
  const given = at.flag('color') ?? at.env('APP_COLOR');
  return given || VERSION_COLORS[at.env('WEBAPP_VERSION')] || 'red';
}

const USERS = ['USER1', 'USER2', 'USER3', 'USER4'];
const EVENTS = ['is viewing page1', 'is viewing page2', 'is viewing page3', 'logged in', 'logged out'];
/** A small spread of numbers without a generator: lines have to be the same in a copy of the process. */
const pick = (list: readonly string[], turn: number, step: number) => list[(turn * step + (turn >> 2)) % list.length]!;

/** Applications of KodeKloud's courses. */
export const KODEKLOUD_SERVERS: readonly Server[] = [
  {
    name: 'webapp-color',
    ports: [8080],
    refuses: (at) =>
      COLORS[colorOf(at)]
        ? undefined
        : {
            text: `Color not supported. Received '${colorOf(at)}' expected one of ${Object.keys(COLORS).join(',')}\n`,
            code: 1,
            stdout: true,
          },
    says: (at) =>
      ` This is a sample web application that displays a colored background. \n A color can be specified in two ways. \n\n 1. As a command line argument with --color as the argument. Accepts one of red,green,blue,blue2,pink,darkblue \n 2. As an Environment variable APP_COLOR. Accepts one of red,green,blue,blue2,pink,darkblue \n 3. If none of the above then a random color is picked from the above list. \n Note: Command line argument precedes over environment variable.\n\n\n${at.flag('color') ? `Color from command line argument =${colorOf(at)}\n` : at.env('APP_COLOR') ? `No Command line argument or environment variable. Color from environment variable =${colorOf(at)}\n` : ''}${FLASK(at, 'app', 8080)}`,
    answers: (asked) => {
      asked.sys.write(
        2,
        `${asked.peer} - - [${new Date(asked.sys.now()).toUTCString().slice(5, 25)}] "${asked.request.method} ${asked.path} HTTP/1.1" 200 -\n`,
      );
      if (asked.path === '/color') return plain(colorOf(asked));
      const version = asked.env('WEBAPP_VERSION');
      const greeting =
        version && version !== 'latest' ? `Hello from ${asked.host}! Application Version: ${version}` : `Hello from ${asked.host}!`;
      return html(
        `<!doctype html>\n<title>Hello from Flask</title>\n<body style="background: ${COLORS[colorOf(asked)]};"></body>\n<div style="color: #e4e4e4;\n    text-align:  center;\n    height: 90px;\n    vertical-align:  middle;">\n\n  <h1>${greeting}</h1>\n\n</div>\n`,
      );
    },
    endsWith: 'signal',
  },
  {
    name: 'simple-webapp',
    ports: [8080],
    says: (at) => FLASK(at, 'app', 8080),
    answers: () => html('Hello World! Welcome to my simple webapp\n'),
    endsWith: 'signal',
  },
  {
    name: 'webapp-delayed-start',
    ports: [8080],
    takesMs: (at) => (Number(at.env('APP_START_DELAY')) || 10) * 1000,
    ready: (at) => FLASK(at, 'app', 8080),
    answers: (asked) => {
      if (asked.path === '/crash' || asked.path === '/freeze') return plain('not simulated here\n', 501);
      return plain(
        asked.path === '/ready'
          ? 'Message from ready\n'
          : asked.path === '/live'
            ? `${asked.host} : Application is alive\n`
            : `Hello from ${asked.host}!\n`,
      );
    },
    endsWith: 'signal',
  },
  {
    name: 'simple-webapp-mysql',
    ports: [8080],
    says: (at) => FLASK(at, 'app', 8080),
    answers: (asked) => {
      const host = asked.env('DB_Host') || 'localhost';
      const error = asked.unreachable(host, 3306);
      const detail = `DB_Host=${asked.env('DB_Host') || 'Not Set'}; DB_Database=${asked.env('DB_Database') || 'Not Set'}; DB_User=${asked.env('DB_User') || 'Not Set'}; DB_Password=${asked.env('DB_Password') || 'Not Set'}; `;
      const why = error
        ? `2003: Can't connect to MySQL server on '${host}:3306' (${error.code === 'ENAMENOTFOUND' ? '-2 Name does not resolve' : `111 ${error.message}`})`
        : '';
      return html(
        `<!doctype html>\n<title>Hello from Flask</title>\n<body style="background: ${error ? '#ff3f3f' : '#39b54b'};"></body>\n<div>\n${error ? `<h3> Failed connecting to the MySQL database.\n</h3><p> Environment Variables: ${detail}</p>\n<h2>From ${asked.host}! </h2><p>${why}</p>` : `<h2>Successfully connected to the MySQL database.</h2>\n<p> Environment Variables: ${detail}</p>\n<h1>From ${asked.host}!</h1>`}\n</div>\n`,
      );
    },
    endsWith: 'signal',
  },
  {
    name: 'event-simulator',
    goesOn: (at, turn) => {
      const time = new Date(at.sys.now() + 1000).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23);
      const user = pick(USERS, turn, 3);
      const lines = [`[${time}] INFO in event-simulator: ${user} ${pick(EVENTS, turn, 2)}`];
      if (turn % 5 === 4)
        lines.push(`[${time}] WARNING in event-simulator: USER5 Failed to Login as the account is locked due to MANY FAILED ATTEMPTS.`);
      if (turn % 8 === 7) lines.push(`[${time}] WARNING in event-simulator: USER7 Order failed as the item is OUT OF STOCK.`);
      return { inMs: 1000, text: `${lines.join('\n')}\n` };
    },
    endsWith: 'signal',
  },
  {
    name: 'ecommerce',
    ports: [8080],
    says: (at) => FLASK(at, 'app', 8080),
    answers: (asked) => {
      const page = asked.env('ECOMMERCE_PAGE');
      return page === '404'
        ? html('<h1>404 ERROR</h1>\n', 404)
        : html(`<!doctype html>\n<title>Hello from Flask</title>\n<h1>${page === 'latest' ? 'ECOMMERCE' : page.toUpperCase()}</h1>\n`);
    },
    endsWith: 'signal',
  },
  {
    name: 'voting-app',
    ports: [80],
    says: () => '[INFO] Starting gunicorn 20.0.4\n[INFO] Listening at: http://0.0.0.0:80 (1)\n[INFO] Using worker: sync\n',
    answers: (asked) => {
      const redis = asked.unreachable('redis', 6379);
      if (asked.request.method === 'POST' && redis) return html('Internal Server Error', 500);
      return html(
        `<!DOCTYPE html>\n<html>\n  <head>\n    <title>Cats vs Dogs!</title>\n  </head>\n  <body>\n    <h3>Cats vs Dogs!</h3>\n    Processed by container ID ${asked.host}\n  </body>\n</html>\n`,
      );
    },
  },
  {
    name: 'voting-worker',
    goesOn: (at, turn) => {
      const redis = at.unreachable('redis', 6379);
      const db = at.unreachable('db', 5432);
      if (!redis && !db)
        return turn === 0 ? { inMs: 1000, text: 'Connected to redis\nConnected to db\nFound redis at redis\n' } : undefined;
      return { inMs: 1000, text: `${redis ? 'Waiting for redis\n' : ''}${db ? 'Waiting for db\n' : ''}` };
    },
    endsWith: 'signal',
  },
];
