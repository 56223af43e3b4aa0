import { ApiError, type Client, type UserInfo } from '../client/client';
import { controllerNames } from '../kinds/rbac/controller-roles';
import type { ControllerManagerConfiguration } from './configuration';
import { SERVICE_ACCOUNTS } from '../client/resources';

const NAMESPACE = 'kube-system';
/** Roles for controllers of clouds, and for one that is off unless it is asked for. */
const NOT_STARTED = new Set(['route-controller', 'service-controller', 'selinux-warning-controller']);

/** Service accounts that kube-controller-manager makes for its controllers (`--use-service-account-credentials`). */
export const controllerAccounts = (): readonly string[] =>
  [...controllerNames.filter((name) => !NOT_STARTED.has(name)), 'bootstrap-signer', 'token-cleaner'].sort();

/** A service account as a user. */
export const accountUserIn = (namespace: string, account: string): UserInfo => ({
  name: `system:serviceaccount:${namespace}:${account}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});

/** Who a controller is: its account in kube-system. */
export const accountUser = (account: string): UserInfo => accountUserIn(NAMESPACE, account);

/** Creates the accounts that are missing. Models clientbuilder.getOrCreateServiceAccount. */
export function ensureControllerAccounts(client: Client): void {
  for (const name of controllerAccounts()) {
    try {
      if (client.get(SERVICE_ACCOUNTS, NAMESPACE, name)) continue;
      client.create(SERVICE_ACCOUNTS, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: NAMESPACE } }, NAMESPACE);
    } catch (error) {
      // Refused: the controller has no account of its own until the next start.
      if (!(error instanceof ApiError)) throw error;
    }
  }
}

/** Whom a controller acts as: its account, or kube-controller-manager itself without --use-service-account-credentials. */
export function actingAs(account: string, manager: UserInfo, flags: () => ControllerManagerConfiguration | undefined): UserInfo {
  const own = accountUser(account);
  const who = () => (flags()?.useServiceAccountCredentials === false ? manager : own);
  return {
    get name() {
      return who().name;
    },
    get groups() {
      return who().groups;
    },
  };
}
