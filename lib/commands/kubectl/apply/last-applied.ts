import { goJson } from '@/lib/api/go-json';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The object without that annotation, and with a map of the others. Models util.GetModifiedConfiguration. */
export function modifiedOf(object: any): any {
  const annotations = { ...object.metadata?.annotations };
  delete annotations[LAST_APPLIED];
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** What the annotation holds: the object without that annotation, as compact JSON and a line break. */
export const lastAppliedText = (object: any): string => `${goJson(modifiedOf(object))}\n`;

/** As `withLastApplied`, for an object that kubectl holds as a struct: fields in their own order, no empty annotations. */
export function withLastAppliedStruct(object: any): any {
  const { annotations, ...metadata } = object.metadata;
  const text = `${goJson(object, { sorted: false })}\n`;
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } };
}

/** What set-last-applied and edit-last-applied store: the object as it is. */
export const storedText = (object: any): string => `${goJson(object)}\n`;

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
