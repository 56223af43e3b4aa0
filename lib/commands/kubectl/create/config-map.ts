import { base64, configData, contentHash, isUtf8, sortedObject } from './config-data';
import { generated, metadata } from './generated';

/** `kubectl create configmap`. */
export const createConfigMap = generated({
  group: '/api/v1',
  plural: 'configmaps',
  namespaced: true,
  failing: 'failed to create configmap: ',
  make(k, given) {
    const entries = [...configData(k, 'ConfigMap', given)];
    const texts = entries.filter(([, value]) => isUtf8(value));
    const binary = entries.filter(([, value]) => !isUtf8(value)).map(([key, value]) => [key, base64(value)] as const);
    const data = texts.length > 0 ? sortedObject(texts) : undefined;
    const binaryData = binary.length > 0 ? sortedObject(binary) : undefined;
    const name = k.flags.bool('append-hash')
      ? `${given}-${contentHash({ kind: 'ConfigMap', name: given, data: data ?? {}, ...(binaryData && { binaryData }) })}`
      : given;
    return { kind: 'ConfigMap', apiVersion: 'v1', metadata: metadata(k, name), ...(data && { data }), ...(binaryData && { binaryData }) };
  },
});
