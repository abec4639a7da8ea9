import { Type, type Static } from 'typebox';

const OrNone = (units: string) => Type.Union([Type.Integer({ description: units }), Type.Null()]);
const Flag = (description: string) => Type.Boolean({ description });

const Features = Type.Object({
  lora: Flag('LoRA add-ons'),
  controlnet: Flag('ControlNet add-ons'),
  ip_adapter: Flag('IP-Adapter'),
  external_api: Flag('External image providers'),
  graph: Flag('Raw graphs'),
  workflows: Flag('Stored workflows'),
  api_access: Flag('API keys'),
  webhooks: Flag('Outbound webhooks'),
  custom_models: Flag('Own model uploads'),
});

/** What a plan allows, as the API shows it. Null means no limit. */
export const PlanLimits = Type.Object(
  {
    running_jobs: Type.Integer({ description: 'Jobs of one user that run at once' }),
    queue_size: Type.Integer({ description: 'Open entries: a job outside a batch, or a batch' }),
    priority: Type.Integer({ description: 'Weight in the fair share' }),
    max_side_px: Type.Integer({ description: 'Longest side of an image in pixels' }),
    max_batch_images: Type.Integer({ description: 'Images of one request' }),
    bases: Type.Array(Type.String()),
    storage_bytes: OrNone('Bytes of originals, uploads and trash'),
    public_posts_per_month: OrNone('Images published in a calendar month'),
    api_keys: Type.Integer(),
    webhook_endpoints: Type.Integer(),
    features: Features,
    rate_limits: Type.Object({
      api: Type.Object({ minute: Type.Integer(), hour: Type.Integer(), day: Type.Integer() }),
      gen: Type.Object({ minute: Type.Integer() }),
    }),
  },
  { $id: 'PlanLimits' },
);
export type PlanLimits = Static<typeof PlanLimits>;
export type Feature = keyof PlanLimits['features'];
export type RateLimits = PlanLimits['rate_limits'];

/** Terms of a contract: any part of the limits. */
export const PlanLimitsPart = Type.Object(
  {
    ...Type.Partial(Type.Omit(PlanLimits, ['features', 'rate_limits'])).properties,
    features: Type.Optional(Type.Partial(Features, { additionalProperties: false })),
    rate_limits: Type.Optional(
      Type.Object(
        {
          api: Type.Optional(
            Type.Partial(PlanLimits.properties.rate_limits.properties.api, { additionalProperties: false }),
          ),
          gen: Type.Optional(
            Type.Partial(PlanLimits.properties.rate_limits.properties.gen, { additionalProperties: false }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type PlanLimitsPart = Static<typeof PlanLimitsPart>;
