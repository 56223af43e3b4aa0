import { expect, test } from '@playwright/test';
import { signUp } from './learner';

test('somebody signs up after two mistakes, signs out, and signs in again', async ({ page }) => {
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto('/ko');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(faults).toEqual([]);
  await page.goto('/ko/sign-up');
  await page.getByLabel('이름').fill('나래');
  await page.getByLabel('이메일').fill('nobody');
  await page.getByLabel('비밀번호').fill('short');
  await page.getByRole('button', { name: '가입하기' }).click();
  await expect(page.getByText('이메일 주소를 확인해 주세요.')).toBeVisible();
  await expect(page.getByText('비밀번호는 8자 이상이어야 합니다.')).toBeVisible();
  await expect(page.getByLabel('이메일')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('이메일')).toBeFocused();
  const email = await signUp(page);
  await expect(page.getByRole('link', { name: '나래' })).toBeVisible();

  await page.getByRole('button', { name: '로그아웃' }).click();
  await expect(page.getByRole('link', { name: '로그인' })).toBeVisible();
  await page.goto('/ko/sign-up');
  await page.getByLabel('이름').fill('나래');
  await page.getByLabel('이메일').fill(email);
  await page.getByLabel('비밀번호').fill('another horse');
  await page.getByRole('button', { name: '가입하기' }).click();
  await expect(page.getByText('이미')).not.toHaveCount(0);

  await page.goto('/ko/sign-in');
  await page.getByLabel('이메일').fill(email);
  await page.getByLabel('비밀번호').fill('correct horse');
  await page.getByRole('button', { name: '로그인', exact: true }).click();
  await expect(page.getByRole('link', { name: '나래' })).toBeVisible();
  await expect(page.getByRole('button', { name: '로그아웃' })).toBeVisible();
});
