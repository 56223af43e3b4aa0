import { print, printError, sleep, readAll } from '@/lib/hosts/process/blocking';
import type { Service } from '@/lib/hosts/net/network';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { untilSignal } from './daemon';
import { pi } from './pi';

/** A script whose statements all are of the few kinds that are understood; undefined for any other. */
type Step =
  | { readonly do: 'print'; readonly text: string }
  | { readonly do: 'sleep'; readonly ms: number }
  | { readonly do: 'exit'; readonly code: number };

interface Language {
  readonly name: string;
  readonly version: (sys: Sys) => string;
  readonly versionTo?: 'stderr';
  /** Options before code on the command line. */
  readonly inline: readonly string[];
  readonly step: (statement: string, sys: Sys) => Step | 'nothing' | undefined;
}

const QUOTED = String.raw`(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')`;
const unescaped = (double: string | undefined, single: string | undefined) =>
  (double ?? single ?? '').replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\(.)/g, '$1');

/** What an interpreter's print is given: a text, a number, or simple arithmetic. */
function shown(argument: string, sys: Sys): string | undefined {
  const text = argument.trim();
  const quoted = new RegExp(`^${QUOTED}$`, 's').exec(text);
  if (quoted) return unescaped(quoted[1], quoted[2]);
  if (text === '') return '';
  if (/^\d+(\.\d+)?$/.test(text)) return text;
  const sum = /^(\d+)\s*([-+*])\s*(\d+)$/.exec(text);
  if (sum)
    return String(
      sum[2] === '+' ? Number(sum[1]) + Number(sum[3]) : sum[2] === '-' ? Number(sum[1]) - Number(sum[3]) : Number(sum[1]) * Number(sum[3]),
    );
  if (/^(?:socket\.gethostname\(\)|os\.hostname\(\)|gethostname\(\)|require\(['"]os['"]\)\.hostname\(\))$/.test(text))
    return sys.hostname();
  const variable =
    /^(?:os\.environ\[['"](\w+)['"]\]|os\.getenv\(['"](\w+)['"]\)|process\.env\.(\w+)|ENV\[['"](\w+)['"]\]|getenv\(['"](\w+)['"]\))$/.exec(
      text,
    );
  if (variable) return sys.env()[variable.slice(1).find((name) => name !== undefined)!] ?? '';
  return undefined;
}

const printing =
  (pattern: RegExp, newline = true) =>
  (statement: string, sys: Sys): Step | undefined => {
    const argument = pattern.exec(statement)?.[1];
    const text = argument === undefined ? undefined : shown(argument, sys);
    return text === undefined ? undefined : { do: 'print', text: newline ? `${text}\n` : text };
  };

const PYTHON: Language = {
  name: 'python3',
  version: (sys) => `Python ${sys.env().PYTHON_VERSION ?? '3.12.3'}`,
  inline: ['-c'],
  step: (statement, sys) => {
    if (/^(?:import|from)\s+\w/.test(statement) || statement.startsWith('#') || statement === 'pass') return 'nothing';
    const seconds = /^(?:time\.)?sleep\((\d+(?:\.\d+)?)\)$/.exec(statement)?.[1];
    if (seconds !== undefined) return { do: 'sleep', ms: Number(seconds) * 1000 };
    const code = /^(?:sys\.)?(?:exit|quit)\((\d*)\)$/.exec(statement)?.[1];
    if (code !== undefined) return { do: 'exit', code: Number(code || 0) };
    return printing(/^print\(?\s*(.*?)(?:,\s*flush=True)?\s*\)?$/s)(statement, sys);
  },
};

const NODE: Language = {
  name: 'node',
  version: (sys) => `v${sys.env().NODE_VERSION ?? '24.11.0'}`,
  inline: ['-e', '--eval', '-p'],
  step: (statement, sys) => {
    const code = /^process\.exit\((\d*)\)$/.exec(statement)?.[1];
    if (code !== undefined) return { do: 'exit', code: Number(code || 0) };
    return printing(/^console\.(?:log|info)\((.*)\)$/s)(statement, sys);
  },
};

const PHP: Language = {
  name: 'php',
  version: (sys) =>
    `PHP ${sys.env().PHP_VERSION ?? '8.4.14'} (cli) (NTS)\nCopyright (c) The PHP Group\nZend Engine v4.4.14, Copyright (c) Zend Technologies`,
  inline: ['-r'],
  step: printing(/^(?:echo|print)\s*\(?(.*?)\)?$/s, false),
};

const RUBY: Language = {
  name: 'ruby',
  version: (sys) => `ruby ${sys.env().RUBY_VERSION ?? '3.4.7'} (2025-10-08 revision 0) +PRISM [x86_64-linux]`,
  inline: ['-e'],
  step: printing(/^puts\s*\(?(.*?)\)?$/s),
};

const PERL: Language = {
  name: 'perl',
  version: (sys) =>
    `\nThis is perl 5, version ${(sys.env().PERL_VERSION ?? '5.36.0').split('.')[1]}, subversion 0 (v${sys.env().PERL_VERSION ?? '5.36.0'}) built for x86_64-linux-gnu`,
  inline: ['-e', '-le', '-wle', '-E', '-we'],
  step: (statement, sys) => {
    const digits = /^print\s+bpi\((\d+)\)$/.exec(statement)?.[1];
    if (digits !== undefined && Number(digits) <= 10_000) return { do: 'print', text: `${pi(Number(digits))}\n` };
    const seconds = /^sleep\s*\(?(\d+)\)?$/.exec(statement)?.[1];
    if (seconds !== undefined) return { do: 'sleep', ms: Number(seconds) * 1000 };
    const code = /^exit\s*\(?(\d*)\)?$/.exec(statement)?.[1];
    if (code !== undefined) return { do: 'exit', code: Number(code || 0) };
    return printing(/^(?:print|say)\s*\(?(.*?)\)?$/s)(statement, sys);
  },
};

/** Steps of a script; the statement that is not understood otherwise. */
function stepsOf(language: Language, text: string, sys: Sys): readonly Step[] | string {
  const out: Step[] = [];
  for (const statement of text.split(/;|\n/).map((part) => part.trim())) {
    if (statement === '') continue;
    const step = language.step(statement, sys);
    if (step === undefined) return statement;
    if (step !== 'nothing') out.push(step);
  }
  return out;
}

/** An interpreter: tells its version, and runs programs that only print, sleep and end. */
function interpreter(language: Language): Program {
  return function* (sys, argv) {
    const args = argv.slice(1);
    if (args.some((arg) => ['--version', '-V', '-v'].includes(arg))) {
      yield* print(sys, `${language.version(sys)}\n`);
      return 0;
    }
    if (language === PYTHON && args.join(' ').includes('-m http.server')) return yield* serveFiles(sys, args);
    const at = args.findIndex((arg) => language.inline.includes(arg));
    const file = at < 0 ? args.find((arg) => !arg.startsWith('-')) : undefined;
    let text: string;
    if (at >= 0) text = args[at + 1] ?? '';
    else if (file !== undefined) {
      if (!sys.exists(file)) {
        yield* printError(sys, missing(language, file, sys));
        return 2;
      }
      text = sys.readFile(file);
    } else if (sys.isatty(0)) {
      yield* printError(sys, `${language.name}: typing into the interpreter is not simulated here\n`);
      return 1;
    } else text = hasInput(sys) ? yield* readAll(sys, 0) : '';
    const steps = stepsOf(language, text, sys);
    if (typeof steps === 'string') {
      yield* printError(
        sys,
        `${language.name}: running programs is not simulated here, beyond printing, sleeping and exiting (at: ${steps.slice(0, 80)})\n`,
      );
      return 1;
    }
    for (const step of steps) {
      if (step.do === 'exit') return step.code;
      if (step.do === 'print') yield* print(sys, step.text);
      else yield* sleep(sys, step.ms);
    }
    return 0;
  };
}

const hasInput = (sys: Sys): boolean => sys.fds().includes(0);

function missing(language: Language, file: string, sys: Sys): string {
  if (language === PYTHON)
    return `python3: can't open file '${file.startsWith('/') ? file : `${sys.cwd().replace(/\/$/, '')}/${file}`}': [Errno 2] No such file or directory\n`;
  if (language === NODE)
    return `node:internal/modules/cjs/loader:1404\n  throw err;\n  ^\n\nError: Cannot find module '${file.startsWith('/') ? file : `${sys.cwd().replace(/\/$/, '')}/${file}`}'\n\nNode.js ${language.version(sys)}\n`;
  if (language === PHP) return `Could not open input file: ${file}\n`;
  return `${language.name}: No such file or directory -- ${file} (LoadError)\n`;
}

/** `python -m http.server [port] [--directory d]`. */
function* serveFiles(sys: Sys, args: readonly string[]) {
  const port = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 8000);
  const at = args.findIndex((arg) => arg === '-d' || arg === '--directory');
  try {
    sys.listen(port, 'python-http', { data: { root: at >= 0 ? args[at + 1] : sys.cwd(), version: sys.env().PYTHON_VERSION ?? '3.12.3' } });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* printError(sys, `OSError: [Errno 98] ${error.message}\n`);
    return 1;
  }
  // Standard output is buffered when nobody looks: only PYTHONUNBUFFERED shows it in a log.
  if (sys.isatty(1) || sys.env().PYTHONUNBUFFERED)
    yield* print(sys, `Serving HTTP on 0.0.0.0 port ${port} (http://0.0.0.0:${port}/) ...\n`);
  const signal = yield* untilSignal(sys, ['INT', 'TERM']);
  return signal === 'INT' ? 0 : 143;
}

export const pythonHttpService: Service = ({ sys, data }, request) => {
  const { root, version } = data as { root: string; version: string };
  const note = (status: number) =>
    sys.write(
      2,
      `${request.peer?.ip ?? '-'} - - [${new Date(sys.now())
        .toUTCString()
        .slice(5, 25)
        .replace(/ (\w+) /, '/$1/')}] "${request.method} ${request.path} HTTP/1.1" ${status} -\n`,
    );
  const answer = (status: number, body: string, type = 'text/html; charset=utf-8') => {
    note(status);
    return { status, headers: { server: `SimpleHTTP/0.6 Python/${version}`, 'content-type': type }, body };
  };
  const path = `${root.replace(/\/$/, '')}${request.path}`;
  try {
    if (sys.stat(path).type !== 'dir') return answer(200, sys.readFile(path), /\.html?$/.test(path) ? 'text/html' : 'text/plain');
    const index = `${path.replace(/\/$/, '')}/index.html`;
    if (sys.exists(index)) return answer(200, sys.readFile(index), 'text/html');
    const items = sys.readdir(path).map((name) => (sys.stat(`${path.replace(/\/$/, '')}/${name}`).type === 'dir' ? `${name}/` : name));
    return answer(
      200,
      `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Directory listing for ${request.path}</title>\n</head>\n<body>\n<h1>Directory listing for ${request.path}</h1>\n<hr>\n<ul>\n${items.map((name) => `<li><a href="${name}">${name}</a></li>\n`).join('')}</ul>\n<hr>\n</body>\n</html>\n`,
    );
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    sys.write(2, `${request.peer?.ip ?? '-'} - - code 404, message File not found\n`);
    return answer(
      404,
      '<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: 404</p>\n        <p>Message: File not found.</p>\n        <p>Error code explanation: 404 - Nothing matches the given URI.</p>\n    </body>\n</html>\n',
    );
  }
};

export const INTERPRETERS: Readonly<Record<string, Program>> = Object.fromEntries(
  [PYTHON, NODE, PHP, RUBY, PERL].map((language) => [language === PYTHON ? 'python' : language.name, interpreter(language)]),
);

/** java: its version; what a jar does is not simulated. */
export const java: Program = function* (sys, argv) {
  if (argv.includes('-version') || argv.includes('--version')) {
    yield* printError(
      sys,
      'openjdk version "21.0.8" 2025-07-15 LTS\nOpenJDK Runtime Environment Temurin-21.0.8+9 (build 21.0.8+9-LTS)\nOpenJDK 64-Bit Server VM Temurin-21.0.8+9 (build 21.0.8+9-LTS, mixed mode, sharing)\n',
    );
    return 0;
  }
  const jar = argv[argv.indexOf('-jar') + 1];
  const there = jar !== undefined && argv.includes('-jar') && sys.exists(jar);
  yield* printError(
    sys,
    argv.includes('-jar') && !there ? `Error: Unable to access jarfile ${jar ?? ''}\n` : 'java: running programs is not simulated here\n',
  );
  return 1;
};
