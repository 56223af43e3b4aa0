import { expect, test } from '@playwright/test';
import { beGuest } from './learner';

test('a wrong password and a foreign origin are refused', async ({ page, request, baseURL }) => {
  await page.goto('/en/sign-in');
  await page.getByLabel('Email').fill('nobody@example.com');
  await page.getByLabel('Password').fill('not the one');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('Email or password is not right.')).toBeVisible();
  const foreign = await request.post('/api/account', { headers: { origin: 'https://evil.example' }, data: {} });
  expect(foreign.status()).toBe(403);
  const nobody = await request.post('/api/sessions', { headers: { origin: baseURL! }, data: { kind: 'lab', slug: 'x' } });
  expect(nobody.status()).toBe(401);
});

test('a forged session id is refused and says so', async ({ page }) => {
  await beGuest(page);
  const answer = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const socket = new WebSocket(`ws://${location.host}/api/terminal?session=${'0'.repeat(32)}&terminal=t1`);
        let said = '';
        socket.onmessage = ({ data }) => (said = JSON.parse(String(data)).code);
        socket.onclose = ({ code }) => resolve([said, code]);
      }),
  );
  expect(answer).toEqual(['not-found', 4404]);
});

test('every page stands at 390 and 1440 pixels, in both languages, light and dark, asking nobody else', async ({ page }) => {
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('http://127.0.0.1') && !request.url().startsWith('data:')) outside.push(request.url());
  });
  await beGuest(page);
  for (const locale of ['ko', 'en']) {
    for (const [width, colorScheme] of [
      [390, 'dark'],
      [1440, 'light'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      for (const path of ['', '/tracks', '/tracks/nekala/05-pod', '/labs', '/exams', '/exams/mini-1', '/profile']) {
        await page.goto(`/${locale}${path}`);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
          `${locale}${path} at ${width}`,
        ).toBeLessThanOrEqual(0);
      }
    }
  }
  expect(outside).toEqual([]);
});
