import { catalogueRow, type Routes } from '@pingvas/http';
import { SAMPLERS } from '@pingvas/model-families';
import { samplerView } from './sampler.view.ts';
import { listSamplersSchema } from './samplers.schemas.ts';

export const samplerRoutes: Routes = async (app) => {
  app.get(
    '/samplers',
    { config: catalogueRow({ aliases: ['/models/samplers'] }), schema: listSamplersSchema },
    async (request) => {
      const { base } = request.query;
      const found = SAMPLERS.filter(
        (sampler) => base === undefined || sampler.bases.some((each) => base.includes(each)),
      );
      return { data: found.map(samplerView), next_cursor: null, has_more: false };
    },
  );
};
