// Builds what `npm start` runs, when its sources have changed: the Prisma client, the pages (.next), the server (dist/).
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { root, step } from './install.mjs';

const CACHE = join(root, '.cache');
const bin = (name) => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
const SKIPPED = new Set(['node_modules', '.next', 'dist', '.cache', 'data', 'generated', 'testing']);

/** Makes what types, tests and the build need: the Prisma client and Next's route types. */
export function prepare() {
  once('prisma', ['prisma/schema.prisma', 'package-lock.json'], [join(root, 'lib/db/generated/client.ts')], () => {
    // Without this Prisma looks for a native engine on the network, which generating does not use.
    step('prisma generate', bin('prisma'), ['generate', '--no-hints'], { env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath } });
  });
  once('typegen', ['app', 'next.config.js', 'package-lock.json'], [join(root, 'next-env.d.ts')], () => {
    step('next typegen', bin('next'), ['typegen'], { env: { NEXT_TELEMETRY_DISABLED: '1' } });
  });
}

/** Builds the pages and the server for production. */
export function build() {
  prepare();
  const sources = ['app', 'lib', 'server.ts', 'next.config.js', 'postcss.config.mjs', 'prisma', 'package-lock.json', 'tsconfig.json'];
  once('build', sources, [join(root, '.next', 'BUILD_ID'), join(root, 'dist', 'server.mjs')], () => {
    step('next build', bin('next'), ['build'], { env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' } });
    bundleServer();
  });
}

/** The server in one file, packages left outside. */
export function bundleServer() {
  step('bundle the server (esbuild)', bin('esbuild'), [
    'server.ts',
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--target=node20',
    '--packages=external',
    '--outfile=dist/server.mjs',
    '--log-level=warning',
    '--sourcemap',
  ]);
}

/** The `nekala` command in one file, which loads ten times as fast as its sources do. Says nothing. Throws if it cannot be built. */
export function bundleCommand() {
  const bundle = join(root, 'dist', 'nekala.mjs');
  once('command', ['cli', 'lib', 'bench', 'package-lock.json', 'tsconfig.json'], [bundle], () => {
    const { buildSync } = createRequire(import.meta.url)('esbuild');
    // Written aside and moved, since another process may be about to load it.
    const outfile = `${bundle}.${process.pid}`;
    const entryPoints = [join(root, 'cli', 'main.ts')];
    buildSync({
      entryPoints,
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'silent',
    });
    renameSync(outfile, bundle);
  });
  return bundle;
}

// Does the work unless it was done for the very same sources and its outputs are there.
function once(name, sources, outputs, work) {
  const stamp = join(CACHE, `built-${name}`);
  const hash = hashOf(sources);
  if (outputs.every(existsSync) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  work();
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(stamp, hash);
}

function hashOf(sources) {
  const hash = createHash('sha256').update(process.version);
  for (const source of sources) {
    for (const path of filesOf(join(root, source))) hash.update(`\0${relative(root, path)}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function filesOf(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .filter((entry) => !SKIPPED.has(entry.name) && !/\.test\.tsx?$/.test(entry.name))
      .flatMap((entry) => (entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)]));
  } catch {
    return [path];
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) build();
