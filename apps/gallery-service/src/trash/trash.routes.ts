import { callerOf } from '@pingvas/auth';
import { keyRow, type Routes } from '@pingvas/http';
import { deleteImageSchema } from './trash.schemas.ts';
import type { TrashService } from './trash.service.ts';

export const trashRoutes: Routes<{ trash: TrashService }> = async (app, { trash }) => {
  app.delete(
    '/images/:image_id',
    { config: keyRow('gallery:write', { idempotent: 'N' }), schema: deleteImageSchema },
    async (request) => {
      const { userId } = callerOf(request);
      const { image_id } = request.params;
      return request.query.permanent ? trash.discardForever(userId, image_id) : trash.discard(userId, image_id);
    },
  );
};
