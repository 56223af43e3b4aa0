import { parseDocument } from '@/lib/api/yaml';
import { ChartError } from '../chart/chart';
import { setLiteral, SetError, setValues } from '../chart/set-values';
import { isMap, put, type Fields } from '../template/value';
import { HelmError, type Helm, type Task } from './helm';

/** Later tables go over earlier ones, key by key. */
function mergeMaps(into: Fields, from: Fields): Fields {
  const out: Fields = { ...into };
  for (const [key, value] of Object.entries(from)) {
    const old = out[key];
    put(out, key, isMap(value) && isMap(old) ? mergeMaps(old, value) : value);
  }
  return out;
}

/** Values of -f, --set-json, --set, --set-string, --set-file and --set-literal. Throws HelmError. */
export function* userValues(h: Helm): Task<Fields> {
  let values: Fields = {};
  for (const path of h.flags.list('values')) {
    if (/^https?:\/\//.test(path)) throw new HelmError(`failed to fetch ${path}: values from a URL are not simulated here`);
    const text = yield* h.read(path);
    let read: unknown;
    try {
      read = parseDocument(text);
    } catch (error) {
      throw new HelmError(`failed to parse ${path}: error converting YAML to JSON: ${(error as Error).message}`);
    }
    if (read !== null && !isMap(read)) {
      const kind = Array.isArray(read) ? 'array' : typeof read === 'boolean' ? 'bool' : typeof read;
      throw new HelmError(
        `failed to parse ${path}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`,
      );
    }
    values = mergeMaps(values, (read as Fields | null) ?? {});
  }
  const attempt = (flag: string, what: string, body: (text: string) => void) => {
    for (const text of h.flags.list(flag)) {
      try {
        body(text);
      } catch (error) {
        if (error instanceof SetError || error instanceof HelmError)
          throw new HelmError(flag === 'set-json' ? `failed parsing ${what} ${text}` : `failed parsing ${what}: ${error.message}`);
        throw error;
      }
    }
  };
  attempt('set-json', '--set-json data', (text) => setValues(text, values, 'json'));
  attempt('set', '--set data', (text) => setValues(text, values, 'typed'));
  attempt('set-string', '--set-string data', (text) => setValues(text, values, 'string'));
  attempt('set-file', '--set-file data', (text) =>
    setValues(text, values, (path) => {
      try {
        return h.sys.readFile(path);
      } catch (error) {
        throw new SetError(`open ${path}: ${(error as Error).message.toLowerCase()}`);
      }
    }),
  );
  attempt('set-literal', '--set-literal data', (text) => setLiteral(text, values));
  return values;
}

/** Complaints of charts as errors of helm. */
export function asHelmError<T>(body: () => T, prefix = ''): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof ChartError || error instanceof HelmError) throw new HelmError(prefix + error.message);
    throw error;
  }
}
