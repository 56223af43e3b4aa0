import type { World } from '@/lib/world/world';
import type { ReachCheck } from '../types';
import { findObjects } from './objects';
import { failed, invalid, passed, type Outcome } from './outcome';

/** A TCP connection from a pod or a host gets through, or does not. Call it on a fork. */
export function runReach(world: World, check: ReachCheck): Outcome {
  const { host, port } = check.to;
  const target = `${host}:${port}`;
  let result: { readonly ok: boolean; readonly error?: string };
  let from: string;
  if ('host' in check.from) {
    from = check.from.host;
    if (!world.hosts.get(from)) return invalid(`no host ${from}`);
    result = world.dialFromHost(from, host, port);
  } else {
    const { namespace, pod, selector } = check.from;
    const pods = findObjects(world.cluster.door, { apiVersion: 'v1', kind: 'Pod', namespace, name: pod, selector });
    const running = pods.find((object) => object.status?.phase === 'Running');
    if (!running) {
      return failed(
        { ko: `${namespace}에서 파드 ${pod ?? selector}가 실행 중`, en: `pod ${pod ?? selector} running in ${namespace}` },
        { ko: '실행 중인 파드가 없습니다', en: 'no such pod is running' },
      );
    }
    from = running.metadata.name;
    result = world.dialFromPod(namespace, from, host, port);
  }
  if (result.ok === (check.expect === 'open')) return passed;
  const words = { open: { ko: '연결됨', en: 'connects' }, closed: { ko: '연결되지 않음', en: 'does not connect' } };
  const found = result.ok ? words.open : { ko: `${words.closed.ko}: ${result.error}`, en: `${words.closed.en}: ${result.error}` };
  const say = (text: { ko: string; en: string }) => ({ ko: `${from} → ${target}: ${text.ko}`, en: `${from} → ${target}: ${text.en}` });
  return failed(say(words[check.expect]), say(found));
}
