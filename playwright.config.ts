import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, defineConfig } from '@playwright/test';

const port = Number(process.env.NEKALA_E2E_PORT ?? 3479);
// The workers read the configuration too: they must come to the same folder.
const data = (process.env.NEKALA_E2E_DATA ??= mkdtempSync(join(tmpdir(), 'nekala-e2e-')));
const own = existsSync(chromium.executablePath());

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  timeout: 60_000,
  expect: { timeout: 20_000 },
  workers: 1,
  reporter: [['list']],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    trace: 'retain-on-failure',
    launchOptions: {
      ...(!own && { executablePath: process.env.NEKALA_CHROMIUM ?? '/usr/bin/chromium' }),
      args: ['--no-sandbox'],
    },
  },
  webServer: {
    command: 'node dist/server.mjs',
    url: `http://127.0.0.1:${port}/ko`,
    timeout: 120_000,
    env: { NODE_ENV: 'production', PORT: `${port}`, NEKALA_DATA: data },
  },
});
