import type { FastifyInstance, RouteOptions } from 'fastify';
import { Type } from 'typebox';
import { isPageSchema } from '../lists/page.ts';
import { createOperationNames } from './operation-id.ts';

/**
 * From here on every route must say who may call it, how it is counted and whether it can be repeated: one that does not
 * stops the boot. Fills in what follows from it (operation id, aliases, a closed query).
 */
export function enforceRules(app: FastifyInstance, service: string): void {
  const nameOf = createOperationNames(service);
  app.addHook('onRoute', function (route) {
    if (route.config?.alias === true) return;
    checkDeclaration(route);
    if (route.config?.access?.auth !== 'S') refuseUnknownQuery(route);
    const method = String(route.method);
    route.config = { ...route.config, operationId: nameOf(method, route.url, method === 'GET' && answersPage(route)) };
    for (const alias of route.config.aliases ?? []) this.route(aliasOf(route, alias));
  });
}

function checkDeclaration(route: RouteOptions): void {
  const { access, rateClass, idempotent } = route.config ?? {};
  const name = `${String(route.method)} ${route.url}`;
  if (access === undefined || rateClass === undefined)
    throw new Error(`${name} does not declare its access and rate class`);
  if (idempotent === undefined && route.method !== 'GET')
    throw new Error(`${name} does not declare whether it is idempotent`);
  if (access.auth === 'K' && access.scope === undefined) throw new Error(`${name} does not name its scope`);
  const missing = parametersOf(route.url).filter((parameter) => !describes(route.schema?.params, parameter));
  if (missing.length > 0) throw new Error(`${name} has no schema for ${missing.join(', ')}`);
}

const parametersOf = (url: string): string[] => [...url.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');

const describes = (schema: unknown, parameter: string): boolean =>
  typeof schema === 'object' && schema !== null && Type.IsObject(schema) && Object.hasOwn(schema.properties, parameter);

function refuseUnknownQuery(route: RouteOptions): void {
  route.schema = { querystring: Type.Object({}), ...route.schema };
}

function answersPage(route: RouteOptions): boolean {
  const response: unknown = route.schema?.response;
  if (typeof response !== 'object' || response === null || !('200' in response)) return false;
  const schema = response['200'];
  return typeof schema === 'object' && schema !== null && isPageSchema(schema);
}

function aliasOf(route: RouteOptions, alias: string): RouteOptions {
  const [method, url] = alias.startsWith('/') ? [route.method, alias] : alias.split(' ');
  return { ...route, method: method ?? route.method, url: url ?? alias, config: { ...route.config, alias: true } };
}
