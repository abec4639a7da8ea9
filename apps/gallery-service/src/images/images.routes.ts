import { callerOf } from '@pingvas/auth';
import { keyRow, openRow, type Routes } from '@pingvas/http';
import { imageEtag } from './image-etag.ts';
import { getImageSchema, listImagesSchema } from './images.schemas.ts';
import type { ImagesService } from './images.service.ts';
import { viewerOf } from './viewer.ts';

export const imageRoutes: Routes<{ images: ImagesService }> = async (app, { images }) => {
  app.get('/images', { config: keyRow('gallery:read'), schema: listImagesSchema }, (request) =>
    images.list(callerOf(request).userId, request.query),
  );

  app.get(
    '/images/:image_id',
    { config: openRow('gallery:read', { etag: true }), schema: getImageSchema },
    async (request, reply) => {
      const image = await images.get(viewerOf(request), request.params.image_id);
      void reply.header('etag', imageEtag(image));
      return image;
    },
  );
};
