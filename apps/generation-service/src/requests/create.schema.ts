import { Id, Nullable } from '@pingvas/http';
import { Type, type Static } from 'typebox';

const strict = { additionalProperties: false } as const;

const ImageInput = Type.Object({ image_id: Id }, strict);
const Share = Type.Number({ minimum: 0, maximum: 1 });
const Weight = (minimum: number) => Type.Number({ minimum, maximum: 2 });

const Lora = Type.Object({ model_id: Type.String(), weight: Type.Optional(Weight(-2)) }, strict);
const ControlNet = Type.Object(
  {
    model_id: Type.String(),
    image: ImageInput,
    weight: Type.Optional(Weight(-1)),
    begin: Type.Optional(Share),
    end: Type.Optional(Share),
    control_mode: Type.Optional(Type.Enum(['balanced', 'more_prompt', 'more_control', 'unbalanced'])),
    resize_mode: Type.Optional(Type.Enum(['just_resize', 'crop_resize', 'fill_resize'])),
    preprocessor: Type.Optional(Type.Enum(['none', 'canny'])),
  },
  strict,
);
const IpAdapter = Type.Object(
  {
    model_id: Type.String(),
    image: ImageInput,
    weight: Type.Optional(Weight(-1)),
    begin: Type.Optional(Share),
    end: Type.Optional(Share),
  },
  strict,
);

/** Parameters of a text-to-image request (API contract 5.1). What is left out gets the model's default. */
const RequestParameters = Type.Object(
  {
    width: Type.Optional(Type.Integer({ minimum: 64, maximum: 2048, description: 'Pixels' })),
    height: Type.Optional(Type.Integer({ minimum: 64, maximum: 2048, description: 'Pixels' })),
    steps: Type.Optional(Type.Integer({ minimum: 1, maximum: 150 })),
    cfg_scale: Type.Optional(Type.Number({ minimum: 1, maximum: 20 })),
    guidance: Type.Optional(Type.Number({ minimum: 0, maximum: 20, description: 'FLUX only' })),
    seed: Type.Optional(
      Nullable(Type.Integer({ minimum: -1, maximum: 4_294_967_295, description: 'Omitted, null or -1: random' })),
    ),
    sampler: Type.Optional(Type.String({ maxLength: 100 })),
    clip_skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 12 })),
    cfg_rescale_multiplier: Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 1 })),
    vae_id: Type.Optional(Nullable(Type.String())),
    loras: Type.Optional(Type.Array(Lora, { maxItems: 5 })),
    controlnets: Type.Optional(Type.Array(ControlNet, { maxItems: 3 })),
    ip_adapter: Type.Optional(Nullable(IpAdapter)),
  },
  strict,
);

/** What every kind of request ends with. */
const tail = {
  board_id: Type.Optional(Nullable(Id)),
  visibility: Type.Optional(Type.Enum(['private', 'unlisted'], { default: 'private' })),
  client_ref: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 128 }))),
  priority_class: Type.Optional(Type.Enum(['standard', 'economy'], { default: 'standard' })),
  start_deadline_seconds: Type.Optional(Nullable(Type.Integer({ minimum: 10, maximum: 604_800 }))),
  quote: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 4_096 }))),
};

const textToImage = {
  model_id: Type.String({ minLength: 1, maxLength: 100, description: 'Id or catalogue name of a main model' }),
  prompt: Type.String({ minLength: 1, maxLength: 2_000 }),
  negative_prompt: Type.Optional(Nullable(Type.String({ maxLength: 2_000 }))),
  style_id: Type.Optional(Nullable(Id)),
  num_images: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, default: 1 })),
  parameters: Type.Optional(RequestParameters),
  ...tail,
};

/** Body of POST /create. */
export const CreateRequest = Type.Object(textToImage, {
  ...strict,
  examples: [
    {
      model_id: 'sd15-base',
      prompt: 'a lighthouse',
      num_images: 2,
      parameters: { width: 512, height: 512, steps: 20, seed: 42 },
      client_ref: 'order-17',
    },
  ],
});
export type CreateRequest = Static<typeof CreateRequest>;

/** Body of POST /quote: the body of the create row and its mode. */
export const QuoteRequest = Type.Object(
  { mode: Type.Literal('txt2img'), ...textToImage },
  { ...strict, examples: [{ mode: 'txt2img', model_id: 'sd15-base', prompt: 'a lighthouse' }] },
);
export type QuoteRequest = Static<typeof QuoteRequest>;
