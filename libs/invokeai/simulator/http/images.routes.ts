import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import sharp from 'sharp';
import type { ImageStore, StoredImage } from '../images/store.ts';
import { isJson } from '../json.ts';
import { json } from './answers.ts';
import { detail, unprocessable } from './problem.ts';

const YEAR = 'max-age=31536000';
const CATEGORIES = ['general', 'control', 'mask', 'user', 'other'];

const nameOf = (request: FastifyRequest): string => (isJson(request.params) ? String(request.params['name']) : '');

function demand(images: ImageStore, request: FastifyRequest): StoredImage {
  const image = images.get(nameOf(request));
  if (!image) throw detail(404, 'Not Found');
  return image;
}

/** On no board: named "none" when something was deleted. */
const deletion = (deleted: string[]): unknown => ({
  affected_boards: deleted.length > 0 ? ['none'] : [],
  deleted_images: deleted,
});

async function thumbnail(reply: FastifyReply, { png }: StoredImage): Promise<FastifyReply> {
  const webp = await sharp(png).resize(256, 256, { fit: 'inside', withoutEnlargement: true }).webp().toBuffer();
  return reply.type('image/webp').header('cache-control', YEAR).send(webp);
}

/** The `file` part of a form as PNG. */
async function uploaded(request: FastifyRequest): Promise<Buffer> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const bytes = Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : new Uint8Array();
  const form = await new Response(bytes, { headers }).formData().catch(() => undefined);
  const file = form?.get('file');
  if (!(file instanceof File))
    throw unprocessable({ type: 'missing', loc: ['body', 'file'], msg: 'Field required', input: null });
  if (!file.type.startsWith('image')) throw detail(415, 'Not an image');
  try {
    return await sharp(Buffer.from(await file.arrayBuffer()))
      .png({ compressionLevel: 1 })
      .toBuffer();
  } catch {
    throw detail(415, 'Failed to read image');
  }
}

function demandQuery(request: FastifyRequest): { category: string; isIntermediate: boolean } {
  const query = isJson(request.query) ? request.query : {};
  const missing = ['image_category', 'is_intermediate'].filter((name) => query[name] === undefined);
  if (missing.length > 0) {
    throw unprocessable(
      ...missing.map((name) => ({ type: 'missing', loc: ['query', name], msg: 'Field required', input: null })),
    );
  }
  const category = String(query['image_category']);
  if (CATEGORIES.includes(category)) return { category, isIntermediate: query['is_intermediate'] === 'true' };
  throw unprocessable({
    type: 'enum',
    loc: ['query', 'image_category'],
    msg: `Input should be one of ${CATEGORIES.join(', ')}`,
    input: category,
  });
}

function readRoutes(app: FastifyInstance, images: ImageStore, at: string): void {
  app.get(`${at}/i/:name`, (request, reply) => json(reply, demand(images, request).record));
  app.get(`${at}/i/:name/full`, (request, reply) => {
    const { png } = demand(images, request);
    reply.header('cache-control', YEAR).header('content-disposition', `inline; filename="${nameOf(request)}"`);
    return reply.type('image/png').send(png);
  });
  app.get(`${at}/i/:name/thumbnail`, (request, reply) => thumbnail(reply, demand(images, request)));
  app.get(`${at}/i/:name/metadata`, (request, reply) => json(reply, demand(images, request).metadata));
  app.get(`${at}/i/:name/workflow`, (request, reply) =>
    json(reply, { workflow: null, graph: demand(images, request).graph }),
  );
  app.get(`${at}/i/:name/urls`, (request, reply) => {
    const { image_name, image_url, thumbnail_url } = demand(images, request).record;
    return json(reply, { image_name, image_url, thumbnail_url });
  });
}

export function imageRoutes(app: FastifyInstance, { images }: { images: ImageStore }): void {
  const at = '/api/v1/images';
  readRoutes(app, images, at);
  app.delete(`${at}/i/:name`, (request, reply) => json(reply, deletion(images.delete([nameOf(request)]))));
  app.post(`${at}/delete`, (request, reply) => {
    const names: unknown = isJson(request.body) ? request.body['image_names'] : undefined;
    return json(reply, deletion(images.delete(Array.isArray(names) ? names.map(String) : [])));
  });
  app.delete(`${at}/intermediates`, (_request, reply) => json(reply, images.delete(images.intermediates()).length));
  app.post(`${at}/upload`, async (request, reply) => {
    const { category, isIntermediate } = demandQuery(request);
    const png = await uploaded(request);
    const { width, height } = await sharp(png).metadata();
    const origin = { metadata: null, graph: null, sessionId: null, nodeId: null };
    const record = images.save({ png, width, height, isIntermediate, category, ...origin });
    reply.header('location', `api/v1/images/i/${record.image_name}/full`);
    return json(reply, record, 201);
  });
}
