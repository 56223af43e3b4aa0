#!/usr/bin/env node
// `npm run dev`: the server with pages that follow their sources (Next's development mode). Changes of server.ts and of what
// only it loads need a restart. The server is bundled first: some packages publish sources that tsx would take by mistake.
import './node-version.mjs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installPackages, root } from './install.mjs';

installPackages();
const { prepare, bundleServer } = await import('./build.mjs');
prepare();
bundleServer();
const server = spawn(process.execPath, [join(root, 'dist', 'server.mjs')], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: 'development', NEXT_TELEMETRY_DISABLED: '1' },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code) => process.exit(code ?? 1));
