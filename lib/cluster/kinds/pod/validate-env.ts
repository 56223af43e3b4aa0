import { invalid, required, type FieldError } from '@/lib/api/field-error';
import { isConfigMapKey, isDns1123Label, isDns1123Subdomain, isRelaxedEnvVarName, nameIsDnsSubdomain } from '@/lib/api/names';
import { isGiven, structOf, structsOf, textOf } from '../read';
import { ENV_FIELDS, validateFieldRef, validateResourceFieldRef } from './validate-field-refs';
import { noBacksteps } from './validate-paths';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

/** Models ValidateEnv. */
export function validateEnv(list: unknown, field: string): FieldError[] {
  return structsOf(list).flatMap((variable, i) => {
    const at = `${field}[${i}]`;
    const name = textOf(variable.name);
    const found = name === '' ? [required(`${at}.name`)] : isRelaxedEnvVarName(name).map((text) => invalid(`${at}.name`, name, text));
    return isGiven(variable.valueFrom)
      ? [...found, ...valueFrom(structOf(variable.valueFrom), textOf(variable.value), `${at}.valueFrom`)]
      : found;
  });
}

function valueFrom(source: any, value: string, field: string): FieldError[] {
  const found: FieldError[] = [];
  let count = 0;
  const each = (key: string, check: (ref: any, at: string) => FieldError[]) => {
    if (!isGiven(source[key])) return;
    count++;
    found.push(...check(structOf(source[key]), `${field}.${key}`));
  };
  each('fieldRef', (ref, at) => validateFieldRef(ref, ENV_FIELDS, at));
  each('resourceFieldRef', (ref, at) => validateResourceFieldRef(ref, at, false));
  each('configMapKeyRef', keySelector);
  each('secretKeyRef', keySelector);
  each('fileKeyRef', fileKeySelector);
  if (count === 0) {
    found.push(
      invalid(field, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'),
    );
  } else if (value !== '') {
    found.push(invalid(field, '', 'may not be specified when `value` is not empty'));
  } else if (count > 1) {
    found.push(invalid(field, '', 'may not have more than one field specified at a time'));
  }
  return found;
}

function keySelector(ref: any, at: string): FieldError[] {
  const name = textOf(ref.name);
  const key = textOf(ref.key);
  return [
    ...isDns1123Subdomain(name).map((text) => invalid(`${at}.name`, name, text)),
    ...(key === '' ? [required(`${at}.key`)] : isConfigMapKey(key).map((text) => invalid(`${at}.key`, key, text))),
  ];
}

function fileKeySelector(ref: any, at: string): FieldError[] {
  const key = textOf(ref.key);
  const volume = textOf(ref.volumeName);
  const path = textOf(ref.path);
  return [
    ...(key === '' ? [required(`${at}.key`)] : isRelaxedEnvVarName(key).map((text) => invalid(`${at}.key`, key, text))),
    ...(volume === '' ? [required(`${at}.volumeName`)] : isDns1123Label(volume).map((text) => invalid(`${at}.volumeName`, volume, text))),
    ...(path === '' ? [required(`${at}.path`)] : noBacksteps(path, `${at}.path`)),
  ];
}

/** Models ValidateEnvFrom; what is wrong with a source as a whole is said of the list. */
export function validateEnvFrom(list: unknown, field: string): FieldError[] {
  return structsOf(list).flatMap((source, i) => {
    const at = `${field}[${i}]`;
    const prefix = textOf(source.prefix);
    const found = prefix === '' ? [] : isRelaxedEnvVarName(prefix).map((text) => invalid(`${at}.prefix`, prefix, text));
    let count = 0;
    for (const key of ['configMapRef', 'secretRef']) {
      if (!isGiven(source[key])) continue;
      count++;
      const name = textOf(structOf(source[key]).name);
      if (name === '') found.push(required(`${at}.${key}.name`));
      else for (const text of nameIsDnsSubdomain(name, true)) found.push(invalid(`${at}.${key}.name`, name, text));
    }
    if (count === 0) found.push(invalid(field, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (count > 1) found.push(invalid(field, '', 'may not have more than one field specified at a time'));
    return found;
  });
}
