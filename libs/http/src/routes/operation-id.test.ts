import { expect, test } from 'vitest';
import { createOperationNames } from './operation-id.ts';

test.each([
  ['GET', '/api/v1/generation/jobs', true, 'generation_jobs_list'],
  ['GET', '/api/v1/generation/jobs/:job_id', false, 'generation_jobs_get'],
  ['POST', '/api/v1/generation/jobs/:job_id/retry', false, 'generation_jobs_retry_post'],
  ['POST', '/api/v1/generation/batch-create', false, 'generation_batch_create_post'],
  ['GET', '/api/v1/generation/.well-known/jwks.json', false, 'generation_well_known_jwks_json_get'],
  ['GET', '/api/v1/generation', true, 'generation_list'],
])('%s %s is called %s', (method, path, lists, expected) => {
  expect(createOperationNames('generation')(method, path, lists)).toBe(expected);
});

test('a clash is told apart by the parameter, and never goes unnoticed', () => {
  const nameOf = createOperationNames('gallery');
  expect(nameOf('GET', '/api/v1/gallery/boards', false)).toBe('gallery_boards_get');
  expect(nameOf('GET', '/api/v1/gallery/boards/:board_id', false)).toBe('gallery_boards_get_by_board_id');
  expect(() => nameOf('GET', '/api/v1/gallery/:board_id/boards', false)).toThrow('gallery_boards_get');
});
