import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadLab, readLab } from './load';

const LAB = `title: { ko: 파드 하나, en: One pod }
track: cka-core
chapter: 08-pods
domain: workloads
difficulty: easy
minutes: 5
params:
  name: { pick: [web, api, shop] }
tasks:
  - id: create
    checks:
      - id: exists
        points: 2
        message: { ko: 파드가 있습니다, en: The pod exists }
        assert: { apiVersion: v1, kind: Pod, metadata: { name: "%{name}", namespace: default } }
`;
const TEXT = `# 제목

소개

## 파드를 만드세요 {#create}

이름은 \`%{name}\`입니다.

### 힌트

\`kubectl run\`

### 해설

끝.
`;

function folder(files: Record<string, string>): string {
  const root = join(mkdtempSync(join(tmpdir(), 'nekala-lab-')), 'one-pod');
  const all = {
    'lab.yaml': LAB,
    'task.ko.md': TEXT,
    'task.en.md': TEXT.replace('힌트', 'Hint').replace('해설', 'Explanation'),
    'solution.sh': 'kubectl run %{name} --image=nginx\n',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

const faults = (files: Record<string, string>) => {
  try {
    readLab(folder(files));
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
};

describe('loading a lab', () => {
  it('fills parameters drawn from the seed into every part', () => {
    const lab = readLab(folder({ 'near-misses/wrong.sh': 'kubectl run %{name}x --image=nginx' }), 3);
    const name = lab.params.name!;
    expect(['web', 'api', 'shop']).toContain(name);
    expect(lab.solution).toBe(`kubectl run ${name} --image=nginx\n`);
    expect(lab.nearMisses).toEqual([{ name: 'near-misses/wrong.sh', text: `kubectl run ${name}x --image=nginx` }]);
    expect(lab.tasks[0]).toMatchObject({
      points: 2,
      title: { ko: '파드를 만드세요' },
      text: { ko: `이름은 \`${name}\`입니다.` },
      hints: [{ en: '`kubectl run`' }],
    });
    expect(lab.tasks[0]!.explanation).toEqual({ ko: '끝.', en: '끝.' });
    expect(lab.intro.ko).toBe('소개');
  });

  it('gives the same lab for the same seed', () => {
    const path = folder({});
    expect(readLab(path, 9)).toEqual(readLab(path, 9));
  });

  it('names file, line and field of each fault', () => {
    expect(faults({ 'lab.yaml': LAB.replace('minutes: 5', 'minutes: soon') })).toBe(
      'one-pod/lab.yaml:6: minutes: Invalid input: expected number, received string',
    );
    expect(faults({ 'lab.yaml': LAB.replace('points: 2', 'points: 0') })).toMatch(
      /^one-pod\/lab\.yaml:13: tasks\[0\]\.checks\[0\]\.points: /,
    );
    expect(faults({ 'lab.yaml': LAB.replace('minutes: 5', 'minutes: [5') })).toMatch(/^one-pod\/lab\.yaml:\d+: /);
    expect(faults({ 'lab.yaml': LAB.replace('assert:', 'asert:') })).toMatch(
      /^one-pod\/lab\.yaml:12: tasks\[0\]\.checks\[0\]: Unrecognized key: "asert"|^one-pod\/lab\.yaml:1\d: /,
    );
  });

  it('names what does not fit between the files', () => {
    expect(faults({ 'task.en.md': '## Other {#other}\n' })).toBe('one-pod/task.en.md: task other is not in lab.yaml');
    expect(faults({ 'task.en.md': 'nothing\n' })).toBe('one-pod/task.en.md: no section for task create (## Title {#create})');
    expect(faults({ 'solution.sh': 'kubectl run %{nam}' })).toBe('one-pod/solution.sh: unknown parameter %{nam}; known: name');
    expect(faults({ 'task.ko.md': TEXT.replace('### 힌트', '### 잡담') })).toBe(
      'one-pod/task.ko.md: line 9: "### 잡담" is neither a hint (힌트) nor an explanation (해설)',
    );
  });

  it('refuses slugs that are no slugs', () => {
    expect(loadLab('../secrets')).toBeUndefined();
    expect(loadLab('no-such-lab')).toBeUndefined();
  });
});
