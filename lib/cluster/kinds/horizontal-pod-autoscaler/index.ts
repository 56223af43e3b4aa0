import { validateHorizontalPodAutoscaler, validateHorizontalPodAutoscalerStatus, validateHorizontalPodAutoscalerUpdate } from './validate';
import { describeHorizontalPodAutoscaler } from './describe';
import { hpaFromV1, hpaToV1 } from './v1';
import { defaultHorizontalPodAutoscaler } from './defaults';
import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource, withStatus } from '../strategy';

export const horizontalPodAutoscaler: Kind = {
  group: 'autoscaling',
  versions: [
    { name: 'v2', schema: 'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler' },
    { name: 'v1', schema: 'io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler', toStored: hpaFromV1, fromStored: hpaToV1 },
  ],
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  shortNames: ['hpa'],
  categories: ['all'],
  defaults: defaultHorizontalPodAutoscaler,
  namespaced: true,
  strategy: {
    ...withStatus({ currentMetrics: null, desiredReplicas: 0 }),
    generation: false,
    validate: validateHorizontalPodAutoscaler,
    validateUpdate: validateHorizontalPodAutoscalerUpdate,
    validateStatusUpdate: validateHorizontalPodAutoscalerStatus,
  },
  columns,
  subresources: [statusSubresource],
  describe: describeHorizontalPodAutoscaler,
};
