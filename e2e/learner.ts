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
