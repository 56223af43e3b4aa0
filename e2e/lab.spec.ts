import { expect, test } from '@playwright/test';
import { beGuest, enter, rowsOf, terminalOf } from './learner';

test('a lab is solved in the terminal for the full score, kept in the record, and taken back', async ({ page }) => {
  await beGuest(page);
  await page.goto('/ko/labs/read-only-role');
  const said = await page.locator('main').innerText();
  const ns = /\b(audit|review|inspect)\b/.exec(said)![1]!;
  const account = /\b(watcher|reporter|viewer-bot)\b/.exec(said)![1]!;
  await enter(page, `kubectl create namespace ${ns}`);
  await expect(await rowsOf(page)).toContainText(`namespace/${ns} created`);
  await page.getByRole('button', { name: '채점하기', exact: true }).click();
  await expect(page.getByText('1/9점')).toBeVisible();
  await expect(page.locator('[data-verdict=FAIL]').first()).toContainText(`ServiceAccount ${account}`);

  await enter(page, `kubectl create serviceaccount ${account} -n ${ns}`);
  await enter(page, `kubectl create role pod-reader -n ${ns} --verb=get,list,watch --resource=pods`);
  await enter(page, `kubectl create rolebinding pod-reader -n ${ns} --role=pod-reader --serviceaccount=${ns}:${account}; echo all-$?`);
  await expect(await rowsOf(page)).toContainText('all-0');
  await page.getByRole('button', { name: '채점하기', exact: true }).click();
  await expect(page.getByText('모두 맞았습니다')).toBeVisible();
  await expect(page.locator('[data-verdict=PASS]')).toHaveCount(5);
  await expect(page.locator('[data-verdict=FAIL]')).toHaveCount(0);
  await expect(page.getByText('Role은 무엇을 할 수 있는지', { exact: false })).toBeVisible();

  await page.goto('/ko/labs');
  await expect(page.getByRole('link', { name: /읽기만 할 수 있는 계정/ })).toContainText('9');
  await page.goto('/ko/profile');
  await expect(page.getByText('9/9', { exact: true })).toBeVisible();
  await expect(page.getByText('1/9', { exact: true })).toBeVisible();

  await page.goto('/ko/labs/read-only-role');
  await expect(await rowsOf(page)).toContainText('all-0');
  await page.getByRole('button', { name: '초기화' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '취소' }).click();
  await expect(await rowsOf(page)).toContainText('all-0');
  await page.getByRole('button', { name: '초기화' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '초기화' }).click();
  await expect(await rowsOf(page)).not.toContainText('all-0');
  await enter(page, `kubectl get namespace ${ns}`);
  await expect(await rowsOf(page)).toContainText(`namespaces "${ns}" not found`);
});

test('a paste that is too long is refused with a reason, and the session goes on', async ({ page }) => {
  await beGuest(page);
  await page.goto('/ko/labs/two-container-pod');
  await enter(page, 'echo before');
  const panel = await terminalOf(page);
  await panel.locator('.xterm-helper-textarea').evaluate((area) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'x'.repeat(65_537));
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(panel.getByText('붙여 넣을 내용이 64 KB보다 깁니다')).toBeVisible();
  await enter(page, "echo aft''er");
  await expect(panel.locator('.xterm-rows')).toContainText('after');
  await expect(panel.locator('.xterm-rows')).not.toContainText('xxxx');
  await expect(panel.getByText('붙여 넣을 내용이 64 KB보다 깁니다')).toBeHidden();
});

test('an endless loop does not hold up grading for long', async ({ page }) => {
  await beGuest(page);
  await page.goto('/en/labs/read-only-role');
  await enter(page, 'while true; do :; done & echo loop-$?');
  await expect(await rowsOf(page)).toContainText('loop-0');
  const before = Date.now();
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.locator('[data-verdict=FAIL]').first()).toBeVisible();
  expect(Date.now() - before).toBeLessThan(5_000);
  await page.getByRole('button', { name: 'Skip the wait' }).click();
  await expect(page.getByText('The cluster does not come to rest.')).toBeVisible();
});

test('the keyboard reaches everything: into the terminal, and out of it again', async ({ page }) => {
  await beGuest(page);
  await page.goto('/ko/labs/two-container-pod');
  const panel = await terminalOf(page);
  await panel.locator('.terminal-screen').click();
  await page.keyboard.press('Tab');
  await expect(panel.locator('.xterm-helper-textarea')).toBeFocused();
  await page.keyboard.press('Control+Shift+Escape');
  await expect(page.getByRole('tab', { name: '터미널 1' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: '새 터미널' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: '클러스터', exact: true })).toBeFocused();
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('separator')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: '초기화' })).toBeFocused();
  expect(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)).not.toBe('none');
});
