import { describe, expect, it } from 'vitest';
import { listFaults, readFault } from './load';
import { proveFault } from './prove';

const faults = listFaults();

describe('faults', () => {
  it.each(faults)('%s breaks, shows and can be repaired', (name) => {
    expect(proveFault(readFault(name))).toEqual([]);
  });
});

describe('readFault', () => {
  it('names what there is not', () => {
    expect(() => readFault('dns/nothing')).toThrow('there is no fault "dns/nothing"');
    expect(() => readFault('../labs/broken-shop/lab')).toThrow('there is no fault');
  });
});

describe('proveFault', () => {
  const good = readFault('scheduling/cordoned-nodes');

  it('refuses a fault whose symptom shows anyway', () => {
    const fault = { ...good, symptoms: [{ run: 'kubectl get nodes', shows: 'Ready' }] };
    expect(proveFault(fault)).toEqual(['before it is broken: the symptom of "kubectl get nodes" shows']);
  });

  it('refuses a clue that does not show, and a repair that repairs nothing', () => {
    expect(proveFault({ ...good, clues: [{ run: 'echo one', shows: 'two' }] })[0]).toContain('broken: /two/ does not show');
    expect(proveFault({ ...good, repair: 'true' })[0]).toContain('repaired: ');
  });

  it('tells of a script that fails', () => {
    expect(() => proveFault({ ...good, break: 'echo no; false' })).toThrow('scheduling/cordoned-nodes.yaml: break: exit 1: no');
  });
});
