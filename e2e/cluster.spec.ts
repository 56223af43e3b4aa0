import { expect, test } from '@playwright/test';
import { beGuest, enter, rowsOf, terminalOf } from './learner';

const BIG = `'{"spec":{"containers":[{"name":"big","image":"nginx","resources":{"requests":{"cpu":"99"}}}]}}'`;

test('the cluster beside the terminal shows pods as they change, and why they are where they are', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await beGuest(page);
  await page.goto('/ko/playground');
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(new URL(socket.url()).pathname));
  await enter(page, 'echo ready-$?');
  await expect(await rowsOf(page)).toContainText('ready-0');
  expect(sockets).not.toContain('/api/cluster');

  await page.getByRole('button', { name: '클러스터', exact: true }).click();
  const panel = page.getByRole('region', { name: '클러스터', exact: true });
  await expect(panel.getByRole('region', { name: 'node01' })).toContainText('파드가 없습니다');
  await expect(await terminalOf(page)).toBeVisible();
  await enter(page, `kubectl create deployment web --image=nginx --replicas=2; kubectl run big --image=nginx --overrides=${BIG}`);
  await expect(panel.getByRole('button', { name: /default\/web-.*실행 중, Running, 1\/1/ })).toHaveCount(2);
  const waiting = panel.getByRole('region', { name: '노드를 기다리는 파드' });
  await waiting.getByRole('button', { name: /default\/big, 준비 중, Pending/ }).click();

  await expect(panel.getByText('아직 들어갈 노드를 찾지 못했습니다.')).toBeVisible();
  await expect(panel.getByText(/^0\/3 nodes are available: .*Insufficient cpu/)).toBeVisible();
  const table = panel.getByRole('table');
  await expect(table.getByRole('columnheader', { name: 'node01' })).toBeVisible();
  await expect(table.getByRole('row', { name: /^NodeResourcesFit/ })).toContainText('Insufficient cpu');
  await expect(table.getByRole('row', { name: /^TaintToleration/ })).toContainText('node(s) had untolerated taint(s)');

  await page.keyboard.press('Escape');
  await panel
    .getByRole('button', { name: /default\/web-/ })
    .first()
    .click();
  await expect(panel.getByText(/스케줄러가 node0\d 노드에 배치했습니다/)).toBeVisible();
  await expect(table.getByRole('columnheader', { name: /node0\d 선택됨/ })).toBeVisible();
  await expect(table.getByRole('row', { name: /^TaintToleration 가중치 3/ })).toContainText('300 = 100 × 3');
  await expect(table.getByRole('row', { name: /^합계/ })).toContainText(/\d{3}/);

  await enter(page, 'kubectl delete deployment web --now; kubectl cordon node02');
  await expect(panel.getByText('이 파드는 사라졌습니다.')).toBeVisible();
  await panel.getByRole('button', { name: '그림으로' }).click();
  await expect(panel.getByRole('region', { name: 'node02' })).toContainText('스케줄 제외');
  await expect(panel.getByRole('button', { name: /default\/web-/ })).toHaveCount(0);
});

test('the keyboard alone opens the cluster, finds a pod and its verdict, and goes back to the shell', async ({ page }) => {
  await beGuest(page);
  await page.goto('/en/labs/two-container-pod');
  await enter(page, 'kubectl run a --image=nginx; kubectl run b --image=nginx; kubectl wait pod a b --for=condition=Ready; clear');
  await page.keyboard.press('Control+Shift+KeyL');
  const panel = page.getByRole('region', { name: 'Cluster', exact: true });
  await expect(panel).toBeFocused();
  const pods = panel.getByRole('button', { name: /default\/[ab], running/ });
  await expect(pods).toHaveCount(2);
  for (const expected of [panel.getByRole('checkbox'), panel.getByRole('button', { name: 'Close the picture' })]) {
    await page.keyboard.press('Tab');
    await expect(expected).toBeFocused();
  }
  await page.keyboard.press('Tab');
  // The picture scrolls: a browser may stop there on the way.
  if (!(await page.evaluate(() => document.activeElement?.hasAttribute('data-pod')))) await page.keyboard.press('Tab');
  await page.keyboard.press('End');
  await expect(pods.last()).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(pods.first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('table', { name: 'Verdict of each plugin for each node' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(pods.first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(page.getByRole('button', { name: 'Cluster', exact: true })).toBeFocused();
  await page.keyboard.press('Control+Shift+KeyL');
  await page.keyboard.press('Control+Shift+KeyL');
  await expect((await terminalOf(page)).locator('.xterm-helper-textarea')).toBeFocused();
  await page.keyboard.type('echo back-$?\n');
  await expect(await rowsOf(page)).toContainText('back-0');
});
