import type { Tree } from './tree';

/** What trying every way to match may cost: exponential in the text, or the text's length to a power. */
export interface Cost {
  readonly exponential: boolean;
  readonly power: number;
}

const MANY = 16;

/** Upper bounds only: a pattern that is told exponential may well be harmless. */
export function costOf(tree: Tree): Cost {
  switch (tree.t) {
    case 'alternatives':
    case 'sequence': {
      const costs = tree.items.map(costOf);
      return { exponential: costs.some(({ exponential }) => exponential), power: costs.reduce((sum, { power }) => sum + power, 0) };
    }
    case 'group':
      return costOf(tree.body);
    case 'repeat': {
      const body = costOf(tree.body);
      if (tree.max <= 1) return body;
      const branches = body.power > 0 || forks(tree.body);
      return { exponential: body.exponential || (branches && tree.max > 2), power: body.power + (tree.max > MANY ? 1 : 0) };
    }
    default:
      return { exponential: false, power: 0 };
  }
}

function forks(tree: Tree): boolean {
  if (tree.t === 'alternatives') return true;
  if (tree.t === 'repeat') return tree.min !== tree.max || forks(tree.body);
  if (tree.t === 'sequence') return tree.items.some(forks);
  return tree.t === 'group' && forks(tree.body);
}

/** Whether the order of alternatives decides what is matched: not where they are words and none begins another. */
export function orderMatters(tree: Tree): boolean {
  switch (tree.t) {
    case 'alternatives': {
      const words = tree.items.map(wordOf);
      return words.some((a, i) => a === undefined || words.some((b, j) => i !== j && (b === undefined || b.startsWith(a))));
    }
    case 'sequence':
      return tree.items.some(orderMatters);
    case 'group':
    case 'repeat':
      return orderMatters(tree.body);
    default:
      return false;
  }
}

/** A plain word in lower case, undefined for anything else. */
function wordOf(tree: Tree): string | undefined {
  if (tree.t === 'character') return /^[^.\\[]$/u.test(tree.source) ? tree.source.toLowerCase() : undefined;
  if (tree.t !== 'sequence') return undefined;
  const words = tree.items.map(wordOf);
  return words.includes(undefined) ? undefined : words.join('');
}
