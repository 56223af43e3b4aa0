#!/usr/bin/env node
// Entry of the `nekala` command: plain Node, so that it can say what is missing; the command itself is cli/main.ts.
import '../scripts/node-version.mjs';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
if (!existsSync(join(root, 'node_modules', 'tsx'))) {
  const { installPackages } = await import('../scripts/install.mjs');
  installPackages();
}
const { main } = await import(await entry());
process.exitCode = await main(process.argv.slice(2));

/** The bundle; the sources themselves where none can be written, or where they do not build (their own error says why). */
async function entry() {
  try {
    const { bundleCommand } = await import('../scripts/build.mjs');
    return pathToFileURL(bundleCommand()).href;
  } catch {
    const { register } = await import('tsx/esm/api');
    register();
    return './main.ts';
  }
}
