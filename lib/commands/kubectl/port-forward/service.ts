import type { ForwardFrame } from '@/lib/cluster/client/client';
import type { Service } from '@/lib/hosts/net/network';
import { errno } from '@/lib/hosts/process/errno';
import { klog } from '../klog';

interface Data {
  readonly stream: string;
  readonly local: number;
  readonly remote: number;
}

/**
 * Hands a request that came to a forwarded port on to the pod, over the connection that kubectl keeps to the API server. When
 * the pod cannot be reached the whole connection is given up. Models PortForwarder.handleConnection.
 */
export const portForwardService: Service = ({ sys, data }, { host: _host, scheme: _scheme, ...request }) => {
  const { stream, local, remote } = data as Data;
  sys.write(1, `Handling connection for ${local}\n`);
  const connection = `c${sys.now()}-${Math.floor(sys.random() * 1e9)}`;
  const frames = new Array<ForwardFrame>();
  const tell = (frame: ForwardFrame) => {
    sys.streamWrite(stream, frame);
    frames.push(...(sys.streamRead(stream).items as readonly ForwardFrame[]));
  };
  tell({ type: 'open', connection, port: remote });
  const { peer: _peer, ...asked } = request;
  if (frames.length === 0) tell({ type: 'request', connection, request: asked });
  const failed = frames.find((frame) => frame.type === 'error');
  if (failed) {
    const text = `an error occurred forwarding ${local} -> ${remote}: ${failed.text}`;
    sys.write(2, klog(sys, 'E', 'portforward.go:424', `"Unhandled Error" err=${JSON.stringify(text)}`));
    sys.streamClose(stream);
    throw errno('ECONNRESET');
  }
  const answered = frames.find((frame) => frame.type === 'response');
  if (!answered) throw errno('ECONNRESET');
  sys.streamWrite(stream, { type: 'end', connection });
  return answered.response;
};
