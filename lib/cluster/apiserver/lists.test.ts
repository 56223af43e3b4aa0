import { describe, expect, it } from 'vitest';
import type { KubeList, KubeObject } from '@/lib/api/object';
import { testServer } from './test-server';

const NAMES = ['a', 'b', 'c', 'd', 'e'];

function filled() {
  const server = testServer();
  for (const name of NAMES) {
    const labels = { t: NAMES.indexOf(name) % 2 === 0 ? 'even' : 'odd' };
    server.client.create({ group: '', resource: 'configmaps' }, { metadata: { name, namespace: 'default', labels } });
  }
  const list = (query: string) => {
    const { status, body } = server.send('GET', `/api/v1/namespaces/default/configmaps?${query}`);
    return { status, list: body as KubeList, message: (body as { message?: string }).message };
  };
  return { ...server, list };
}

const namesOf = (list: KubeList) => list.items.map(({ metadata }: KubeObject) => metadata.name);

describe('lists', () => {
  it('go on where they stopped, at the revision they began with', () => {
    const { list, client } = filled();
    const first = list('limit=2').list;
    expect(namesOf(first)).toEqual(['a', 'b']);
    expect(first.metadata.remainingItemCount).toBe(3);
    client.delete({ group: '', resource: 'configmaps' }, 'default', 'c');
    const second = list(`limit=2&continue=${first.metadata.continue}`).list;
    expect(namesOf(second)).toEqual(['c', 'd']);
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    const last = list(`limit=2&continue=${second.metadata.continue}`).list;
    expect(namesOf(last)).toEqual(['e']);
    expect(last.metadata.continue).toBeUndefined();
  });

  it('tell that there may be more, and not how much, with selectors', () => {
    const { metadata, items } = filled().list('limit=2&labelSelector=t%3Dodd').list;
    expect(items).toHaveLength(2);
    expect(metadata.continue).toBeDefined();
    expect(metadata.remainingItemCount).toBeUndefined();
  });

  it('come whole from the cache', () => {
    expect(namesOf(filled().list('limit=1&resourceVersion=0').list)).toEqual(NAMES);
  });

  it('say that their token has expired, with one that goes on', () => {
    const { list, store } = filled();
    const token = list('limit=2').list.metadata.continue;
    store.compact(store.revision);
    store.bump();
    store.compact(store.revision);
    const gone = list(`limit=2&continue=${token}`);
    expect(gone.status).toBe(410);
    expect(gone.message).toContain('The provided continue parameter is too old');
    expect(namesOf(list(`continue=${gone.list.metadata.continue}`).list)).toEqual(['c', 'd', 'e']);
  });

  it.each([
    ['limit=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['continue=bogus', 400, 'invalid continue token: continue key is not valid: illegal base64 data at input byte 4'],
    ['resourceVersion=99999999', 504, /^Timeout: Too large resource version: 99999999, current: \d+$/],
    ['labelSelector=a%20in', 400, /^unable to parse requirement: found ''/],
    ['sendInitialEvents=true', 422, /sendInitialEvents is forbidden for list/],
  ])('refuse %s', (query, code, message) => {
    const { status, message: found } = filled().list(query);
    expect(status).toBe(code);
    expect(found).toMatch(message);
  });
});
