import { expect, test } from '@playwright/test';
import { beGuest, enter, terminalOf } from './learner';

test('a guest works in a lab, reloads, and becomes an account with all of it', async ({ page }) => {
  await beGuest(page);
  await page.goto('/ko/labs/two-container-pod');
  await enter(page, 'echo 안녕-쿠버네티스');
  const panel = await terminalOf(page);
  await expect(panel.locator('.xterm-rows')).toContainText('안녕-쿠버네티스');
  await page.getByRole('button', { name: '채점하기', exact: true }).click();
  await expect(page.getByText('0/10점')).toBeVisible();
  await expect(page.locator('[data-verdict=FAIL]').first()).toContainText('기대한 값');

  await page.reload();
  await expect((await terminalOf(page)).locator('.xterm-rows')).toContainText('안녕-쿠버네티스');

  await page.goto('/ko/sign-up');
  await page.getByLabel('이름').fill('나래');
  await page.getByLabel('이메일').fill('nobody');
  await page.getByLabel('비밀번호').fill('short');
  await page.getByRole('button', { name: '계정 만들기' }).click();
  await expect(page.getByText('이메일 주소를 확인해 주세요.')).toBeVisible();
  await expect(page.getByText('비밀번호는 8자 이상이어야 합니다.')).toBeVisible();
  await page.getByLabel('이메일').fill(`narae-${Date.now()}@example.com`);
  await page.getByLabel('비밀번호').fill('correct horse');
  await page.getByRole('button', { name: '계정 만들기' }).click();
  await expect(page.getByText('0/10', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: '로그아웃' })).toBeVisible();
});

test('a lesson runs its commands in the terminal', async ({ page }) => {
  await beGuest(page);
  await page.goto('/en/tracks/nekala/05-pod');
  await page.locator('button[data-action=run]').first().click();
  await expect((await terminalOf(page)).locator('.xterm-rows')).toContainText('pod/web created');
  await page.getByRole('button', { name: 'Cluster', exact: true }).click();
  const panel = page.getByRole('region', { name: 'Cluster', exact: true });
  await expect(panel.getByRole('button', { name: /default\/web, / })).toBeVisible();
});

test('an exam keeps its clock, flags and notes over a reload, and gives a result', async ({ page }) => {
  await beGuest(page);
  await page.goto('/ko/exams/mini-1');
  await page.getByRole('button', { name: '시험 시작' }).click();
  await expect(page.getByRole('timer')).toContainText('00:39:');
  await page.getByRole('button', { name: '표시하기' }).click();
  const saved = page.waitForResponse((response) => response.request().postData()?.includes('notes') === true);
  await page.getByLabel('메모장').fill('2번부터');
  await saved;
  await page.reload();
  await expect(page.getByRole('button', { name: '표시 지우기' })).toBeVisible();
  await expect(page.getByLabel('메모장')).toHaveValue('2번부터');
  await expect(page.getByRole('timer')).toContainText('00:39:');
  await page.getByRole('button', { name: '시험 끝내기' }).click();
  await page.getByRole('button', { name: '끝내고 채점하기' }).click();
  await expect(page.getByRole('heading', { name: '시험 결과' })).toBeVisible();
  await expect(page.getByText('불합격')).toBeVisible();
});
