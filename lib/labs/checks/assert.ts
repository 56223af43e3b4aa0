import type { KubeObject } from '@/lib/api/object';
import type { World } from '@/lib/world/world';
import type { AssertCheck } from '../types';
import { failed, passed, type Outcome } from './outcome';
import { differences, type Difference } from './match';
import { findObjects } from './objects';

const SHOWN = 4;

/** Some object (or `count` of them) looks as asked; with `absent`, none does. */
export function runAssert(world: World, check: AssertCheck): Outcome {
  const { apiVersion, kind, metadata, ...rest } = check.object;
  const { name, namespace, ...meta } = (metadata ?? {}) as { name?: string; namespace?: string };
  const expected = Object.keys(meta).length > 0 ? { metadata: meta, ...rest } : rest;
  const candidates = findObjects(world.cluster.door, { apiVersion, kind, name, namespace });
  const judged = candidates.map((object) => ({ object, differences: differences(expected, object) }));
  const matching = judged.filter((entry) => entry.differences.length === 0);
  const what = describe(check, name, namespace);
  if (check.absent) {
    if (matching.length === 0) return passed;
    return failed(
      { ko: `${what}: 없어야 합니다`, en: `${what}: should not exist` },
      { ko: `있습니다: ${names(matching)}`, en: `exists: ${names(matching)}` },
    );
  }
  const wanted = check.count ?? 1;
  if (check.count === undefined ? matching.length >= 1 : matching.length === wanted) return passed;
  if (candidates.length === 0)
    return failed({ ko: `${what}: 있어야 합니다`, en: `${what}: should exist` }, { ko: '찾을 수 없습니다', en: 'not found' });
  if (matching.length > 0) {
    return failed(
      { ko: `${what}: ${wanted}개`, en: `${what}: ${wanted}` },
      { ko: `${matching.length}개: ${names(matching)}`, en: `${matching.length}: ${names(matching)}` },
    );
  }
  const nearest = judged.reduce((a, b) => (b.differences.length < a.differences.length ? b : a));
  const side = (pick: (difference: Difference) => unknown, none: string) =>
    nearest.differences
      .slice(0, SHOWN)
      .map((difference) => `${difference.path}: ${show(pick(difference), none)}`)
      .join('\n');
  return failed(
    { ko: side((d) => d.expected, '없음'), en: side((d) => d.expected, 'absent') },
    { ko: side((d) => d.found, '없음'), en: side((d) => d.found, 'absent') },
  );
}

function describe(check: AssertCheck, name: string | undefined, namespace: string | undefined): string {
  return `${check.object.kind}${name ? ` ${name}` : ''}${namespace ? ` (${namespace})` : ''}`;
}

const names = (entries: readonly { object: KubeObject }[]) => entries.map(({ object }) => object.metadata.name).join(', ');

function show(value: unknown, none: string): string {
  if (value === undefined) return none;
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
