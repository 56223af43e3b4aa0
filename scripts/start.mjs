#!/usr/bin/env node
// `npm start`: installs what is missing, builds when the sources have changed, and serves. The server migrates its database.
import './node-version.mjs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installPackages, root } from './install.mjs';

installPackages();
const { prepare, build } = await import('./build.mjs');
prepare();
build();

const server = spawn(process.execPath, [join(root, 'dist', 'server.mjs'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
