import { SAMPLERS } from '@pingvas/model-families';
import { expect, test } from 'vitest';
import { schedulerNames } from './schedulers.ts';

test('every sampler that the product offers is a scheduler of the runtime, and the other way round', () => {
  expect(SAMPLERS.map((sampler) => sampler.name).sort()).toEqual([...schedulerNames].sort());
});
