import { replayReal } from './replay-real';

const WORDED = 'kubectl 1.34 words it differently';
const KYAML = 'kubectl 1.34 has no kyaml unless its environment asks for it';

replayReal('1.34', ['machinery', 'crd', 'kubectl'], undefined, {
  'machinery/056-dry-run-server': { 'kubectl -n mach-056 scale deploy d --replicas=3 --dry-run=server': WORDED },
  'kubectl/f-get-02': { 'kubectl get pods -o foo': KYAML },
  'kubectl/i-wait-events-auth-08': { 'kubectl get pods -o=wide=x': KYAML },
});
