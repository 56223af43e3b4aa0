import { establish } from '@/lib/hosts/net/establish';
import { Errno } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { strftime } from '../time/strftime';
import { byteLength } from '@/lib/hosts/text';
import { busyboxWget, isBusyboxImage } from './busybox-wget';
import { bodyText, hostHeader, parseUrl, REASONS } from './url';

export const wget: Command = {
  name: 'wget',
  options:
    'q,quiet v,verbose nv,no-verbose O,output-document: S,server-response spider T,timeout: t,tries: c,continue header: post-data: no-check-certificate U,user-agent: P,directory-prefix: N,timestamping method: body-data: ca-certificate: connect-timeout: read-timeout: waitretry: show-progress progress: Y: 4 6',
  usage: 'GNU Wget 1.21.4, a non-interactive network retriever.\nUsage: wget [OPTION]... [URL]...\n',
  version: 'GNU Wget 1.21.4 built on linux-gnu.',
  usageStatus: 2,
  prepare: (args) => args.flatMap((a) => (a === '-nv' ? ['--no-verbose'] : a === '-qO-' ? ['-q', '-O', '-'] : [a])),
  *run(io, options, sys) {
    if (isBusyboxImage(sys)) return yield* busyboxWget(io, options, sys);
    if (options.operands.length === 0) {
      yield* io.stderr("wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n");
      return 1;
    }
    const quiet = options.has('q', 'nv');
    const say = function* (text: string) {
      if (!quiet) yield* io.stderr(text);
    };
    let code = 0;
    for (const given of options.operands) {
      let url = parseUrl(given);
      if (!url) {
        yield* io.stderr(`${given}: Invalid host name.\n`);
        code = 1;
        continue;
      }
      let asked = sys.now();
      const limit = Number(options.value('T') ?? options.value('connect-timeout') ?? 0) * 1000;
      const headers: Record<string, string> = { host: hostHeader(url), 'user-agent': options.value('U') ?? 'Wget/1.21.4', accept: '*/*' };
      for (const line of options.values('header'))
        headers[line.split(':')[0]!.trim().toLowerCase()] = line.slice(line.indexOf(':') + 1).trim();
      const method = options.value('method') ?? (options.has('spider') ? 'HEAD' : options.has('post-data') ? 'POST' : 'GET');
      try {
        for (let redirects = 0; ; redirects++) {
          yield* say(`--${strftime('%Y-%m-%d %H:%M:%S', sys.now(), 'UTC')}--  ${url.scheme}://${hostHeader(url)}${url.target}\n`);
          asked = sys.now();
          const ip = yield* establish(sys, url.host, url.port, limit || 134_000);
          yield* say(
            `Resolving ${url.host} (${url.host})... ${ip}\nConnecting to ${url.host} (${url.host})|${ip}|:${url.port}... connected.\n`,
          );
          const ca =
            url.scheme === 'https' && !options.has('no-check-certificate')
              ? options.has('ca-certificate')
                ? sys.readFile(options.value('ca-certificate')!)
                : ''
              : undefined;
          const response = sys.http(
            { scheme: url.scheme as 'http' | 'https', host: url.host, port: url.port, ca },
            { method, path: url.path, query: url.query, headers, body: options.value('post-data') ?? options.value('body-data') },
          );
          yield* say(`HTTP request sent, awaiting response... ${response.status} ${REASONS[response.status] ?? ''}\n`);
          if (options.has('S'))
            yield* io.stderr(
              `  HTTP/1.1 ${response.status} ${REASONS[response.status] ?? ''}\n${Object.entries(response.headers)
                .map(([k, v]) => `  ${k}: ${v}\n`)
                .join('')}`,
            );
          const location = response.headers.location;
          if (location && response.status >= 300 && response.status < 400 && redirects < 20) {
            url = parseUrl(/^[a-z]+:/i.test(location) ? location : `${url.scheme}://${hostHeader(url)}${location}`)!;
            continue;
          }
          if (response.status >= 400) {
            yield* options.has('spider') && !quiet
              ? io.stderr(response.status === 404 ? 'Remote file does not exist -- broken link!!!\n' : '')
              : say(`${strftime('%Y-%m-%d %H:%M:%S', sys.now(), 'UTC')} ERROR ${response.status}: ${REASONS[response.status] ?? ''}.\n\n`);
            code = 8;
            break;
          }
          if (options.has('spider')) {
            yield* say('Remote file exists.\n\n');
            break;
          }
          const text = bodyText(response.body, headers, url.query['pretty']?.[0]);
          const output =
            options.value('O') ?? `${options.has('P') ? `${options.value('P')}/` : ''}${url.path.split('/').pop() || 'index.html'}`;
          if (output === '-') yield* io.print(text);
          else {
            sys.writeFile(output, text);
            const size = byteLength(text);
            yield* say(
              `Length: ${size} [${response.headers['content-type'] ?? 'text/html'}]\nSaving to: ‘${output}’\n\n${strftime('%Y-%m-%d %H:%M:%S', sys.now(), 'UTC')} (1.00 MB/s) - ‘${output}’ saved [${size}/${size}]\n\n`,
            );
          }
          break;
        }
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        if (error.code === 'ETIMEDOUT') yield* io.sleep(Math.max(0, (limit || 134_000) - (sys.now() - asked)));
        const where = url.host;
        if (error.code === 'EAGAIN') {
          yield* io.sleep(10_000);
          yield* quiet
            ? io.flush()
            : io.stderr(
                `Resolving ${where} (${where})... failed: Temporary failure in name resolution.\nwget: unable to resolve host address ‘${where}’\n`,
              );
        } else if (error.code === 'ENAMENOTFOUND')
          yield* quiet
            ? io.flush()
            : io.stderr(
                `Resolving ${where} (${where})... failed: Name or service not known.\nwget: unable to resolve host address ‘${where}’\n`,
              );
        else
          yield* quiet ? io.flush() : io.stderr(`Connecting to ${where} (${where})|${where}|:${url.port}... failed: ${error.message}.\n`);
        code = 4;
      }
    }
    return code;
  },
};
