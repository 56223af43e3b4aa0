import { expect, test } from '@playwright/test';
import { beGuest, enter, rowsOf } from './learner';

test('a mini exam: base is for ssh only, a task is solved, the result comes by domain and with solutions', async ({ page }) => {
  await beGuest(page);
  await page.goto('/en/exams/mini-1');
  await page.getByRole('button', { name: 'Begin exam' }).click();
  await expect(await rowsOf(page)).toContainText('root@base:~#');
  await enter(page, 'kubectl get nodes');
  await expect(await rowsOf(page)).toContainText('kubectl: command not found');
  await enter(page, 'ssh controlplane');
  await expect(await rowsOf(page)).toContainText('root@controlplane:~#');
  await enter(page, 'ssh node01');
  await expect(await rowsOf(page)).toContainText('root@node01: Permission denied (publickey).');

  await page.getByRole('button', { name: /^Task 4/ }).click();
  await page.getByRole('button', { name: 'Flag', exact: true }).click();
  await expect(page.getByRole('navigation', { name: 'Tasks' }).getByRole('button', { name: /^Task 4.*Flagged/ })).toBeVisible();
  const said = await page.locator('main').innerText();
  const ns = /\b(audit|review|inspect)\b/.exec(said)![1]!;
  const account = /\b(watcher|reporter|viewer-bot)\b/.exec(said)![1]!;
  await enter(page, `kubectl create ns ${ns}; kubectl create sa ${account} -n ${ns}`);
  await enter(page, `kubectl create role pod-reader -n ${ns} --verb=get,list,watch --resource=pods`);
  await enter(page, `kubectl create rolebinding pod-reader -n ${ns} --role=pod-reader --serviceaccount=${ns}:${account}; echo all-$?`);
  await expect(await rowsOf(page)).toContainText('all-0');

  const left = async () => {
    const [h, m, s] = (await page.getByRole('timer').innerText()).trim().split(':').map(Number);
    return h! * 3600 + m! * 60 + s!;
  };
  const before = await left();
  await page.reload();
  await expect(await rowsOf(page)).toContainText('all-0');
  const after = await left();
  expect(after).toBeLessThanOrEqual(before);
  expect(after).toBeGreaterThan(before - 30);
  await expect(page.getByRole('button', { name: /^Task 4.*Flagged/ })).toBeVisible();

  await page.getByRole('button', { name: 'End exam' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End and grade' }).click();
  await expect(page.getByRole('heading', { name: 'Exam result' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Score by domain' })).toContainText('Cluster architecture');
  const task = page.locator('details', { hasText: 'An account that may only read' });
  await expect(task).toContainText('14/14');
  await task.locator('summary').click();
  await expect(task.getByRole('heading', { name: 'Solution' })).toBeVisible();
  await expect(task).toContainText('kubectl create rolebinding pod-reader');
});
