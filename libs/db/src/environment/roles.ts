/** The services that have a login role of their own. */
export const services = ['user', 'payment', 'generation', 'gallery', 'model'] as const;

/** NOLOGIN roles whose rights the SECURITY DEFINER functions run with. */
export const functionOwners = ['identity_fn', 'ledger', 'events_fn', 'generation_fn', 'gallery_fn'] as const;

export type Service = (typeof services)[number];

/** Roles that can connect: the owner, who migrates, and one for each service. */
export type LoginRole = 'owner' | Service;

export const loginRoles: readonly LoginRole[] = ['owner', ...services];

/**
 * The schema of an environment: `dev` → `dev_pingvas`.
 * @throws when the name is not one lower-case word; it is the first word of the schema and of every role.
 */
export const schemaOf = (env: string): string => `${checkedEnvironment(env)}_pingvas`;

/** The cluster-wide name of a role: `dev`, `ledger` → `dev_ledger`. */
export const roleOf = (env: string, role: string): string => `${checkedEnvironment(env)}_${role}`;

/** The role of a service's background work, named from the schema: `dev_pingvas`, `gallery` → `dev_gallery_system`. */
export const systemRoleOf = (schema: string, service: Service): string =>
  roleOf(environmentOf(schema), `${service}_system`);

const environmentOf = (schema: string): string => schema.split('_', 1)[0] ?? '';

function checkedEnvironment(env: string): string {
  if (/^[a-z][a-z0-9]{0,15}$/.test(env)) return env;
  throw new Error(`The environment must be one lower-case word of at most 16 characters, not "${env}"`);
}

/** A value for each role that logs in, for example its password. */
export const byLoginRole = <T>(value: (role: LoginRole) => T): Record<LoginRole, T> => ({
  owner: value('owner'),
  user: value('user'),
  payment: value('payment'),
  generation: value('generation'),
  gallery: value('gallery'),
  model: value('model'),
});
