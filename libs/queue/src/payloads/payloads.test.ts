import { expect, test } from 'vitest';
import { lease, outcome, storedImage } from '../test-payloads.fixture.ts';
import { leaseIdOf, LeasePayload } from './lease.ts';
import { Outcome, outcomeIdOf } from './outcome.ts';
import { InvalidPayload, parserOf } from './parse.ts';

const parseLease = parserOf('generate', LeasePayload);
const parseOutcome = parserOf('outcome', Outcome);

test('a payload of a newer producer is taken with the members this process does not know', () => {
  const newer = { ...lease(), style_id: 'x', model: { ...lease().model, variant: 'inpaint' } };
  expect(parseLease(newer)).toEqual(newer);
});

test('a payload that is wrong is refused, with every fault named by its pointer', () => {
  const wrong = { ...lease(), lease: 0, images: [{ image_id: 'no', index: 10, seed: 1 }] };
  expect(() => parseLease(wrong)).toThrow(InvalidPayload);
  expect(() => parseLease(wrong)).toThrow(/\/lease .*\/images\/0\/image_id .*\/images\/0\/index /);
  expect(() => parseOutcome(null)).toThrow(InvalidPayload);
});

test('a message put twice has one id, and the messages of a lease have different ones', () => {
  const { job_id } = lease();
  const images = [storedImage(2), storedImage(0)];
  const kinds = ['started', 'completed', 'failed', 'cancelled', 'interrupted'] as const;
  const messages = [
    ...kinds.map((kind) => outcome({ kind, job_id, images })),
    outcome({ kind: 'image', job_id, images: images.slice(0, 1) }),
    outcome({ kind: 'image', job_id, images }),
    outcome({ kind: 'started', job_id, lease: 2 }),
  ];
  expect(new Set(messages.map(outcomeIdOf)).size).toBe(messages.length);
  expect(outcomeIdOf(outcome({ kind: 'image', job_id, images }))).toBe(`${job_id}-1-image-0`);
  expect(leaseIdOf({ job_id, lease: 7 })).toBe(`${job_id}-7`);
});
