import { entryOf, isFull, livingKeys, matches, withKey, withoutKey, type Keyspace, type Value } from './keyspace';
import { array, bulk, error, integer, OK, status, type Reply } from './reply';

/** What a data command came to. */
export interface Outcome {
  readonly reply: Reply;
  /** The keys afterwards, when they have changed. */
  readonly keys?: Keyspace;
}

const WRONG_TYPE = error('WRONGTYPE Operation against a key holding the wrong kind of value');
const NOT_INTEGER = error('ERR value is not an integer or out of range');
const SYNTAX = error('ERR syntax error');

type Handler = (keys: Keyspace, args: readonly string[], now: number) => Outcome;
interface DataCommand {
  /** Arguments it takes: exactly so many, or at least (negative). */
  readonly arity: number;
  readonly writes?: boolean;
  readonly run: Handler;
}

const only = (reply: Reply): Outcome => ({ reply });
const stringOf = (keys: Keyspace, key: string, now: number): string | undefined | 'wrong' => {
  const entry = entryOf(keys, key, now);
  return entry === undefined ? undefined : entry.value.type === 'string' ? `=${entry.value.text}` : 'wrong';
};
/** Value of one type: undefined when there is no key, null when it holds another type. */
function typed<T extends Value['type']>(keys: Keyspace, key: string, type: T, now: number): Extract<Value, { type: T }> | undefined | null {
  const entry = entryOf(keys, key, now);
  return entry === undefined ? undefined : entry.value.type === type ? (entry.value as Extract<Value, { type: T }>) : null;
}
const put = (keys: Keyspace, key: string, value: Value, now: number): Keyspace => {
  const expires = entryOf(keys, key, now)?.expires;
  return withKey(keys, key, { value, ...(expires === undefined ? {} : { expires }) });
};

function add(by: (args: readonly string[]) => number, sign = 1): Handler {
  return (keys, args, now) => {
    const text = stringOf(keys, args[0]!, now);
    if (text === 'wrong') return only(WRONG_TYPE);
    const before = text === undefined ? 0 : Number(text.slice(1));
    const step = by(args);
    if (!Number.isInteger(before) || !Number.isInteger(step)) return only(NOT_INTEGER);
    const value = before + sign * step;
    return { reply: integer(value), keys: put(keys, args[0]!, { type: 'string', text: String(value) }, now) };
  };
}

function push(left: boolean): Handler {
  return (keys, [key, ...items], now) => {
    const list = typed(keys, key!, 'list', now);
    if (list === null) return only(WRONG_TYPE);
    const all = left ? [...items.reverse(), ...(list?.items ?? [])] : [...(list?.items ?? []), ...items];
    return { reply: integer(all.length), keys: put(keys, key!, { type: 'list', items: all }, now) };
  };
}

function pop(left: boolean): Handler {
  return (keys, [key], now) => {
    const list = typed(keys, key!, 'list', now);
    if (list === null) return only(WRONG_TYPE);
    if (!list) return only(bulk(undefined));
    const item = left ? list.items[0] : list.items[list.items.length - 1];
    const rest = left ? list.items.slice(1) : list.items.slice(0, -1);
    return { reply: bulk(item), keys: rest.length > 0 ? put(keys, key!, { type: 'list', items: rest }, now) : withoutKey(keys, key!) };
  };
}

const range = (items: readonly string[], from: string, to: string): readonly string[] => {
  const at = (text: string) => (Number(text) < 0 ? items.length + Number(text) : Number(text));
  return items.slice(Math.max(0, at(from)), at(to) + 1);
};

function set(keys: Keyspace, args: readonly string[], now: number): Outcome {
  const [key = '', text = '', ...options] = args;
  let expires: number | undefined;
  const there = entryOf(keys, key, now);
  for (let i = 0; i < options.length; i++) {
    const option = options[i]!.toUpperCase();
    if (option === 'EX' || option === 'PX') {
      const amount = Number(options[++i]);
      if (!Number.isInteger(amount)) return only(NOT_INTEGER);
      if (amount <= 0) return only(error("ERR invalid expire time in 'set' command"));
      expires = now + amount * (option === 'EX' ? 1000 : 1);
    } else if (option === 'NX') {
      if (there) return only(bulk(undefined));
    } else if (option === 'XX') {
      if (!there) return only(bulk(undefined));
    } else if (option === 'KEEPTTL') expires = there?.expires;
    else return only(SYNTAX);
  }
  return { reply: OK, keys: withKey(keys, key, { value: { type: 'string', text }, ...(expires === undefined ? {} : { expires }) }) };
}

const expire =
  (unit: number): Handler =>
  (keys, [key, amount], now) => {
    const entry = entryOf(keys, key!, now);
    if (!Number.isInteger(Number(amount))) return only(NOT_INTEGER);
    return entry ? { reply: integer(1), keys: withKey(keys, key!, { ...entry, expires: now + Number(amount) * unit }) } : only(integer(0));
  };

const COMMANDS: Readonly<Record<string, DataCommand>> = {
  GET: {
    arity: 1,
    run: (keys, [key], now) => {
      const text = stringOf(keys, key!, now);
      return only(text === 'wrong' ? WRONG_TYPE : bulk(text?.slice(1)));
    },
  },
  SET: { arity: -2, writes: true, run: set },
  SETNX: {
    arity: 2,
    writes: true,
    run: (keys, [key, text], now) =>
      entryOf(keys, key!, now) ? only(integer(0)) : { reply: integer(1), keys: put(keys, key!, { type: 'string', text: text! }, now) },
  },
  SETEX: { arity: 3, writes: true, run: (keys, [key, seconds, text], now) => set(keys, [key!, text!, 'EX', seconds!], now) },
  MGET: {
    arity: -1,
    run: (keys, names, now) =>
      only(array(names.map((name) => stringOf(keys, name, now)).map((text) => (text === 'wrong' ? undefined : text?.slice(1))))),
  },
  MSET: {
    arity: -2,
    writes: true,
    run: (keys, args) => {
      if (args.length % 2) return only(error("ERR wrong number of arguments for 'mset' command"));
      let after = keys;
      for (let i = 0; i < args.length; i += 2) after = withKey(after, args[i]!, { value: { type: 'string', text: args[i + 1]! } });
      return { reply: OK, keys: after };
    },
  },
  APPEND: {
    arity: 2,
    writes: true,
    run: (keys, [key, more], now) => {
      const text = stringOf(keys, key!, now);
      if (text === 'wrong') return only(WRONG_TYPE);
      const whole = (text?.slice(1) ?? '') + more!;
      return { reply: integer(whole.length), keys: put(keys, key!, { type: 'string', text: whole }, now) };
    },
  },
  STRLEN: { arity: 1, run: (keys, [key], now) => only(integer((stringOf(keys, key!, now) ?? '=').length - 1)) },
  INCR: { arity: 1, writes: true, run: add(() => 1) },
  DECR: { arity: 1, writes: true, run: add(() => 1, -1) },
  INCRBY: { arity: 2, writes: true, run: add((args) => Number(args[1])) },
  DECRBY: { arity: 2, writes: true, run: add((args) => Number(args[1]), -1) },
  DEL: {
    arity: -1,
    writes: true,
    run: (keys, names, now) => {
      const there = names.filter((name) => entryOf(keys, name, now));
      return { reply: integer(there.length), keys: there.reduce(withoutKey, keys) };
    },
  },
  EXISTS: { arity: -1, run: (keys, names, now) => only(integer(names.filter((name) => entryOf(keys, name, now)).length)) },
  KEYS: { arity: 1, run: (keys, [pattern], now) => only(array(livingKeys(keys, now).filter((key) => matches(pattern!, key)))) },
  SCAN: { arity: -1, run: (keys, _, now) => only({ kind: 'array', items: [bulk('0'), array(livingKeys(keys, now))] }) },
  DBSIZE: { arity: 0, run: (keys, _, now) => only(integer(livingKeys(keys, now).length)) },
  TYPE: { arity: 1, run: (keys, [key], now) => only(status(entryOf(keys, key!, now)?.value.type ?? 'none')) },
  TTL: {
    arity: 1,
    run: (keys, [key], now) => {
      const entry = entryOf(keys, key!, now);
      return only(integer(!entry ? -2 : entry.expires === undefined ? -1 : Math.round((entry.expires - now) / 1000)));
    },
  },
  EXPIRE: { arity: 2, writes: true, run: expire(1000) },
  PEXPIRE: { arity: 2, writes: true, run: expire(1) },
  PERSIST: {
    arity: 1,
    writes: true,
    run: (keys, [key], now) => {
      const entry = entryOf(keys, key!, now);
      return entry?.expires === undefined ? only(integer(0)) : { reply: integer(1), keys: withKey(keys, key!, { value: entry.value }) };
    },
  },
  RENAME: {
    arity: 2,
    writes: true,
    run: (keys, [from, to], now) => {
      const entry = entryOf(keys, from!, now);
      return entry ? { reply: OK, keys: withKey(withoutKey(keys, from!), to!, entry) } : only(error('ERR no such key'));
    },
  },
  FLUSHALL: { arity: -0, writes: true, run: () => ({ reply: OK, keys: {} }) },
  FLUSHDB: { arity: -0, writes: true, run: () => ({ reply: OK, keys: {} }) },
  LPUSH: { arity: -2, writes: true, run: push(true) },
  RPUSH: { arity: -2, writes: true, run: push(false) },
  LPOP: { arity: 1, writes: true, run: pop(true) },
  RPOP: { arity: 1, writes: true, run: pop(false) },
  LLEN: {
    arity: 1,
    run: (keys, [key], now) => {
      const list = typed(keys, key!, 'list', now);
      return only(list === null ? WRONG_TYPE : integer(list?.items.length ?? 0));
    },
  },
  LRANGE: {
    arity: 3,
    run: (keys, [key, from, to], now) => {
      const list = typed(keys, key!, 'list', now);
      return only(list === null ? WRONG_TYPE : array(range(list?.items ?? [], from!, to!)));
    },
  },
  HSET: {
    arity: -3,
    writes: true,
    run: (keys, [key, ...pairs], now) => {
      const hash = typed(keys, key!, 'hash', now);
      if (hash === null) return only(WRONG_TYPE);
      if (pairs.length % 2) return only(error("ERR wrong number of arguments for 'hset' command"));
      const fields: Record<string, string> = { ...hash?.fields };
      let added = 0;
      for (let i = 0; i < pairs.length; i += 2) {
        if (!Object.hasOwn(fields, pairs[i]!)) added++;
        fields[pairs[i]!] = pairs[i + 1]!;
      }
      return { reply: integer(added), keys: put(keys, key!, { type: 'hash', fields }, now) };
    },
  },
  HGET: {
    arity: 2,
    run: (keys, [key, field], now) => {
      const hash = typed(keys, key!, 'hash', now);
      return only(hash === null ? WRONG_TYPE : bulk(hash?.fields[field!]));
    },
  },
  HGETALL: {
    arity: 1,
    run: (keys, [key], now) => {
      const hash = typed(keys, key!, 'hash', now);
      return only(hash === null ? WRONG_TYPE : array(Object.entries(hash?.fields ?? {}).flat()));
    },
  },
  SADD: {
    arity: -2,
    writes: true,
    run: (keys, [key, ...more], now) => {
      const own = typed(keys, key!, 'set', now);
      if (own === null) return only(WRONG_TYPE);
      const members = [...new Set([...(own?.members ?? []), ...more])];
      return { reply: integer(members.length - (own?.members.length ?? 0)), keys: put(keys, key!, { type: 'set', members }, now) };
    },
  },
  SMEMBERS: {
    arity: 1,
    run: (keys, [key], now) => {
      const own = typed(keys, key!, 'set', now);
      return only(own === null ? WRONG_TYPE : array(own?.members ?? []));
    },
  },
  SCARD: { arity: 1, run: (keys, [key], now) => only(integer(typed(keys, key!, 'set', now)?.members.length ?? 0)) },
};

/** Runs a command on the keys; undefined for one that is none of these. */
export function runOnKeys(keys: Keyspace, words: readonly string[], now: number): Outcome | undefined {
  const [name = '', ...args] = words;
  const upper = name.toUpperCase();
  const command = Object.hasOwn(COMMANDS, upper) ? COMMANDS[upper]! : undefined;
  if (!command) return undefined;
  const { arity } = command;
  const anyNumber = Object.is(arity, -0);
  if (!anyNumber && (arity >= 0 ? args.length !== arity : args.length < -arity))
    return only(error(`ERR wrong number of arguments for '${name.toLowerCase()}' command`));
  if (command.writes && isFull(keys)) return only(error("OOM command not allowed when used memory > 'maxmemory'."));
  return command.run(keys, args, now);
}

/** Whether a command changes keys: replicas refuse it. */
export const isWrite = (name: string): boolean => COMMANDS[name.toUpperCase()]?.writes === true;
