import type { Sys } from '@/lib/hosts/process/sys';
import { Exit } from '../command/command';
import type { Options } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { getopt } from '../command/getopt';
import { BuildContext } from './build-context';
import { DockerfileError, execForm, pairs, parseDockerfile, substitute, words, type Instruction } from './dockerfile';
import { ask, credentials, die, ended, familiar, findImage, imagesOf, isRefusal, normalised, type Tool } from './engine-client';
import type { ImageConfig, ImageContent, LayerEntry } from './image-content';

const OPTIONS =
  't,tag: f,file: build-arg: target: no-cache pull q,quiet progress: platform: label: network: rm force-rm squash load push o,output: format: layers';

interface Stage {
  readonly name?: string;
  content: ImageContent;
  /** Name under which the engine has what has been built so far. */
  image: string;
  readonly args: Record<string, string>;
  shell: readonly string[];
}

/** `docker build`, `podman build`, `nerdctl build`. */
export function* build(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const options = getopt(args, OPTIONS);
  const [where] = options.operands;
  if (where === undefined && tool.name !== 'podman') {
    yield* io.stderr(
      `ERROR: ${tool.name}: '${tool.name} build' requires 1 argument\n\nUsage:  ${tool.name} build [OPTIONS] PATH | URL | -\n\nRun '${tool.name} build --help' for more information\n`,
    );
    return 1;
  }
  if (options.operands.length > 1) {
    yield* io.stderr(`ERROR: "${tool.name} buildx build" requires exactly 1 argument.\n`);
    return 1;
  }
  return yield* new Build(io, io.sys, tool, options, where ?? '.').run();
}

class Build {
  private readonly stages: Stage[] = [];
  private step = 0;
  private readonly temporary = new Set<string>();
  private readonly global: Record<string, string> = {};
  private readonly given: Record<string, string>;
  private total = 0;

  constructor(
    private readonly io: Io,
    private readonly sys: Sys,
    private readonly tool: Tool,
    private readonly options: Options,
    private readonly where: string,
  ) {
    this.given = Object.fromEntries(
      options.values('build-arg').map((one) => {
        const at = one.indexOf('=');
        return at < 0 ? [one, sys.env()[one] ?? ''] : [one.slice(0, at), one.slice(at + 1)];
      }),
    );
  }

  /** Progress goes to standard error, as BuildKit's does; podman's to standard output. */
  private *tell(text: string): Task<void> {
    if (this.options.has('q')) return;
    if (this.tool.name === 'podman') yield* this.io.print(text);
    else yield* this.io.stderr(text);
  }

  private *fail(message: string, code = 1): Task<never> {
    for (const name of this.temporary) ask(this.sys, this.tool, 'remove-image', { name });
    yield* this.io.flush();
    yield* this.io.stderr(this.tool.name === 'podman' ? `Error: ${message}\n` : `ERROR: failed to build: failed to solve: ${message}\n`);
    throw new Exit(this.tool.name === 'podman' ? 125 : code);
  }

  *run(): Task<number> {
    const { sys, tool, options, where } = this;
    if (!sys.exists(where))
      return yield* die(
        this.io,
        tool,
        tool.name === 'podman' ? `context must be a directory: "${where}"` : `unable to prepare context: path "${where}" not found`,
        1,
        'ERROR: ',
      );
    const names = options.values('t').map((name) => [name, normalised(tool, name, true)] as const);
    for (const [name, full] of names)
      if (full === undefined)
        return yield* die(
          this.io,
          tool,
          `invalid tag "${name}": invalid reference format${/[A-Z]/.test(name) ? ': repository name must be lowercase' : ''}`,
          1,
          'ERROR: failed to build: ',
        );
    const file =
      options.value('f') ??
      (tool.name === 'podman' && sys.exists(`${where}/Containerfile`) ? `${where}/Containerfile` : `${where}/Dockerfile`);
    const path = options.has('f') && !sys.exists(file) && sys.exists(`${where}/${file}`) ? `${where}/${file}` : file;
    if (!sys.exists(path))
      return yield* this.fail(
        tool.name === 'podman'
          ? `no Containerfile or Dockerfile specified or found in context directory, ${sys.realpath(where)}: no such file or directory`
          : `failed to read dockerfile: open ${path.split('/').pop()}: no such file or directory`,
      );
    const source = sys.readFile(path);
    let instructions: Instruction[];
    try {
      instructions = parseDockerfile(source);
    } catch (error) {
      if (!(error instanceof DockerfileError)) throw error;
      return yield* this.fail(error.message);
    }
    this.instructions = instructions;
    const context = new BuildContext(sys, sys.realpath(where));
    this.total = instructions.filter(({ word }) => word !== 'ARG').length;
    if (tool.name !== 'podman')
      yield* this.tell(
        `#0 building with "default" instance using docker driver\n\n#1 [internal] load build definition from ${path.split('/').pop()}\n#1 transferring dockerfile: ${source.length + 31}B done\n#1 DONE 0.0s\n\n`,
      );
    this.step = 1;
    const target = options.value('target');
    for (const one of instructions) {
      if (one.word === 'FROM' && target !== undefined && this.stages.at(-1)?.name === target) break;
      yield* this.instruction(one, context);
    }
    if (target !== undefined && this.stages.at(-1)?.name !== target) return yield* this.fail(`target stage "${target}" could not be found`);
    return yield* this.finish(names.map(([name, full]) => [name, full!]));
  }

  private *finish(names: readonly (readonly [string, string])[]): Task<number> {
    const { sys, tool, options } = this;
    const last = this.stages.at(-1)!;
    const labels = Object.fromEntries(options.values('label').map((one) => pairs(one)[0]!));
    const content = { ...last.content, config: { ...last.content.config, labels: { ...last.content.config.labels, ...labels } } };
    let id = '';
    for (const name of this.temporary) ask(sys, tool, 'remove-image', { name });
    for (const name of names.length ? names.map(([, full]) => full) : [undefined]) {
      const made = ask(sys, tool, 'commit', { content, ...(name === undefined ? {} : { name }) });
      if (isRefusal(made)) return yield* this.fail(made.error);
      id = String(made);
    }
    if (tool.name === 'podman') {
      yield* this.tell(`COMMIT${names[0] ? ` ${names[0][0]}` : ''}\n--> ${id.slice(7, 19)}\n`);
      for (const [, name] of names) yield* this.tell(`Successfully tagged ${name}\n`);
      yield* this.io.print(`${id.slice(7)}\n`);
      return 0;
    }
    const at = this.step + 1;
    yield* this.tell(`#${at} exporting to image\n#${at} exporting layers done\n#${at} writing image ${id} done\n`);
    for (const [, name] of names) yield* this.tell(`#${at} naming to ${name} done\n`);
    yield* this.tell(`#${at} DONE 0.1s\n`);
    if (options.has('q')) yield* this.io.print(`${id}\n`);
    return 0;
  }

  private known(stage: Stage): Record<string, string> {
    return { ...stage.args, ...stage.content.config.env };
  }

  private *instruction(one: Instruction, context: BuildContext): Task<void> {
    const stage = this.stages.at(-1);
    if (one.word === 'ARG') {
      for (const [name, value] of words(one.text).map(
        (word) => [word.split('=')[0]!, word.includes('=') ? word.slice(word.indexOf('=') + 1) : undefined] as const,
      )) {
        const into = stage?.args ?? this.global;
        const chosen =
          this.given[name] ??
          (value === undefined
            ? stage
              ? this.global[name]
              : undefined
            : substitute(value, { ...this.global, ...(stage ? this.known(stage) : {}) }));
        if (chosen !== undefined) into[name] = chosen;
      }
      return;
    }
    this.step++;
    const { tool } = this;
    const place = this.step - 1;
    if (tool.name === 'podman') yield* this.tell(`${this.prefix(one)}: ${one.word} ${one.text.split('\n')[0]}\n`);
    else if (['FROM', 'RUN', 'COPY', 'ADD', 'WORKDIR'].includes(one.word))
      yield* this.tell(`#${this.step} [${this.stageName(one)}${place}/${this.total}] ${one.word} ${one.text.split('\n')[0]}\n`);
    if (one.word === 'FROM') yield* this.from(one);
    else yield* this.inStage(stage!, one, context);
    if (tool.name === 'podman') {
      if (one.word !== 'FROM') yield* this.tell(`--> ${this.stages.at(-1)!.image.replace('sha256:', '').slice(0, 12)}\n`);
    } else if (['FROM', 'RUN', 'COPY', 'ADD', 'WORKDIR'].includes(one.word)) yield* this.tell(`#${this.step} DONE 0.1s\n\n`);
  }

  /** `[1/2] STEP 3/5`: podman counts by stage. */
  private prefix(one: Instruction): string {
    const starts = this.instructions.flatMap(({ word }, i) => (word === 'FROM' ? [i] : []));
    const at = this.instructions.indexOf(one);
    const stage = starts.findLastIndex((start) => start <= at);
    const [from, to] = [starts[stage]!, starts[stage + 1] ?? this.instructions.length];
    const step = `STEP ${at - from + 1}/${to - from}`;
    return starts.length > 1 ? `[${stage + 1}/${starts.length}] ${step}` : step;
  }

  private instructions: readonly Instruction[] = [];

  private stageName(one: Instruction): string {
    const name = one.word === 'FROM' ? / as (\S+)/i.exec(one.text)?.[1] : this.stages.at(-1)?.name;
    return name ? `${name} ` : '';
  }

  private *from(one: Instruction): Task<void> {
    const m = /^(\S+)(?:\s+as\s+(\S+))?$/i.exec(substitute(one.text, this.global));
    if (!m) return yield* this.fail(`dockerfile parse error on line ${one.line}: FROM requires either one or three arguments`);
    const [, wanted = '', name] = m;
    const before = this.stages.find((stage) => stage.name === wanted.toLowerCase());
    const common = { ...(name ? { name: name.toLowerCase() } : {}), args: {}, shell: ['/bin/sh', '-c'] };
    if (before) this.stages.push({ ...common, content: before.content, image: before.image });
    else if (wanted === 'scratch')
      this.stages.push({ ...common, image: '', content: { config: { env: { PATH }, ports: [], volumes: [], labels: {} }, layers: [] } });
    else {
      const image = yield* pullImage(this.io, this.tool, wanted, { quiet: true, fail: (why) => this.fail(this.pullFailure(wanted, why)) });
      const found = imagesOf(this.sys, this.tool).find((one2) => one2.name === image)!;
      this.stages.push({ ...common, content: found.content, image });
    }
  }

  private pullFailure(name: string, why: string): string {
    const full = normalised(this.tool, name) ?? name;
    if (this.tool.name === 'podman')
      return `creating build container: unable to copy from source docker://${full}: initializing source docker://${full}: ${lastPart(why)}`;
    return `${name}: failed to resolve source metadata for ${full}: ${lastPart(why)}`;
  }

  /** The engine's image of a stage as far as it has been built. */
  private *commit(
    stage: Stage,
    change: Partial<ImageConfig>,
    layer?: { createdBy: string; entries?: readonly LayerEntry[]; container?: string },
  ): Task<void> {
    stage.content = { ...stage.content, config: { ...stage.content.config, ...change } };
    const made = ask(this.sys, this.tool, 'commit', { content: stage.content, ...layer });
    if (isRefusal(made)) return yield* this.fail(made.error);
    stage.image = String(made);
    this.temporary.add(stage.image);
    if (layer) stage.content = imagesOf(this.sys, this.tool).find(({ name }) => name === stage.image)!.content;
  }

  private *inStage(stage: Stage, one: Instruction, context: BuildContext): Task<void> {
    const known = this.known(stage);
    const { config } = stage.content;
    const text = one.word === 'RUN' || one.word === 'CMD' || one.word === 'ENTRYPOINT' ? one.text : substitute(one.text, known);
    const command = () => execForm(one.text) ?? [...stage.shell, one.text];
    switch (one.word) {
      case 'RUN':
        return yield* this.runStep(stage, one);
      case 'COPY':
      case 'ADD':
        return yield* this.copy(stage, { ...one, text }, context);
      case 'CMD':
        return yield* this.commit(stage, { cmd: command() });
      case 'ENTRYPOINT':
        return yield* this.commit(stage, { entrypoint: command(), cmd: undefined });
      case 'ENV':
        return yield* this.commit(stage, { env: { ...config.env, ...Object.fromEntries(pairs(text)) } });
      case 'LABEL':
        return yield* this.commit(stage, { labels: { ...config.labels, ...Object.fromEntries(pairs(text)) } });
      case 'EXPOSE':
        return yield* this.commit(stage, {
          ports: [...new Set([...config.ports, ...words(text).map((port) => (port.includes('/') ? port : `${port}/tcp`))])],
        });
      case 'VOLUME':
        return yield* this.commit(stage, { volumes: [...new Set([...config.volumes, ...(execForm(text) ?? words(text))])] });
      case 'USER':
        return yield* this.commit(stage, { user: text });
      case 'STOPSIGNAL':
        return yield* this.commit(stage, { stopSignal: text.replace(/^SIG/, '') as ImageConfig['stopSignal'] });
      case 'SHELL':
        stage.shell = execForm(text) ?? stage.shell;
        return;
      case 'WORKDIR': {
        const workingDir = absolute(config.workingDir ?? '/', text);
        return yield* this.commit(stage, { workingDir }, { createdBy: `WORKDIR ${text}`, entries: [{ path: workingDir, kind: 'dir' }] });
      }
    }
    // HEALTHCHECK, ONBUILD and MAINTAINER change nothing that is simulated.
    yield* this.commit(stage, {});
  }

  private *runStep(stage: Stage, one: Instruction): Task<void> {
    if (stage.image === '') yield* this.commit(stage, {}, { createdBy: 'FROM scratch', entries: [] });
    const { sys, tool } = this;
    const command = execForm(one.text) ?? [...stage.shell, one.documents?.[0]?.text ?? one.text];
    const started = ask(sys, tool, 'run', {
      run: {
        name: `build-${this.step}`,
        image: stage.image,
        imageName: stage.image,
        entrypoint: [command[0]],
        command: command.slice(1),
        env: stage.args,
        labels: {},
        ports: [],
        mounts: [],
        hosts: [],
        stdin: false,
        tty: false,
        restart: 'no',
        remove: false,
        privileged: false,
        readOnly: false,
        capAdd: [],
        capDrop: [],
      },
    }) as { id: string } | { error: string; code: number };
    if ('error' in started) return yield* this.runFailed(one, command, started.code, started.error);
    const prefix = tool.name === 'podman' ? '' : `#${this.step} 0.1 `;
    const code = yield* ended(this.io, tool, started.id);
    const lines = sys.host({ call: 'container-logs', id: started.id }) as readonly { text: string }[];
    for (const { text } of lines) yield* this.tell(`${prefix}${text}\n`);
    if (code !== 0) {
      ask(sys, tool, 'remove', { id: started.id });
      return yield* this.runFailed(one, command, code);
    }
    yield* this.commit(stage, {}, { createdBy: `RUN ${one.text}`, container: started.id });
    ask(sys, tool, 'remove', { id: started.id });
  }

  private *runFailed(one: Instruction, command: readonly string[], code: number, why?: string): Task<void> {
    if (this.tool.name === 'podman')
      return yield* this.fail(`building at STEP "RUN ${one.text}": while running runtime: ${why ?? `exit status ${code}`}`, code);
    yield* this.tell(
      `#${this.step} ERROR: process "${command.join(' ')}" did not complete successfully: ${why ?? `exit code: ${code}`}\n------\n`,
    );
    return yield* this.fail(`process "${command.join(' ')}" did not complete successfully: ${why ?? `exit code: ${code}`}`);
  }

  private *copy(stage: Stage, one: Instruction, context: BuildContext): Task<void> {
    const list = execForm(one.text) ?? words(one.text);
    const destination = list.at(-1) ?? '';
    const sources = list.slice(0, -1);
    if (sources.length === 0 && !one.documents)
      return yield* this.fail(
        `dockerfile parse error on line ${one.line}: ${one.word} requires at least two arguments, but only one was provided. Destination could not be determined`,
      );
    const base = absolute(stage.content.config.workingDir ?? '/', destination);
    const from = one.flags.from;
    const [user, group] = yield* this.ownership(stage, one.flags.chown);
    const mode = one.flags.chmod ? parseInt(one.flags.chmod, 8) : undefined;
    const out: LayerEntry[] = [];
    let isDirectory = destination.endsWith('/') || destination === '.' || sources.length > 1;
    if (!isDirectory && stage.image !== '') {
      const there = ask(this.sys, this.tool, 'files', { image: stage.image, path: base }) as readonly LayerEntry[] | undefined;
      isDirectory = there?.[0]?.kind === 'dir';
    }
    for (const source of sources) {
      if (one.documents?.some(({ name }) => source.replace(/^<<-?/, '').replace(/["']/g, '') === name)) {
        out.push({ path: isDirectory ? join(base, one.documents[0]!.name) : base, kind: 'file', text: one.documents[0]!.text });
        continue;
      }
      if (one.word === 'ADD' && /^https?:/.test(source)) return yield* this.fail(`ADD of ${source}: downloads are not simulated here`);
      for (const { name, entries } of yield* this.sources(source, from, context)) {
        const top = entries[0]!;
        const at = top.kind === 'dir' ? base : isDirectory ? join(base, name) : base;
        for (const entry of entries) {
          if (entry.path === '' && entry.kind === 'dir' && at === '/') continue;
          const own = user || group ? { uid: user, gid: group } : from === undefined ? { uid: 0, gid: 0 } : {};
          out.push({
            ...entry,
            path: `${at === '/' ? '' : at}${entry.path}`,
            ...own,
            ...(mode !== undefined && entry.kind === 'file' ? { mode } : {}),
          });
        }
      }
    }
    yield* this.commit(stage, {}, { createdBy: `${one.word} ${one.text}`, entries: out });
  }

  private *sources(
    source: string,
    from: string | undefined,
    context: BuildContext,
  ): Task<{ name: string; entries: readonly LayerEntry[] }[]> {
    if (from !== undefined) {
      const stage = this.stages.find(({ name }, i) => name === from.toLowerCase() || String(i) === from);
      const image =
        stage?.image ??
        (yield* pullImage(this.io, this.tool, from, { quiet: true, fail: (why) => this.fail(this.pullFailure(from, why)) }));
      const entries = ask(this.sys, this.tool, 'files', { image, path: absolute('/', source) }) as readonly LayerEntry[] | undefined;
      if (!entries) return yield* this.fail(notFound(this.tool, source));
      return [{ name: source.replace(/\/+$/, '').split('/').pop()!, entries }];
    }
    const found = context.match(source);
    if (found.length === 0) return yield* this.fail(notFound(this.tool, source));
    return found.map((path) => ({ name: path.split('/').pop()!, entries: context.entries(path) }));
  }

  private *ownership(stage: Stage, owner: string | undefined): Task<[number, number]> {
    if (owner === undefined) return [0, 0];
    const [user = '0', group] = owner.split(':');
    const table = (path: string) => {
      const entries =
        stage.image === ''
          ? undefined
          : (ask(this.sys, this.tool, 'files', { image: stage.image, path }) as readonly LayerEntry[] | undefined);
      return (entries?.[0]?.text ?? '').split('\n').map((line) => line.split(':'));
    };
    const uid = /^\d+$/.test(user) ? user : table('/etc/passwd').find(([name]) => name === user)?.[2];
    const gid = group === undefined ? uid : /^\d+$/.test(group) ? group : table('/etc/group').find(([name]) => name === group)?.[2];
    if (uid === undefined)
      return yield* this.fail(
        `unable to convert uid/gid chown string to host mapping: can't find uid for user ${user}: no such user: ${user}`,
      );
    if (gid === undefined)
      return yield* this.fail(
        `unable to convert uid/gid chown string to host mapping: can't find gid for group ${group}: no such group: ${group}`,
      );
    return [Number(uid), Number(gid)];
  }
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const notFound = (tool: Tool, source: string): string =>
  tool.name === 'podman'
    ? `building at STEP "COPY ${source}": checking on sources under context: copier: stat: "/${source.replace(/^\//, '')}": no such file or directory`
    : `failed to compute cache key: failed to calculate checksum of ref: "/${source.replace(/^(\.?\/)+/, '')}": not found`;

const lastPart = (why: string): string =>
  why
    .replace(/^rpc error: code = \w+ desc = /, '')
    .replace(/^failed to pull and unpack image "[^"]*": /, '')
    .replace(/^failed to resolve reference "[^"]*": /, '');

const absolute = (base: string, path: string): string => {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
};

const join = (dir: string, name: string): string => (dir === '/' ? `/${name}` : `${dir}/${name}`);

/** Makes sure that the engine has an image, pulling it when it does not. Comes to its name there. */
export function* pullImage(
  io: Io,
  tool: Tool,
  word: string,
  options: { readonly quiet?: boolean; readonly always?: boolean; readonly fail: (why: string) => Task<never> },
): Task<string> {
  const there = findImage(io.sys, tool, word);
  if (there && !options.always) return there.name;
  const name = normalised(tool, word);
  if (name === undefined) return yield* options.fail('invalid reference format');
  if (!options.quiet && tool.name === 'docker') {
    if (!options.always) yield* io.stderr(`Unable to find image '${familiar(tool, name)}' locally\n`);
  } else if (!options.quiet && tool.name === 'podman') yield* io.stderr(`Trying to pull ${name}...\n`);
  for (;;) {
    const state = ask(io.sys, tool, 'pull', { image: name, credentials: credentials(io.sys) }) as {
      state: string;
      doneAt?: number;
      error?: string;
    };
    if (state.state === 'failed') return yield* options.fail(state.error ?? 'pull failed');
    if (state.state === 'done') return name;
    yield { channels: [], until: state.doneAt };
  }
}
