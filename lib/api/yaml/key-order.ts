const isDigit = (c: string) => c >= '0' && c <= '9';
const isLetter = (c: string) => /\p{L}/u.test(c);

/** Order of map keys in go-yaml's output: letters before others, runs of digits as numbers (Models yaml.v2 keyList). */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return isLess(a, b) ? -1 : 1;
}

function isLess(a: string, b: string): boolean {
  let digits = false;
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (x === y) {
      digits = isDigit(x);
      continue;
    }
    const xLetter = isLetter(x);
    const yLetter = isLetter(y);
    if (xLetter && yLetter) return x < y;
    if (xLetter || yLetter) return digits ? xLetter : yLetter;
    let xNumber = 0;
    let yNumber = 0;
    if (x === '0' || y === '0') {
      for (let j = i - 1; j >= 0 && isDigit(a[j]!); j--) {
        if (a[j] !== '0') {
          xNumber = 1;
          yNumber = 1;
          break;
        }
      }
    }
    let xEnd = i;
    for (; xEnd < a.length && isDigit(a[xEnd]!); xEnd++) xNumber = xNumber * 10 + Number(a[xEnd]);
    let yEnd = i;
    for (; yEnd < b.length && isDigit(b[yEnd]!); yEnd++) yNumber = yNumber * 10 + Number(b[yEnd]);
    if (xNumber !== yNumber) return xNumber < yNumber;
    if (xEnd !== yEnd) return xEnd < yEnd;
    return x < y;
  }
  return a.length < b.length;
}
