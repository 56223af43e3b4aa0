import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DataFolderBusy, lockFolder } from './lock';
import { openDatabase } from './open';

const folders: string[] = [];
const fresh = () => {
  const folder = mkdtempSync(join(tmpdir(), 'nekala-db-'));
  folders.push(folder);
  return folder;
};
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

describe('the database', () => {
  it('keeps rows over a restart, and takes a schema to its newest state once', async () => {
    const folder = fresh();
    const first = await openDatabase({ folder });
    const user = await first.client.user.create({ data: { name: '나래', email: 'narae@example.com' } });
    await first.client.examAttempt.create({ data: { userId: user.id, exam: 'mini-1', seed: 7, endsAt: new Date(), flags: [1, 3] } });
    await expect(first.client.user.create({ data: { name: 'x', email: 'narae@example.com' } })).rejects.toMatchObject({ code: 'P2002' });
    await first.close();
    const second = await openDatabase({ folder });
    expect(await second.client.examAttempt.findFirst({ include: { user: true } })).toMatchObject({
      flags: [1, 3],
      state: 'RUNNING',
      notes: '',
      user: { name: '나래', guest: false },
    });
    await second.close();
  });

  it('refuses a folder that another process holds, and names it', () => {
    const folder = fresh();
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.ppid, host: 'elsewhere', since: 'noon' }));
    expect(() => lockFolder(folder)).toThrow(DataFolderBusy);
    expect(() => lockFolder(folder)).toThrow(new RegExp(`in use by process ${process.ppid} on elsewhere since noon`));
  });

  it('takes over the lock of a process that died', () => {
    const folder = fresh();
    lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(DataFolderBusy);
    const held = JSON.parse(readFileSync(join(folder, 'lock'), 'utf8'));
    writeFileSync(join(folder, 'lock'), JSON.stringify({ ...held, pid: 2 ** 22 + 1 }));
    lockFolder(folder)();
    expect(() => readFileSync(join(folder, 'lock'))).toThrow('ENOENT');
  });

  it('refuses a migration that was edited after it had been applied', async () => {
    const folder = fresh();
    const migrations = fresh();
    cpSync(join(process.cwd(), 'prisma', 'migrations'), migrations, { recursive: true });
    await (await openDatabase({ folder, migrations })).close();
    const file = join(migrations, '20261121000000_init', 'migration.sql');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n-- edited`);
    await expect(openDatabase({ folder, migrations })).rejects.toThrow(
      'migration 20261121000000_init was edited after it had been applied',
    );
  });
});
