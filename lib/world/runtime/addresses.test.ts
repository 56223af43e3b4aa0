import { describe, expect, it } from 'vitest';
import { freeAddress } from './addresses';

describe('freeAddress', () => {
  it('goes round the block before it uses an address again', () => {
    expect(freeAddress('192.168.1', 7, new Set())).toEqual({ ip: '192.168.1.7', next: 8 });
    expect(freeAddress('192.168.1', 254, new Set(['192.168.1.254']))).toEqual({ ip: '192.168.1.1', next: 2 });
  });

  it('takes further blocks when its own is full, and none when all are', () => {
    const used = new Set<string>();
    let next = 1;
    let blocks: string[] = [];
    for (let found = freeAddress('192.168.1', next, used); found; found = freeAddress('192.168.1', next, used)) {
      expect(used.has(found.ip)).toBe(false);
      used.add(found.ip);
      next = found.next;
      blocks = [...new Set([...blocks, found.ip.slice(0, found.ip.lastIndexOf('.'))])];
    }
    expect(used.size).toBe(4 * 254);
    expect(blocks).toEqual(['192.168.1', '192.168.65', '192.168.129', '192.168.193']);
  });
});
