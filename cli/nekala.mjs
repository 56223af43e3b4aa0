#!/usr/bin/env node
// Entry of the `nekala` command: plain Node, so that it can say what is missing; the command itself is cli/main.ts.
import '../scripts/node-version.mjs';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
if (!existsSync(join(root, 'node_modules', 'tsx'))) {
  const { installPackages } = await import('../scripts/install.mjs');
  installPackages();
}
const { register } = await import('tsx/esm/api');
register();
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
