import { expect, type Page } from '@playwright/test';

/** Becomes a guest by way of a page that needs somebody. */
export async function beGuest(page: Page): Promise<void> {
  await page.goto('/ko/profile');
  await page.getByRole('button', { name: '게스트로 시작하기' }).click();
  await expect(page.getByRole('heading', { name: '내 기록' })).toBeVisible();
}

/** The terminal in front, once connected. */
export async function terminalOf(page: Page) {
  const panel = page.locator('[role=tabpanel][data-state=connected]:visible');
  await expect(panel).toBeVisible();
  await expect(panel.locator('.xterm-rows')).toContainText('# ');
  return panel;
}

/** Types a line into the terminal in front. */
export async function enter(page: Page, line: string): Promise<void> {
  const panel = await terminalOf(page);
  await panel.locator('.terminal-screen').click();
  await page.keyboard.insertText(line);
  await page.keyboard.press('Enter');
}

/** Signs up, with a fresh address; gives the address. The password is `correct horse`. */
export async function signUp(page: Page): Promise<string> {
  const email = `narae-${Date.now()}@example.com`;
  await page.getByLabel('이름').fill('나래');
  await page.getByLabel('이메일').fill(email);
  await page.getByLabel('비밀번호').fill('correct horse');
  await page.getByRole('button', { name: /가입하기|계정 만들기/ }).click();
  return email;
}

/** What the terminal in front shows. */
export const rowsOf = async (page: Page) => (await terminalOf(page)).locator('.xterm-rows');
