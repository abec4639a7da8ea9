import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileName } from './file-name.ts';

const image = { id: '01934b6a-0000-7000-8000-00000000000a', title: null, mimeType: 'image/png' };

describe('a saved file', () => {
  test('is called after its title, else after its id', () => {
    expect(fileName(image, 'original')).toBe(`pingvas-${image.id}.png`);
    expect(fileName({ ...image, title: '  ' }, 'thumbnail')).toBe(`pingvas-${image.id}-thumbnail.webp`);
    expect(fileName({ ...image, title: '새벽 등대', mimeType: 'image/jpeg' }, 'original')).toBe('새벽-등대.jpg');
  });

  test('has a name that no file system minds, whatever the title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (title) => {
        expect(fileName({ ...image, title }, 'preview')).toMatch(
          /^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}-]*-preview\.webp$/u,
        );
      }),
    );
  });
});
