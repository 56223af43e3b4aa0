import { compileRegex } from '@/lib/api/cel/regex';
import { changeField, type FieldSpec } from '../config/field-spec';
import type { Image } from '../kustomization/kustomization';
import { isMap, own, put, type Json } from '../resource/json';
import type { ResMap } from '../resource/res-map';

/** Gives images other names, tags or digests: in the fields of a list, and in whatever is called containers or initContainers. */
export function setImages(map: ResMap, image: Image, specs: readonly FieldSpec[]): void {
  for (const resource of map.list) if (resource.kind !== 'CustomResourceDefinition') inContainers(resource.object, image);
  for (const resource of map.list) for (const spec of specs) changeField(resource, spec, (value) => renamed(value, image));
}

function inContainers(value: Json, image: Image): void {
  if (Array.isArray(value)) value.forEach((item) => inContainers(item, image));
  if (!isMap(value)) return;
  for (const key of Object.keys(value)) {
    const field = value[key];
    inContainers(field, image);
    if ((key === 'containers' || key === 'initContainers') && Array.isArray(field))
      for (const container of field)
        if (isMap(container) && typeof own(container, 'image') === 'string') put(container, 'image', renamed(container.image, image));
  }
}

function renamed(value: Json, { name = '', newName, newTag, digest: newDigest, tagSuffix }: Image): Json {
  if (typeof value !== 'string') return value;
  if (!compileRegex(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`).test(value)) return value;
  let { base, tag, digest } = splitImage(value);
  if (newName) base = newName;
  if (newTag || newDigest) {
    tag = newTag ?? '';
    digest = newDigest ?? '';
  } else if (tagSuffix) {
    tag += tagSuffix;
    digest = '';
  }
  return `${base}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`;
}

/** `registry:5000/a/b:v1@sha256:…` in its parts. */
export function splitImage(image: string): { base: string; tag: string; digest: string } {
  const slash = Math.max(image.indexOf('/'), 0);
  const path = image.slice(slash);
  const at = path.indexOf('@');
  const colon = path.indexOf(':');
  const tagged = colon >= 0 && (at < 0 || colon < at);
  const end = tagged ? colon : at >= 0 ? at : path.length;
  return {
    base: image.slice(0, slash + end),
    tag: tagged ? path.slice(colon + 1, at < 0 ? undefined : at) : '',
    digest: at < 0 ? '' : path.slice(at + 1),
  };
}
