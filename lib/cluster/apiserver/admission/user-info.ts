import type { UserInfo } from '../../client/client';

/** Who asks, as reviews and expressions see it. Models authentication/v1.UserInfo. */
export const userInfoOf = (user: UserInfo) => ({
  username: user.name,
  ...(user.uid && { uid: user.uid }),
  groups: user.groups,
  ...(user.extra && { extra: user.extra }),
});
