import type { KubeObject } from '@/lib/api/object';

/** Subjects of one kind, comma-separated; service accounts as `namespace/name`. Models rbac.SubjectsStrings. */
export function subjectsText(binding: KubeObject, kind: 'User' | 'Group' | 'ServiceAccount'): string {
  const subjects: readonly { kind: string; name: string; namespace?: string }[] = binding.subjects ?? [];
  return subjects
    .filter((subject) => subject.kind === kind)
    .map((subject) => (kind === 'ServiceAccount' && subject.namespace ? `${subject.namespace}/${subject.name}` : subject.name))
    .join(', ');
}
