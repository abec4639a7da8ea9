import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { describeOperation } from '../routes/openapi.ts';

export interface OpenApiInfo {
  title: string;
  description: string;
}

interface DocumentOptions extends OpenApiInfo {
  /** As in `/api/v1/<service>`. */
  service: string;
  publicBaseUrl: string;
}

const BEARER = { type: 'http', scheme: 'bearer' } as const;

/** By name, as `security` of the operations refers to them. */
const securitySchemes = {
  user: { ...BEARER, bearerFormat: 'JWT', description: 'Access token of a signed-in user' },
  api_key: { ...BEARER, bearerFormat: 'pk_…', description: 'API key; the scopes are those it needs' },
  ticket: { type: 'apiKey', in: 'query', name: 'ticket', description: 'Single-use ticket for streams' },
  signature: { type: 'apiKey', in: 'header', name: 'X-Signature', description: 'Signature over the raw body' },
} as const;

const FieldErrorSchema = Type.Object({ pointer: Type.String(), code: Type.String(), detail: Type.String() });

/** RFC 9457 as every refusal has it; `code` says which members come with it. */
const ProblemSchema = Type.Object(
  {
    type: Type.String({ format: 'uri' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    instance: Type.String(),
    request_id: Type.String(),
    errors: Type.Optional(Type.Array(FieldErrorSchema)),
  },
  { $id: 'Problem', additionalProperties: true },
);

/** OpenAPI 3.1 of every row that is registered afterwards, at both places of the API contract 9, and its page. */
export async function serveDocuments(app: FastifyInstance, options: DocumentOptions): Promise<void> {
  const { title, description, service, publicBaseUrl } = options;
  app.addSchema(ProblemSchema);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, description, version: '1' },
      servers: [{ url: publicBaseUrl }],
      components: { securitySchemes },
    },
    transform: describeOperation,
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => nameOf(json) ?? `def-${index}` },
  });
  for (const base of ['', `/api/v1/${service}`]) {
    app.get(`${base}/openapi.json`, { schema: { hide: true } }, async () => app.swagger());
    await app.register(async (scope) => {
      await scope.register(swaggerUi, {
        routePrefix: `${base}/docs`,
        staticCSP: DOCS_POLICY,
        uiConfig: { deepLinking: true },
      });
    });
  }
}

const nameOf = (schema: { $id?: unknown }): string | undefined =>
  typeof schema.$id === 'string' ? schema.$id : undefined;

/** The page brings its own scripts and styles, and loads nothing from elsewhere. */
const DOCS_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'none'";
