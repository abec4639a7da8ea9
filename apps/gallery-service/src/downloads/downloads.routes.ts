import { openRow, type Routes } from '@pingvas/http';
import { viewerOf } from '../images/viewer.ts';
import { downloadImageSchema } from './downloads.schemas.ts';
import type { DownloadsService } from './downloads.service.ts';

export const downloadRoutes: Routes<{ downloads: DownloadsService }> = async (app, { downloads }) => {
  app.post(
    '/images/:image_id/download',
    { config: openRow('gallery:read', { idempotent: 'N' }), schema: downloadImageSchema },
    (request) => downloads.link(viewerOf(request), request.params.image_id, request.body.variant),
  );
};
