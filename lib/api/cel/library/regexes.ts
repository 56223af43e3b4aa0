import { CelRuntimeError } from '../errors';
import { Library } from '../functions';
import { compileRegex, type CelRegex } from '../regex';
import { intType, listType, stringType } from '../types';
import { CelList, type CelValue } from '../values';

function regexOf(pattern: CelValue | undefined): CelRegex {
  try {
    return compileRegex(pattern as string);
  } catch (error) {
    if (error instanceof CelRuntimeError) throw new CelRuntimeError(`Illegal regex: ${error.message}`);
    throw error;
  }
}

const findAll = (text: CelValue | undefined, pattern: CelValue | undefined, limit: number) =>
  CelList.of(regexOf(pattern).findAll(text as string, limit));

/** Models apiserver/pkg/cel/library.Regex. */
export const regexes = new Library()
  .member(
    'find',
    'string_find_string',
    [stringType, stringType],
    stringType,
    ([text, pattern]) => regexOf(pattern).find(text as string) ?? '',
  )
  .member('findAll', 'string_find_all_string', [stringType, stringType], listType(stringType), ([text, pattern]) =>
    findAll(text, pattern, -1),
  )
  .member('findAll', 'string_find_all_string_int', [stringType, stringType, intType], listType(stringType), ([text, pattern, limit]) =>
    findAll(text, pattern, Number(limit as bigint)),
  );
