import { accessTime } from '../daemon';
import { html, json, plain, type Asked, type Server } from './server';

const javaStamp = (iso: string) => {
  const month = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}-${month}-${iso.slice(0, 4)} ${iso.slice(11, 23)}`;
};

/** A file below a directory of web applications; `/` is ROOT's. */
function webapp(asked: Asked, root: string): string | undefined {
  const [, first = ''] = asked.path.split('/');
  const own = first !== '' && asked.sys.exists(`${root}/${first}`) ? asked.path : `/ROOT${asked.path}`;
  const path = own.endsWith('/') ? `${own}index.html` : own;
  return asked.read(`${root}${path}`) ?? (own.endsWith('/') ? asked.read(`${root}${own}index.jsp`) : undefined);
}

/** Servlet containers. */
export const JAVA_SERVERS: readonly Server[] = [
  {
    name: 'tomcat',
    ports: (at) =>
      [...(at.read('/usr/local/tomcat/conf/server.xml') ?? '').matchAll(/<Connector[^>]*\bport="(\d+)"/g)].map(([, port]) => Number(port)),
    takesMs: 1500,
    megabytes: 90,
    logsTo: 'stderr',
    says: (at) =>
      `${javaStamp(at.iso)} INFO [main] org.apache.catalina.startup.VersionLoggerListener.log Server version name:   Apache Tomcat/${at.env('TOMCAT_VERSION')}\n`,
    ready: (at) =>
      `${javaStamp(at.iso)} INFO [main] org.apache.coyote.AbstractProtocol.start Starting ProtocolHandler ["http-nio-8080"]\n${javaStamp(at.iso)} INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [1500] milliseconds\n`,
    answers: (asked) => {
      const text = webapp(asked, '/usr/local/tomcat/webapps');
      if (text !== undefined) return html(text);
      const version = asked.env('TOMCAT_VERSION');
      return html(
        `<!doctype html><html lang="en"><head><title>HTTP Status 404 – Not Found</title><style type="text/css">body {font-family:Tahoma,Arial,sans-serif;}</style></head><body><h1>HTTP Status 404 – Not Found</h1><hr class="line" /><p><b>Type</b> Status Report</p><p><b>Description</b> The origin server did not find a current representation for the target resource or is not willing to disclose that one exists.</p><hr class="line" /><h3>Apache Tomcat/${version}</h3></body></html>`,
        404,
      );
    },
    stops: (at) =>
      `${javaStamp(at.iso)} INFO [Thread-1] org.apache.coyote.AbstractProtocol.pause Pausing ProtocolHandler ["http-nio-8080"]\n`,
    endsWith: 'signal',
  },
  {
    name: 'jetty',
    ports: [8080],
    takesMs: 1000,
    megabytes: 60,
    logsTo: 'stderr',
    ready: (at) =>
      `${at.iso.replace('T', ' ').slice(0, 23)}:INFO :oejs.Server:main: jetty-${at.env('JETTY_VERSION')}\n${at.iso.replace('T', ' ').slice(0, 23)}:INFO :oejs.AbstractConnector:main: Started ServerConnector@0{HTTP/1.1, (http/1.1)}{0.0.0.0:8080}\n`,
    answers: (asked) => {
      const text = webapp(asked, '/var/lib/jetty/webapps');
      return text === undefined
        ? html(
            `<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>Error 404 - Not Found</title>\n</head>\n<body>\n<h2>Error 404 - Not Found</h2>\n</body>\n</html>\n`,
            404,
          )
        : html(text);
    },
    endsWith: 'signal',
  },
  {
    name: 'php-fpm',
    ports: [9000],
    logsTo: 'stderr',
    says: (at) =>
      `[${javaStamp(at.iso).slice(0, 20)}] NOTICE: fpm is running, pid 1\n[${javaStamp(at.iso).slice(0, 20)}] NOTICE: ready to handle connections\n`,
  },
  {
    name: 'fortio',
    ports: [8078, 8079, 8080, 8081],
    logsTo: 'stderr',
    refuses: (at) =>
      at.argv[1] === 'server' || at.argv.length === 1
        ? undefined
        : { text: `fortio ${at.argv.slice(1).join(' ')}: load is not simulated here (its server is)\n`, code: 1 },
    says: () => "Fortio X.Y.Z grpc 'ping' server listening on tcp [::]:8079\n\tUI started - visit:\n\t\thttp://localhost:8080/fortio/\n",
    answers: (asked) =>
      asked.path.startsWith('/fortio')
        ? html('<!DOCTYPE html><html><head><title>Φορτίο</title></head></html>\n')
        : asked.path === '/debug'
          ? plain(`${asked.host} ${accessTime(asked.sys.now())}\n`)
          : json({}),
  },
];
