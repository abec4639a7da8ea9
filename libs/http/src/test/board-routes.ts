import { AppError } from '@pingvas/errors';
import { Type } from 'typebox';
import { idempotencyOf } from '../idempotency/request.ts';
import { listQuery } from '../lists/list-query.ts';
import { Page } from '../lists/page.ts';
import { catalogueRow, keyRow, personalCatalogueRow, publicRow, userRow } from '../routes/declaration.ts';
import type { Routes } from '../service/create-service.ts';
import { Nullable } from '../wire/common-schemas.ts';
import { Id } from '../wire/ids.ts';

const Board = Type.Object({ id: Id, name: Type.String(), cover: Nullable(Type.Object({ url: Type.String() })) });
export const board = { id: '01934b6a-7c00-7000-8000-00000000002a', name: 'a board', cover: null };
const BoardPath = Type.Object({ board_id: Id });
const NewBoard = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  visibility: Type.Enum(['private', 'public'], { default: 'private' }),
  cover: Type.Optional(Nullable(Type.Object({ url: Type.String(), width: Type.Integer({ maximum: 4096 }) }))),
});

export const boardRoutes: Routes = async (app) => {
  app.get(
    '/boards/:board_id',
    { schema: { params: BoardPath, response: { 200: Board } }, config: userRow({ etag: true }) },
    async (request) => ({
      ...board,
      id: request.params.board_id,
    }),
  );
  app.get(
    '/boards',
    {
      schema: {
        querystring: listQuery({
          sortBy: ['created_at', 'name'],
          filters: { tag: Type.Optional(Type.Array(Type.String())) },
        }),
        response: { 200: Page(Board) },
      },
      config: keyRow('gallery:read', { aliases: ['/folders', 'POST /boards/search'] }),
    },
    async (request) => ({
      data: [{ ...board, name: JSON.stringify(request.query) }],
      next_cursor: null,
      has_more: false,
    }),
  );
  app.post(
    '/boards',
    { schema: { body: NewBoard, response: { 201: NewBoard } }, config: keyRow('gallery:write', { idempotent: 'I' }) },
    async (request, reply) => {
      const idempotency = idempotencyOf(request);
      if (idempotency) void reply.header('x-fingerprint', idempotency.fingerprint);
      return reply.code(201).send(request.body);
    },
  );
  app.post(
    '/boards/:board_id/like',
    { schema: { params: BoardPath }, config: userRow({ idempotent: 'N' }) },
    async () => ({ ok: true }),
  );
  app.post(
    '/logout',
    { schema: { body: Type.Object({ all: Type.Boolean({ default: false }) }) }, config: userRow({ idempotent: 'N' }) },
    async (request) => request.body,
  );
  app.get('/plans', { config: catalogueRow() }, async () => ({ plans: [] }));
  app.get('/models', { config: personalCatalogueRow('models:read') }, async () => ({ models: [] }));
  app.get(
    '/broken/:what',
    {
      schema: { params: Type.Object({ what: Type.String() }), response: { 200: Board } },
      config: publicRow({ rateClass: 'public' }),
    },
    async (request) => {
      const { what } = request.params;
      if (what === 'crash') throw new Error('SELECT secret FROM users');
      if (what === 'known') throw new AppError('CONFLICT', {}, { detail: 'Name taken.' });
      if (what === 'leak') return { ...board, password_hash: 'secret' };
      if (what === 'wrong-type') return { ...board, name: 3 as unknown as string };
      return board;
    },
  );
};
