import { imageKeys } from '@pingvas/storage';
import { describe, expect, test } from 'vitest';
import { storedObjectOf } from './stored-object.ts';

const [userId, jobId, imageId] = [
  '01934b6a-0000-7000-8000-00000000000a',
  '01934b6a-0000-7000-8000-00000000000b',
  '01934b6a-0000-7000-8000-00000000000c',
];

const { original, preview, thumbnail } = imageKeys({ userId, jobId, imageId, lease: 12 });

describe('a key in the bucket', () => {
  test.each([original, preview, thumbnail])('%s is of an image', (key) => {
    expect(storedObjectOf(key)).toEqual({ key, jobId, imageId });
  });

  test.each([
    'models/sd15.safetensors',
    `${userId}/avatar.png`,
    `${userId}/uploads/${imageId}/1.png`,
    `${userId}/${jobId}/${imageId}/1.txt`,
    `${userId}/${jobId}/${imageId}/1.png/more`,
    `exports/${userId}/${jobId}/${imageId}/1.png`,
    '',
  ])('%s is none of our business', (key) => {
    expect(storedObjectOf(key)).toBeUndefined();
  });
});
