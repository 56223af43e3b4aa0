import { archiveFiles, loadArchive } from '../chart/load';
import { HelmError, type Helm, type Task } from './helm';
import { findRemote } from './locate';
import { asHelmError } from './options';
import { fetchText } from './web';

/** `helm pull`. */
export function* pull(h: Helm): Task<number> {
  for (const name of h.args) {
    const remote = findRemote(h, name, h.flags.text('version') || (h.flags.bool('devel') ? '>0.0.0-0' : ''), h.flags.text('repo'));
    yield* h.k.roundTrip();
    const text = fetchText(h, remote.url);
    if (remote.pulled !== undefined) h.k.err(remote.pulled);
    const folder = h.flags.text('destination') || '.';
    const kept = `${folder === '.' ? '' : `${folder.replace(/\/+$/, '')}/`}${remote.file}`;
    const untars = h.flags.bool('untar') || h.flags.changed('untardir');
    if (!untars && folder !== '.' && !h.sys.exists(folder))
      throw new HelmError(`open ${kept}${Math.floor(h.sys.random() * 1e9)}: no such file or directory`);
    const verifies = h.flags.bool('verify');
    if (verifies || h.flags.bool('prov')) {
      if (verifies) throw new HelmError(`failed to fetch provenance ${JSON.stringify(`${remote.url}.prov`)}`);
      h.out(`WARNING: Verification not found for ${name}: failed to fetch ${remote.url}.prov : 404 Not Found\n`);
    }
    if (!untars) {
      h.sys.writeFile(kept, text);
      continue;
    }
    const chart = asHelmError(() => loadArchive(text, remote.file));
    const below = h.flags.text('untardir') || '.';
    const target = `${below.startsWith('/') || folder === '.' ? below : below === '.' ? folder : `${folder}/${below}`}/${chart.metadata.name}`;
    if (h.sys.exists(target))
      throw new HelmError(`failed to untar: a file or directory with the name ${target.replace(/^\.\//, '')} already exists`);
    for (const { name: file, data } of archiveFiles(text, remote.file)) {
      const path = `${target}/${file}`;
      h.mkdirs(path.slice(0, path.lastIndexOf('/')));
      h.sys.writeFile(path, data);
    }
  }
  return 0;
}
