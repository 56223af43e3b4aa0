import { styled } from '@/lib/hosts/screen/style';

const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const ATTRIBUTES: Readonly<Record<string, number>> = {
  bold: 1,
  bright: 1,
  dim: 2,
  italics: 3,
  underscore: 4,
  blink: 5,
  reverse: 7,
  hidden: 8,
  strikethrough: 9,
};

function colour(name: string, ground: 30 | 40): number[] | undefined {
  const at = COLOURS.indexOf(name);
  if (at >= 0) return [ground + at];
  if (name === 'default' || name === 'terminal') return [ground + 9];
  const bright = COLOURS.indexOf(name.replace(/^bright/, ''));
  if (name.startsWith('bright') && bright >= 0) return [ground + 60 + bright];
  const indexed = /^colou?r(\d{1,3})$/.exec(name);
  if (indexed && Number(indexed[1]) < 256) return [ground + 8, 5, Number(indexed[1])];
  const rgb = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(name);
  return rgb ? [ground + 8, 2, ...rgb.slice(1).map((hex) => Number.parseInt(hex, 16))] : undefined;
}

/** SGR parameters of a tmux style (`bg=green,fg=black,bold`) on top of another; undefined when it is none. */
export function styleOf(text: string, base = ''): string | undefined {
  let style = base;
  for (const part of text.split(/[ ,]+/).filter(Boolean)) {
    const ground = /^([fb]g)=(.+)$/.exec(part);
    const parameters = ground
      ? colour(ground[2]!, ground[1] === 'fg' ? 30 : 40)
      : part === 'default' || part === 'none'
        ? []
        : part.startsWith('no') && ATTRIBUTES[part.slice(2)]
          ? [ATTRIBUTES[part.slice(2)] === 1 ? 22 : 20 + ATTRIBUTES[part.slice(2)]!]
          : ATTRIBUTES[part]
            ? [ATTRIBUTES[part]!]
            : /^(align|list|range|push-default|pop-default|fill|norange|nolist)/.test(part)
              ? undefined
              : null;
    if (parameters === null) return undefined;
    if (parameters) style = part === 'default' || part === 'none' ? base : styled(style, parameters);
  }
  return style;
}
