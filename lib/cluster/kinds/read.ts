/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

/** Reading structs of requests as Go does: what is absent, or of another type, is the zero of the type asked for. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
export const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

const isStruct = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

export const structOf = (value: unknown): any => (isStruct(value) ? value : {});
export const listOf = (value: unknown): readonly any[] => (Array.isArray(value) ? value : []);
export const structsOf = (value: unknown): readonly any[] => listOf(value).map(structOf);
export const textsOf = (value: unknown): readonly string[] => listOf(value).map(textOf);
/** Keys of a map in their order, as upstream's messages would have them if Go kept one. */
export const sortedKeys = (map: unknown): readonly string[] => Object.keys(structOf(map) as object).sort();
/** What a map has under a key that anybody chose: never what all objects inherit. */
export const ownOf = (map: unknown, key: string): any => (Object.hasOwn(structOf(map) as object, key) ? structOf(map)[key] : undefined);
