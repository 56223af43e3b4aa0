import { programsOf } from '@/lib/hosts/packages/catalogue';
import { isInstalled } from '@/lib/hosts/packages/dpkg-status';
import type { Command } from '../command/command';
import { Database } from './database';

const HEAD =
  'Desired=Unknown/Install/Remove/Purge/Hold\n| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend\n|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)\n';

/** dpkg as far as it tells what is installed: -l, -s, -L, -S, --get-selections, --print-architecture. */
export const dpkg: Command = {
  name: 'dpkg',
  options:
    'l,list s,status L,listfiles S,search get-selections print-architecture i,install r,remove P,purge compare-versions configure a,pending',
  usage: 'Usage: dpkg [<option>...] <command>\n',
  usageStatus: 2,
  version: "Debian 'dpkg' package management program version 1.22.6 (amd64).",
  *run(io, options) {
    if (options.has('print-architecture')) {
      yield* io.print('amd64\n');
      return 0;
    }
    const database = Database.open(io.sys);
    if ('error' in database) return 2;
    const names = options.operands;
    const glob = (name: string) => new RegExp(`^${name.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
    const all = [...database.installed.values()].filter(isInstalled);
    const chosen = names.length === 0 ? all : all.filter((stanza) => names.some((name) => glob(name).test(stanza.get('Package')!)));
    const letter = (name: string) => (database.isHeld(name) ? 'h' : 'i');
    if (options.has('l')) {
      for (const name of names)
        if (!all.some((stanza) => glob(name).test(stanza.get('Package')!)))
          yield* io.stderr(`dpkg-query: no packages found matching ${name}\n`);
      if (chosen.length === 0) return 1;
      const rows = chosen.map((stanza) => ['Package', 'Version', 'Architecture', 'Description'].map((field) => stanza.get(field) ?? ''));
      const widths = ['Name', 'Version', 'Architecture', 'Description'].map((title, i) =>
        Math.max(title.length, ...rows.map((row) => row[i]!.length), i === 0 || i === 1 || i === 2 ? 12 : 0),
      );
      const line = (cells: readonly string[]) => cells.map((cell, i) => (i === 3 ? cell : cell.padEnd(widths[i]!))).join(' ');
      yield* io.print(`${HEAD}||/ ${line(['Name', 'Version', 'Architecture', 'Description'])}\n`);
      yield* io.print(`+++-${widths.map((width) => '='.repeat(width)).join('-')}\n`);
      for (const row of rows) yield* io.print(`${letter(row[0]!)}i  ${line(row)}\n`);
      return 0;
    }
    if (options.has('get-selections')) {
      for (const stanza of chosen) {
        const name = stanza.get('Package')!;
        yield* io.print(
          `${name}${'\t'.repeat(Math.max(1, Math.ceil((48 - name.length) / 8)))}${database.isHeld(name) ? 'hold' : 'install'}\n`,
        );
      }
      return 0;
    }
    if (options.has('s')) {
      let code = 0;
      for (const name of names) {
        const stanza = database.installed.get(name);
        if (stanza) yield* io.print(`${[...stanza].map(([field, value]) => `${field}: ${value}\n`).join('')}`);
        else {
          yield* io.stderr(
            `dpkg-query: package '${name}' is not installed and no information is available\nUse dpkg --info (= dpkg-deb --info) to examine archive files.\n`,
          );
          code = 1;
        }
      }
      return code;
    }
    if (options.has('L')) {
      let code = 0;
      for (const name of names) {
        if (database.version(name) === undefined) {
          yield* io.stderr(
            `dpkg-query: package '${name}' is not installed\nUse dpkg --contents (= dpkg-deb --contents) to list archive files contents.\n`,
          );
          code = 1;
        } else for (const path of ['/.', '/usr', '/usr/bin', ...Object.keys(programsOf(name))]) yield* io.print(`${path}\n`);
      }
      return code;
    }
    if (options.has('S')) {
      let code = 0;
      for (const path of names) {
        const owner = all.find((stanza) => Object.keys(programsOf(stanza.get('Package')!)).some((one) => one.includes(path)));
        if (owner)
          yield* io.print(`${owner.get('Package')}: ${Object.keys(programsOf(owner.get('Package')!)).find((one) => one.includes(path))}\n`);
        else {
          yield* io.stderr(`dpkg-query: no path found matching pattern *${path}*\n`);
          code = 1;
        }
      }
      return code;
    }
    if (options.has('configure')) return 0;
    yield* io.stderr(
      options.has('i') || options.has('r') || options.has('P') || options.has('compare-versions')
        ? 'dpkg: not simulated here (apt-get installs and removes packages)\n'
        : 'dpkg: error: need an action option\n',
    );
    return 2;
  },
};
