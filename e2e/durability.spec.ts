import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { enter, terminalOf } from './learner';

const PORT = 3483;
const origin = `http://127.0.0.1:${PORT}`;

async function start(data: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['dist/server.mjs'], {
    env: { ...process.env, NODE_ENV: 'production', PORT: `${PORT}`, NEKALA_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout!.on('data', (text) => String(text).includes('is ready') && resolve());
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return child;
}

test('kill -9 loses nothing that a prompt has acknowledged', async ({ browser }) => {
  const data = mkdtempSync(join(tmpdir(), 'nekala-kill-'));
  let server = await start(data);
  try {
    const page = await (await browser.newContext({ baseURL: origin })).newPage();
    await page.goto('/ko/playground');
    await page.getByRole('button', { name: '게스트로 시작하기' }).click();
    await enter(page, 'kubectl create configmap kept --from-literal=a=1; echo made-$?');
    await expect((await terminalOf(page)).locator('.xterm-rows')).toContainText('made-0');
    server.kill('SIGKILL');
    await new Promise((resolve) => server.once('exit', resolve));
    server = await start(data);
    await enter(page, 'kubectl get configmap kept -o name');
    await expect((await terminalOf(page)).locator('.xterm-rows')).toContainText('configmap/kept');
    await expect((await terminalOf(page)).locator('.xterm-rows')).toContainText('made-0');
  } finally {
    server.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  }
});
