import { Type, type Static } from 'typebox';
import { ImageParams } from '../images/images.schemas.ts';

const VARIANTS = ['original', 'preview', 'thumbnail'] as const;
export type Variant = (typeof VARIANTS)[number];

const Download = Type.Object(
  {
    download_url: Type.String({ format: 'uri', description: 'Saves the file; works without a credential' }),
    expires_in_seconds: Type.Integer({ minimum: 1 }),
    file_name: Type.String(),
    file_size_bytes: Type.Integer({ minimum: 1 }),
  },
  {
    examples: [
      {
        download_url: 'https://pictures.pingvas.studio/1.png?X-Amz-Signature=5f3a',
        expires_in_seconds: 3_600,
        file_name: 'pingvas-01934b6a-0000-7000-8000-00000000000a.png',
        file_size_bytes: 402_653,
      },
    ],
  },
);
export type Download = Static<typeof Download>;

export const downloadImageSchema = {
  summary: 'Link to save an image',
  description: 'For its owner; for anybody when it is public or unlisted.',
  tags: ['Images'],
  params: ImageParams,
  body: Type.Object(
    { variant: Type.Enum([...VARIANTS], { default: VARIANTS[0], description: 'preview: 1024 px, thumbnail: 256 px' }) },
    { examples: [{ variant: 'original' }] },
  ),
  response: { 200: Download },
};
