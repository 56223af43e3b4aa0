import { renderGoTemplate, TemplateError } from '@/lib/api/go-template';
import { Fatal } from '../command/command';
import { getopt } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { containersOf, die, familiar, findContainer, findImage, imagesOf, nameAndTag, type Tool } from './engine-client';
import { goConfig } from './image-archive';
import type { EngineContainer, EngineImage } from './image-content';
import { ago, goTime } from './show';

/** Columns as Go's tabwriter with a padding of three lays them out. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => [...row[i]!].length)) + 3);
  return rows.map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]!))).join('')}\n`).join('');
}

/** A template of docker's: Go's, and `json` of a field. Throws Fatal. */
function shownBy(template: string, value: object): string {
  const plain = template.replace(/\{\{-?\s*json\s+((?:\.\w+)+|\.)\s*-?\}\}/g, (_, path: string) => {
    const found = path
      .split('.')
      .filter(Boolean)
      .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], value);
    return `{{${JSON.stringify(JSON.stringify(found ?? null))}}}`;
  });
  try {
    return renderGoTemplate(plain, value);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new Fatal(`template parsing error: ${error.message}`, 64);
  }
}

/** Bytes with four digits in units of 1000, as docker shows sizes. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, u] = [bytes, 0];
  while (value >= 1000 && u < units.length - 1) [value, u] = [value / 1000, u + 1];
  return `${Number(value.toPrecision(3))}${units[u]}`;
}

const templateOf = (format: string | undefined): { readonly text: string; readonly table: boolean } | undefined => {
  if (format === undefined || format === 'table') return undefined;
  const table = format.startsWith('table ');
  return { table, text: (table ? format.slice(6) : format).replaceAll('\\t', '\t').replaceAll('\\n', '\n') };
};

/** Rows by `--format`: a template a row, JSON, or with `table` below their heads. */
function formatted(
  rows: readonly Record<string, string>[],
  format: { readonly text: string; readonly table: boolean },
  heads: Record<string, string>,
): string {
  if (format.text === 'json') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const lines = rows.map((row) => shownBy(format.text, row));
  if (!format.table) return lines.map((line) => `${line}\n`).join('');
  return columns([shownBy(format.text, heads), ...lines].map((line) => line.split('\t')));
}

/** `Up 2 minutes`, `Exited (0) 3 seconds ago`. */
export const statusOf = (c: EngineContainer, now: number): string =>
  c.finishedAt === undefined ? `Up ${ago(c.startedAt, now).replace(/ ago$/, '')}` : `Exited (${c.exitCode}) ${ago(c.finishedAt, now)}`;

const portsOf = (c: EngineContainer): string =>
  c.finishedAt !== undefined
    ? ''
    : c.ports
        .map((port) => `${port.hostIP ?? '0.0.0.0'}:${port.hostPort}->${port.containerPort}/${port.protocol.toLowerCase()}`)
        .join(', ');

/** `docker ps`. */
export function* ps(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const o = getopt(args, 'a,all q,quiet n,last: l,latest no-trunc f,filter: format: s,size');
  const now = io.sys.now();
  let found = [...containersOf(io.sys, tool)].reverse().sort((a, b) => b.createdAt - a.createdAt);
  if (!o.has('a', 'n', 'l') && !o.values('f').some((one) => one.startsWith('status=')))
    found = found.filter(({ finishedAt }) => finishedAt === undefined);
  for (const filter of o.values('f')) {
    const [key, value = ''] = [filter.split('=')[0], filter.slice(filter.indexOf('=') + 1)];
    found = found.filter((c) => {
      if (key === 'name') return new RegExp(value).test(c.name);
      if (key === 'status') return (c.finishedAt === undefined ? 'running' : 'exited') === value;
      if (key === 'ancestor') return c.image === value || familiar(tool, c.image) === value;
      if (key === 'id') return c.id.startsWith(value);
      if (key === 'label')
        return value.includes('=') ? c.labels[value.split('=')[0]!] === value.slice(value.indexOf('=') + 1) : value in c.labels;
      return true;
    });
  }
  if (o.has('l')) found = found.slice(0, 1);
  if (o.has('n')) found = found.slice(0, Number(o.value('n')));
  const id = (c: EngineContainer) => (o.has('no-trunc') ? c.id : c.id.slice(0, 12));
  if (o.has('q')) {
    for (const c of found) yield* io.print(`${id(c)}\n`);
    return 0;
  }
  const command = (c: EngineContainer) => {
    const text = c.command.join(' ');
    if (tool.name === 'podman') return o.has('no-trunc') || text.length <= 20 ? text : `${text.slice(0, 17)}...`;
    return `"${o.has('no-trunc') || text.length <= 20 ? text : `${text.slice(0, 19)}…`}"`;
  };
  const format = templateOf(o.value('format'));
  if (format) {
    const rows = found.map((c) => ({
      ID: id(c),
      Image: c.image,
      Command: command(c),
      CreatedAt: goTime(c.createdAt),
      RunningFor: ago(c.createdAt, now),
      Status: statusOf(c, now),
      State: c.finishedAt === undefined ? 'running' : 'exited',
      Ports: portsOf(c),
      Names: c.name,
      Labels: Object.entries(c.labels)
        .map(([k, v]) => `${k}=${v}`)
        .join(','),
    }));
    yield* io.print(
      formatted(rows, format, {
        ID: 'CONTAINER ID',
        Image: 'IMAGE',
        Command: 'COMMAND',
        RunningFor: 'CREATED',
        Status: 'STATUS',
        State: 'STATE',
        Ports: 'PORTS',
        Names: 'NAMES',
      }),
    );
    return 0;
  }
  yield* io.print(
    columns([
      ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'],
      ...found.map((c) => [id(c), c.image, command(c), ago(c.createdAt, now), statusOf(c, now), portsOf(c), c.name]),
    ]),
  );
  return 0;
}

/** `docker images`. */
export function* images(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const o = getopt(args, 'a,all q,quiet no-trunc f,filter: format: digests');
  const now = io.sys.now();
  const [word] = o.operands;
  let found = [...imagesOf(io.sys, tool)].sort((a, b) => b.createdAt - a.createdAt || (a.name < b.name ? -1 : 1));
  if (word !== undefined)
    found = found.filter(({ name }) => {
      const [repository, tag] = nameAndTag(tool, name);
      return (
        repository === word ||
        `${repository}:${tag}` === word ||
        repository.endsWith(`/${word}`) ||
        `${repository}:${tag}`.endsWith(`/${word}`)
      );
    });
  if (o.values('f').includes('dangling=true')) found = found.filter(({ name }) => name.startsWith('sha256:'));
  const id = (image: EngineImage) => (o.has('no-trunc') ? image.id : image.id.slice(7, 19));
  if (o.has('q')) {
    for (const one of [...new Set(found.map(id))]) yield* io.print(`${one}\n`);
    return 0;
  }
  const format = templateOf(o.value('format'));
  const rowOf = (image: EngineImage) => {
    const [Repository, Tag] = nameAndTag(tool, image.name);
    return {
      Repository,
      Tag,
      ID: id(image),
      CreatedSince: ago(image.createdAt, now),
      CreatedAt: goTime(image.createdAt),
      Size: size(image.sizeBytes),
      Digest: image.id,
    };
  };
  if (format)
    yield* io.print(
      formatted(found.map(rowOf), format, { Repository: 'REPOSITORY', Tag: 'TAG', ID: 'IMAGE ID', CreatedSince: 'CREATED', Size: 'SIZE' }),
    );
  else
    yield* io.print(
      columns([
        ['REPOSITORY', 'TAG', ...(o.has('digests') ? ['DIGEST'] : []), 'IMAGE ID', 'CREATED', 'SIZE'],
        ...found
          .map(rowOf)
          .map((row) => [row.Repository, row.Tag, ...(o.has('digests') ? [row.Digest] : []), row.ID, row.CreatedSince, row.Size]),
      ]),
    );
  return 0;
}

/** `docker history`. */
export function* history(io: Io, args: readonly string[], tool: Tool): Task<number> {
  const o = getopt(args, 'no-trunc q,quiet format: H,human');
  const image = findImage(io.sys, tool, o.operands[0] ?? '');
  if (!image) return yield* die(io, tool, `No such image: ${o.operands[0]}`);
  const layers = [...image.content.layers].reverse();
  const cut = (text: string) => (o.has('no-trunc') || text.length <= 45 ? text : `${text.slice(0, 44)}…`);
  const bytes = (i: number) => layers[i]!.entries.reduce((sum, { text }) => sum + (text?.length ?? 0), 0);
  const base = image.content.from;
  const rows = layers.map((layer, i) => [
    i === 0 ? image.id.slice(7, 19) : '<missing>',
    ago(layer.createdAt, io.sys.now()),
    cut(layer.createdBy),
    size(bytes(i)),
    'buildkit.dockerfile.v0',
  ]);
  if (base)
    rows.push([
      '<missing>',
      ago(Date.UTC(2025, 10, 4), io.sys.now()),
      cut(`FROM ${familiar(tool, base)}`),
      size(image.sizeBytes - layers.reduce((sum, _, i) => sum + bytes(i), 0)),
      '',
    ]);
  yield* io.print(columns([['IMAGE', 'CREATED', 'CREATED BY', 'SIZE', 'COMMENT'], ...rows]));
  return 0;
}

/** What `docker inspect` shows of an image. */
function shownImage(tool: Tool, image: EngineImage, all: readonly EngineImage[]) {
  const names = all.filter(({ id, name }) => id === image.id && !name.startsWith('sha256:')).map(({ name }) => familiar(tool, name));
  return {
    Id: tool.name === 'podman' ? image.id.slice(7) : image.id,
    RepoTags: names,
    RepoDigests: names.map((name) => `${name.replace(/:[^:/]*$/, '')}@${image.id}`),
    Created: goTime(image.createdAt),
    Architecture: 'amd64',
    Os: 'linux',
    Size: image.sizeBytes,
    Config: goConfig(image.content.config),
    RootFS: { Type: 'layers' },
  };
}

function shownContainer(tool: Tool, c: EngineContainer) {
  const running = c.finishedAt === undefined;
  const ports = Object.fromEntries(
    c.ports.map((p) => [
      `${p.containerPort}/${p.protocol.toLowerCase()}`,
      [{ HostIp: p.hostIP ?? '0.0.0.0', HostPort: String(p.hostPort) }],
    ]),
  );
  const ip = running ? (c.ip ?? '') : '';
  const gateway = ip.replace(/\d+$/, '1');
  return {
    Id: c.id,
    Created: goTime(c.createdAt),
    Path: c.command[0] ?? '',
    Args: c.command.slice(1),
    State: {
      Status: running ? 'running' : 'exited',
      Running: running,
      Paused: false,
      Restarting: false,
      OOMKilled: false,
      Dead: false,
      Pid: running ? c.pid : 0,
      ExitCode: c.exitCode ?? 0,
      Error: '',
      StartedAt: goTime(c.startedAt),
      FinishedAt: running ? '0001-01-01T00:00:00Z' : goTime(c.finishedAt),
    },
    Image: c.imageId,
    Name: tool.name === 'podman' ? c.name : `/${c.name}`,
    RestartCount: 0,
    HostConfig: {
      Binds: c.mounts.map((m) => `${m.source}:${m.path}${m.readOnly ? ':ro' : ''}`),
      NetworkMode: 'bridge',
      PortBindings: ports,
      RestartPolicy: { Name: c.restart.split(':')[0], MaximumRetryCount: Number(c.restart.split(':')[1] ?? 0) },
    },
    Mounts: c.mounts.map((m) => ({
      Type: 'bind',
      Source: m.source,
      Destination: m.path,
      Mode: m.readOnly ? 'ro' : '',
      RW: !m.readOnly,
      Propagation: 'rprivate',
    })),
    Config: {
      Hostname: c.id.slice(0, 12),
      User: c.user ?? '',
      Tty: c.tty,
      Env: Object.entries(c.env).map(([k, v]) => `${k}=${v}`),
      Cmd: c.command,
      Image: c.image,
      WorkingDir: c.workingDir ?? '',
      Labels: c.labels,
    },
    NetworkSettings: {
      Ports: running ? ports : {},
      IPAddress: ip,
      Gateway: ip && gateway,
      Networks: { bridge: { IPAddress: ip, Gateway: ip && gateway } },
    },
  };
}

/** `docker inspect`, with a template of Go's when one is given. */
export function* inspect(io: Io, args: readonly string[], tool: Tool, only?: 'image' | 'container'): Task<number> {
  const o = getopt(args, 'f,format: type: s,size');
  const kind = only ?? o.value('type');
  const found: object[] = [];
  const all = imagesOf(io.sys, tool);
  let code = 0;
  for (const word of o.operands) {
    const container = kind === 'image' ? undefined : findContainer(io.sys, tool, word);
    const image = container || kind === 'container' ? undefined : findImage(io.sys, tool, word);
    if (container) found.push(shownContainer(tool, container));
    else if (image) found.push(shownImage(tool, image, all));
    else {
      code = tool.name === 'podman' ? 125 : 1;
      yield* io.stderr(tool.name === 'podman' ? `Error: no such object: "${word}"\n` : `error: no such ${kind ?? 'object'}: ${word}\n`);
    }
  }
  const format = o.value('f');
  if (format !== undefined && format !== 'json') for (const one of found) yield* io.print(`${shownBy(format, one)}\n`);
  else yield* io.print(`${JSON.stringify(found, null, tool.name === 'podman' ? 5 : 4)}\n`);
  return code;
}
