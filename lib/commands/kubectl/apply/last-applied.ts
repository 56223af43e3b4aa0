import { goJson } from '@/lib/api/go-json';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What the annotation holds: the object without that annotation, as compact JSON and a line break. */
export function lastAppliedText(object: any): string {
  const annotations = { ...object.metadata?.annotations };
  delete annotations[LAST_APPLIED];
  return `${goJson({ ...object, metadata: { ...object.metadata, annotations } })}\n`;
}

/** As `withLastApplied`, for an object that kubectl holds as a struct: fields in their own order, no empty annotations. */
export function withLastAppliedStruct(object: any): any {
  const { annotations, ...metadata } = object.metadata;
  const text = `${goJson(object, { sorted: false })}\n`;
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } };
}

/** As `lastAppliedText`, but the object as it is: without an empty map of annotations (set-last-applied, edit-last-applied). */
export function storedText(object: any): string {
  const { annotations, ...metadata } = object.metadata ?? {};
  const { [LAST_APPLIED]: _, ...others } = annotations ?? {};
  return `${goJson({ ...object, metadata: Object.keys(others).length > 0 ? { ...metadata, annotations: others } : metadata })}\n`;
}

/** The object with the annotation that `kubectl apply` compares with next time. */
export function withLastApplied(object: any): any {
  const annotations = { ...object.metadata?.annotations, [LAST_APPLIED]: lastAppliedText(object) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** What was applied last, or undefined when the object was never applied. */
export function lastAppliedOf(object: any): any {
  const text = object.metadata?.annotations?.[LAST_APPLIED];
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
