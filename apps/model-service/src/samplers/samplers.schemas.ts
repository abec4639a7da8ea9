import { Page } from '@pingvas/http';
import { BASES } from '@pingvas/plans';
import { Type, type Static } from 'typebox';

/** How a picture is denoised (API contract 2). */
export const Sampler = Type.Object(
  {
    name: Type.String({ description: 'What a request names' }),
    display_name: Type.String(),
    bases: Type.Array(Type.Enum([...BASES]), { description: 'Model bases that it works with' }),
    recommended: Type.Boolean(),
    typical_steps: Type.Object({ min: Type.Integer(), max: Type.Integer() }),
  },
  {
    examples: [
      {
        name: 'dpmpp_2m_k',
        display_name: 'DPM++ 2M Karras',
        bases: ['sd15', 'sd21', 'sdxl'],
        recommended: true,
        typical_steps: { min: 20, max: 40 },
      },
    ],
  },
);
export type Sampler = Static<typeof Sampler>;

export const listSamplersSchema = {
  summary: 'Samplers',
  description: 'All samplers, best first, in one page; with `base` those that work with one of these model bases.',
  tags: ['Samplers'],
  querystring: Type.Object({ base: Type.Optional(Type.Array(Type.Enum([...BASES]), { minItems: 1 })) }),
  response: { 200: Page(Sampler) },
};
