import { replayReal } from './replay-real';

/** kubectl began to name the namespace of what it deletes with 1.34. */
const before34 = (text: string) => text.replace(/(deleted) from \S+ namespace/g, '$1');
const WORDED = 'kubectl 1.33 words it differently';

replayReal('1.33', ['machinery', 'crd', 'admission'], before34, {
  'machinery/056-dry-run-server': { 'kubectl -n mach-056 scale deploy d --replicas=3 --dry-run=server': WORDED },
  'admission/047-rbac-forbidden-subresources': { 'kubectl -n admi-047 scale deploy x --replicas=1 --as=alice': WORDED },
});
