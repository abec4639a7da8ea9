import { expect, it } from 'vitest';
import { imageKeys } from './image-keys.ts';

it('names the three objects of an image after their owner and the lease', () => {
  expect(imageKeys({ userId: 'user', jobId: 'job', imageId: 'image', lease: 2 })).toEqual({
    original: 'user/job/image/2.png',
    preview: 'user/job/image/2.1024.webp',
    thumbnail: 'user/job/image/2.256.webp',
  });
});
