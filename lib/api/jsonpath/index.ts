/** JSONPath as `kubectl -o jsonpath` understands it (Models k8s.io/client-go/util/jsonpath). */
export { findAll, findResults, resultSets, renderJsonPath, textOf, type JsonPathOptions } from './evaluate';
export { JsonPathError, parsePath, parseTemplate, type Step } from './parse';

/** `.x`, `{.x}`, `x`: the looser notation of --sort-by and custom-columns as a template. Throws JsonPathError. */
export { relaxedPath } from './relaxed';
