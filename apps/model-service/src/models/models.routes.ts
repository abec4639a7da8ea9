import { personalCatalogueRow, type Routes } from '@pingvas/http';
import { viewerOf } from './viewer.ts';
import { getModelSchema, listModelsSchema } from './models.schemas.ts';
import type { ModelsService } from './models.service.ts';

export const modelRoutes: Routes<{ models: ModelsService }> = async (app, { models }) => {
  app.get(
    '',
    { config: personalCatalogueRow('models:read', { aliases: ['/models'] }), schema: listModelsSchema },
    (request) => models.list(viewerOf(request.caller), request.query),
  );

  app.get(
    '/:model_id',
    { config: personalCatalogueRow('models:read', { aliases: ['/models/:model_id'] }), schema: getModelSchema },
    (request) => models.get(viewerOf(request.caller), request.params.model_id),
  );
};
