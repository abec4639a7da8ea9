import { Type } from 'typebox';
import { Image } from '../images/image.schema.ts';
import { ImageParams } from '../images/images.schemas.ts';

export const deleteImageSchema = {
  summary: 'Delete an image',
  description:
    'It goes to the trash for 30 days and is gone from everywhere else at once. With `permanent=true` an image in the trash is gone for good.',
  tags: ['Images'],
  params: ImageParams,
  querystring: Type.Object({
    permanent: Type.Boolean({ default: false, description: 'Only for images in the trash' }),
  }),
  response: { 200: Image },
};
