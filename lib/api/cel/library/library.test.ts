import { describe, expect, it } from 'vitest';
import { CelList, CelOptional, CelRuntimeError, compileCel, type CelValue } from '../index';

const run = (expression: string): unknown => plain(compileCel(expression, { variables: {} }).evaluate({}).value);
const plain = (value: CelValue): unknown =>
  value instanceof CelList
    ? value.items().map(plain)
    : value instanceof CelOptional
      ? value.value === undefined
        ? 'none'
        : plain(value.value)
      : value;

function complaint(expression: string): string {
  try {
    run(expression);
  } catch (error) {
    if (error instanceof CelRuntimeError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('Kubernetes libraries', () => {
  it.each<[string, unknown]>([
    ["quantity('1Gi').isGreaterThan(quantity('500Mi'))", true],
    ["quantity('1k') == quantity('1000')", true],
    ["quantity('50k').add(20).compareTo(quantity('50020'))", 0n],
    ["quantity('50').sub(quantity('20')).asInteger()", 30n],
    ["quantity('1.5').isInteger()", false],
    ["isQuantity('1.3Gx')", false],
    ["sign(quantity('-1'))", -1n],
    ["quantity('50.5').asApproximateFloat()", 50.5],
    ["url('https://user@example.com:80/a b?k=a&k=b').getHost()", 'example.com:80'],
    ["url('https://[::1]:80/x').getHostname()", '::1'],
    ["url('https://example.com:80/').getPort()", '80'],
    ["url('https://example.com/path with spaces/').getEscapedPath()", '/path%20with%20spaces/'],
    ["url('https://example.com/p?k1=a&k2=b&k2=c').getQuery()['k2']", ['b', 'c']],
    ["isURL('../relative')", false],
    ["isURL('/absolute')", true],
    ["ip('127.0.0.1').isLoopback() && ip('127.0.0.1').family() == 4", true],
    ["string(ip('2001:DB8:0:0::1'))", '2001:db8::1'],
    ["ip.isCanonical('2001:DB8::1')", false],
    ["isIP('192.168.0.1.0')", false],
    ["ip('fe80::1').isLinkLocalUnicast()", true],
    ["ip('ff02::1').isLinkLocalMulticast()", true],
    ["ip('192.168.0.1').isGlobalUnicast()", true],
    ["cidr('192.168.0.0/24').containsIP('192.168.0.7')", true],
    ["cidr('192.168.0.0/24').containsIP(ip('10.0.0.1'))", false],
    ["cidr('192.168.0.0/16').containsCIDR('192.168.10.0/24')", true],
    ["cidr('192.168.0.0/16').containsCIDR(cidr('192.0.0.0/8'))", false],
    ["string(cidr('192.168.1.7/24').masked())", '192.168.1.0/24'],
    ["cidr('::1/128').prefixLength()", 128n],
    ["isCIDR('192.168.0.0/33')", false],
    ["format.dns1123Label().validate('my-label')", 'none'],
    ["format.named('uuid').hasValue()", true],
    ["format.named('nope').hasValue()", false],
    ["format.date().validate('2021-13-01').value()", ['invalid date']],
    ["semver('1.2.3').isLessThan(semver('1.10.0'))", true],
    ["semver('1.0.0-alpha').compareTo(semver('1.0.0'))", -1n],
    ["semver('v1.0', true).minor()", 0n],
    ["isSemver('v1.0')", false],
    ["'abc 123'.find('[0-9]+')", '123'],
    ["'123 abc 456'.findAll('[0-9]+')", ['123', '456']],
    ["'123 abc 456'.findAll('[0-9]+', 1)", ['123']],
    ["'aaa'.matches('^(a|aa)+$') && !('b'.matches('^\\\\pL{2}$'))", true],
    ["'Straße'.matches('(?i)STRASS') || 'ABC'.matches('(?i)^abc$')", true],
    ["'x\\ny'.matches('(?m)^y$') && 'foo.bar'.matches(r'^[\\w.]+$')", true],
    ['[1, 2, 2].lastIndexOf(2) == 2 && [1, 2].sum() == 3 && ["b", "a"].min() == "a"', true],
    ['sets.equivalent([1, 1], [1]) && sets.intersects([1, 2], [2, 3])', true],
    ["timestamp('2023-12-25T00:00:00Z').getDayOfWeek('+05:00')", 1n],
    ["timestamp('2023-12-25T00:00:00Z').getHours('America/New_York')", 19n],
    ["duration('3h30m').getMinutes()", 210n],
    ["bool('t') && int('-7') == -7 && uint('7') == 7u && double('1e3') == 1000.0", true],
    ["string(1.0) + string(1e21) + string(true) + string(b'x')", '11e+21truex'],
    ["'%e %x %b %o %.1f %d'.format([dyn(1234.5), 255, 5, 8, 2.25, 7u])", '1.234500e+03 ff 101 10 2.2 7'],
    ["'a,b'.split(',').join('-').upperAscii().replace('A', 'x').trim().charAt(0)", 'x'],
    ["strings.quote('a\\n')", '"a\\n"'],
    ['optional.ofNonZeroValue(0).or(optional.of(2)).optMap(x, x * 2).orValue(0)', 4n],
    ["{'a': {'b': 1}}.?a.?c.hasValue()", false],
    ["{?'a': optional.none(), 'b': 1}.size()", 1n],
  ])('%s', (expression, expected) => {
    expect(run(expression)).toEqual(expected);
  });

  it.each([
    ["quantity('x')", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ["ip('1.2.3')", 'IP Address "1.2.3" parse error during conversion from string: ParseAddr("1.2.3"): IPv4 address too short'],
    ["ip('::ffff:1.2.3.4')", 'IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed'],
    ["url('../x')", 'URL parse error during conversion from string: parse "../x": invalid URI for request'],
    ["semver('1.0')", 'No Major.Minor.Patch elements found'],
    ["int('x')", 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['uint(-1)', 'unsigned integer overflow'],
    ["'abc'.substring(4)", 'index out of range: 4'],
    ["'abc'.charAt(9)", 'index out of range: 9'],
    ['optional.none().value()', 'optional.none() dereference'],
    ["{'a': 1, 'a': 2}", 'duplicate key: a'],
    ['timestamp(253402300800)', 'timestamp overflow'],
  ])('%s', (expression, message) => {
    expect(complaint(expression)).toBe(message);
  });
});
