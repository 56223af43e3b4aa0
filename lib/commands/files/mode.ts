/**
 * Applies a mode as chmod takes it: octal (`755`) or symbolic (`u+x,go-w,a=rX`).
 * @param umask bits that a symbolic mode without `ugoa` leaves alone
 * @returns undefined when the text is no mode
 */
export function applyMode(text: string, mode: number, directory: boolean, umask: number): number | undefined {
  if (/^[0-7]{1,5}$/.test(text)) {
    const value = parseInt(text, 8);
    if (value > 0o7777) return undefined;
    // Octal modes of fewer than five digits keep a directory's setuid and setgid.
    return directory && text.length < 5 ? value | (mode & 0o6000) : value;
  }
  let result = mode;
  for (const clause of text.split(',')) {
    const m = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]|[0-7]+))+)$/.exec(clause);
    if (!m) return undefined;
    const who = m[1] || '';
    for (const action of m[2]!.match(/[-+=][^-+=]*/g)!) result = applyAction(action, who, result, directory, umask);
  }
  return result;
}

function applyAction(action: string, who: string, mode: number, directory: boolean, umask: number): number {
  const everyone = who === '' || who.includes('a');
  const operator = action[0]!;
  const what = action.slice(1);
  if (/^[0-7]+$/.test(what)) {
    const bits = parseInt(what, 8);
    return operator === '=' ? bits : operator === '+' ? mode | bits : mode & ~bits;
  }
  let bits = 0;
  const classes = (everyone ? 'ugo' : who).split('').map((c) => ({ u: 6, g: 3, o: 0 })[c as 'u']!);
  const triple = (letter: string): number => {
    if (letter === 'r') return 4;
    if (letter === 'w') return 2;
    if (letter === 'x') return 1;
    if (letter === 'X') return directory || mode & 0o111 ? 1 : 0;
    if ('ugo'.includes(letter)) return (mode >> { u: 6, g: 3, o: 0 }[letter as 'u']!) & 7;
    return 0;
  };
  for (const letter of what) {
    for (const shift of classes) bits |= triple(letter) << shift;
    if (letter === 's') bits |= (everyone || who.includes('u') ? 0o4000 : 0) | (everyone || who.includes('g') ? 0o2000 : 0);
    if (letter === 't' && (everyone || who.includes('o') || who === '')) bits |= 0o1000;
  }
  if (who === '') bits &= ~umask;
  if (operator === '+') return mode | bits;
  if (operator === '-') return mode & ~bits;
  let cleared = 0;
  for (const shift of classes) cleared |= 7 << shift;
  if (everyone || who.includes('u')) cleared |= directory ? 0 : 0o4000;
  if (everyone || who.includes('g')) cleared |= directory ? 0 : 0o2000;
  return (mode & ~cleared) | bits;
}
