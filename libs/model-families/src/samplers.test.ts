import { describe, expect, test } from 'vitest';
import { familyOf } from './families.ts';
import { findSampler, SAMPLERS } from './samplers.ts';

describe('samplers', () => {
  test('are thirty, each with a name of its own, three of them for FLUX', () => {
    expect(new Set(SAMPLERS.map((each) => each.name)).size).toBe(30);
    expect(new Set(SAMPLERS.map((each) => each.displayName)).size).toBe(30);
    expect(SAMPLERS.filter((each) => each.bases.includes('flux')).map((each) => each.name)).toEqual([
      'euler',
      'lcm',
      'heun',
    ]);
  });

  test('are found by name and display name, in any case', () => {
    expect(findSampler('DPM++ 2M KARRAS')?.name).toBe('dpmpp_2m_k');
    expect(findSampler('Euler_A')?.displayName).toBe('Euler Ancestral');
    expect(findSampler('euler ')).toBeNull();
  });
});

test('FLUX and SD3 paint in steps of 16 pixels, everything else in steps of 8', () => {
  expect(['flux', 'sd3', 'sd15', 'sdxl', 'unheard-of'].map((base) => familyOf(base).dimensionMultiple)).toEqual([
    16, 16, 8, 8, 8,
  ]);
});
