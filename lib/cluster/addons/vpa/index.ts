import type { Addon } from '../addon';
import { vpaAdmission } from './admission';
import { vpaDefinitions } from './definitions';
import { admissionDeployment, certificateJob, recommenderDeployment, updaterDeployment, vpaRights } from './manifest';
import { vpaRecommender } from './recommender';
import { vpaUpdater } from './updater';

const ROOT = 'https://raw.githubusercontent.com/kubernetes/autoscaler/{version}/vertical-pod-autoscaler';
const urls = (path: string): readonly string[] => [`${ROOT}/${path}`];

/**
 * The Vertical Pod Autoscaler: the files of its deploy directory at their own addresses, and all of them with their certificates
 * at `hack/vpa-up.yaml`, which stands for the script hack/vpa-up.sh (a checkout and an `openssl` that makes keys are not simulated).
 */
export const vpa: Addon = {
  name: 'vertical-pod-autoscaler',
  manifests: [
    { urls: urls('deploy/vpa-v1-crd-gen.yaml'), objects: vpaDefinitions },
    { urls: urls('deploy/vpa-rbac.yaml'), objects: vpaRights },
    { urls: urls('deploy/recommender-deployment.yaml'), objects: () => [recommenderDeployment()] },
    { urls: urls('deploy/updater-deployment.yaml'), objects: () => [updaterDeployment()] },
    { urls: urls('deploy/admission-controller-deployment.yaml'), objects: admissionDeployment },
    {
      urls: urls('hack/vpa-up.yaml'),
      objects: () => [
        ...vpaDefinitions(),
        ...vpaRights(),
        ...certificateJob(),
        recommenderDeployment(),
        updaterDeployment(),
        ...admissionDeployment(),
      ],
    },
  ],
  operators: [vpaRecommender, vpaUpdater, vpaAdmission],
};
