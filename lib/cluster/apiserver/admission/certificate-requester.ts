import type { AdmissionPlugin } from './chain';
import { isCreationOf, withSpec } from './pod';

/** A signing request says who made it. Upstream does this in the registry's strategy, which knows the user. */
export const certificateRequester: AdmissionPlugin = {
  name: 'CertificateRequester',
  admit(attributes) {
    const { object, call } = attributes;
    if (!isCreationOf(attributes, 'certificates.k8s.io', 'certificatesigningrequests')) return object;
    const { name, groups, uid, extra } = call.user;
    return withSpec(object, { username: name, groups: [...groups], ...(uid && { uid }), ...(extra && { extra }) });
  },
};
