import { parseSource } from './source';

const MOST_ROUNDS = 200;

/** Replaces the first words of simple commands that are aliases, as the shell does before it parses. */
export function expandAliases(text: string, aliases: ReadonlyMap<string, string>): string {
  let current = text;
  /** Stretches that came from an alias: that alias is not expanded again within. */
  let spans: { from: number; to: number; name: string }[] = [];
  let next: number | undefined;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const place = find(current, aliases, spans, next);
    if (!place) return current;
    const value = aliases.get(place.name)!;
    const grown = value.length - (place.to - place.from);
    current = current.slice(0, place.from) + value + current.slice(place.to);
    spans = spans.map((span) => {
      if (span.to <= place.from) return span;
      if (span.from >= place.to) return { ...span, from: span.from + grown, to: span.to + grown };
      return { ...span, to: span.to + grown };
    });
    const end = place.from + value.length;
    spans.push({ from: place.from, to: end, name: place.name });
    // A value that ends in a blank makes the next word a candidate too.
    const after = /^\s*/.exec(current.slice(end))![0].length;
    next = /[ \t]$/.test(value) ? end + after : undefined;
  }
  return current;
}

function find(
  text: string,
  aliases: ReadonlyMap<string, string>,
  spans: readonly { from: number; to: number; name: string }[],
  next: number | undefined,
) {
  const usable = (name: string, from: number): boolean =>
    aliases.has(name) && !spans.some((span) => span.name === name && from >= span.from && from < span.to);
  if (next !== undefined) {
    const word = /^[^\s;&|<>()'"\\$`]+/.exec(text.slice(next))?.[0];
    if (word && usable(word, next)) return { from: next, to: next + word.length, name: word };
  }
  for (const node of parseSource(text).nodes) {
    if (node.type !== 'Command' || !node.name) continue;
    const { text: name, pos, end } = node.name;
    if (end - pos === name.length && usable(name, pos)) return { from: pos, to: end, name };
  }
  return undefined;
}
