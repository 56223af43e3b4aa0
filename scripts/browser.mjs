// Finds a Chromium for the end-to-end tests: the system's, else Playwright's own, else the system's package is installed.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { step } from './install.mjs';

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of a browser; undefined: Playwright's own. */
export function browser() {
  const found = system();
  if (found) return found;
  if (playwrights()) return undefined;
  const require = createRequire(import.meta.url);
  console.log('▸ no Chromium here; asking Playwright for its own');
  const { status } = spawnSync(process.execPath, [require.resolve('@playwright/test/cli'), 'install', 'chromium'], {
    stdio: 'inherit',
    timeout: 600_000,
  });
  if (status === 0 && playwrights()) return undefined;
  console.log("▸ Playwright's download is out of reach; installing the system's package");
  const apt = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
  step('apt-get update', apt[0], [...apt.slice(1), 'update', '-qq']);
  step('apt-get install chromium', apt[0], [...apt.slice(1), 'install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  const installed = system();
  if (!installed) throw new Error('no Chromium could be installed: install one by hand and set NEKALA_CHROMIUM to its path');
  return installed;
}

function system() {
  if (process.env.NEKALA_CHROMIUM) return process.env.NEKALA_CHROMIUM;
  return SYSTEM.find((path) => existsSync(path) && works(path));
}

// Ubuntu ships a chromium-browser that only tells the user to install a snap.
function works(path) {
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

function playwrights() {
  const require = createRequire(import.meta.url);
  const { chromium } = require('@playwright/test');
  return existsSync(chromium.executablePath());
}
