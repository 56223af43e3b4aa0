import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { World } from '@/lib/world/world';

const SETUP = `export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@x GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@x GIT_AUTHOR_DATE='1700000000 +0000' GIT_COMMITTER_DATE='1700000000 +0000' GIT_CONFIG_GLOBAL=$PWD/none GIT_CONFIG_NOSYSTEM=1
git init -q -b main r; cd r
`;
const CASES: readonly string[] = [
  'echo a > a; git add a; git commit -m one; git log; git rev-parse HEAD',
  'git status; echo a > a; git status; git add .; git status; git status -s',
  'echo a > a; mkdir d; echo b > d/b; git add -A; git commit -m one; echo c >> a; rm d/b; echo n > n; git status; git status -s; git diff; git diff --stat',
  'seq 30 > a; git add a; git commit -qm one; sed -i "s/^5$/five/;s/^25$/x/" a; git diff; git commit -am two; git show; git log --oneline -p',
  'echo a > a; git add a; git commit -qm one; git checkout -b f; echo b > b; git add b; git commit -m two; git switch main; git merge f; git branch -v; git log --oneline',
  'seq 9 > a; git add a; git commit -qm one; git switch -qc f; sed -i s/2/two/ a; git commit -qam two; git switch -q main; sed -i s/8/eight/ a; git commit -qam three; git merge f; cat a; git log --format="%h %s %p"',
  'echo a > a; git add a; git commit -qm one; git switch -qc f; echo b > a; git commit -qam two; git switch -q main; echo c > a; git commit -qam three; git merge f; cat a; git status; echo d > a; git add a; git commit -m fixed; git log --oneline',
  'echo a > a; git add a; git commit -qm one; echo b > a; git stash; cat a; git stash list; git stash pop; cat a',
  'echo a > a; git add a; git commit -qm one; echo b > a; git commit -qam two; git revert --no-edit HEAD; cat a; git reset --hard HEAD~2; git log --oneline',
  'echo "*.log" > .gitignore; touch x.log y; git status -s; git add x.log; git add y .gitignore; git rm --cached y; git mv .gitignore g; git status -s',
  'echo a > a; git add a; git commit -qm one; git tag v1; git tag -a v2 -m two; git tag; git rev-parse v1 v2; git show v1:a; git log --oneline --decorate',
  'git commit -m x; git log; git checkout nope; git branch -d nope',
  'git init -q --bare ../o.git; git remote add origin ../o.git; echo a > a; git add a; git commit -qm one; git push -q -u origin main; git remote -v; git clone -q ../o.git ../c; cat ../c/a; git -C ../c log --oneline; cat .git/HEAD',
];

it('does in the simulation what the real git of this machine does', () => {
  const world = World.boot('kubeadm');
  const strange: unknown[] = [];
  for (const [i, text] of CASES.entries()) {
    const directory = mkdtempSync(join(tmpdir(), 'nekala-git-'));
    const script = `${SETUP}${text}`;
    try {
      const real = execFileSync('bash', ['-c', `{ ${script}\n} 2>&1 || true`], {
        cwd: directory,
        encoding: 'utf8',
        env: { ...process.env, HOME: directory },
      });
      const ours = world.runScript({
        host: 'controlplane',
        user: 'root',
        text: `mkdir -p /tmp/g${i}; cd /tmp/g${i}\n{ ${script}\n} 2>&1`,
      }).stdout;
      const clean = (said: string) => said.replaceAll(directory, '/D').replaceAll(`/tmp/g${i}`, '/D');
      if (clean(ours) !== clean(real)) strange.push({ text, real: clean(real), ours: clean(ours) });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  expect(strange).toEqual([]);
});
