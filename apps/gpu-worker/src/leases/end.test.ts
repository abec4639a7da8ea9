import { RunCancelled, RuntimeError, type JobErrorCode } from '@pingvas/invokeai';
import { describe, expect, test } from 'vitest';
import { UploadFailed } from '../pictures/picture-store.ts';
import { createAttempt } from './attempt.ts';
import { endOf } from './end.ts';
import { leaseOf } from '../test/lease.fixture.ts';
import { createStopSignal, StopRequested, type StopReason } from './stop-signal.ts';
import { storedImage } from '../test/stored-image.fixture.ts';
import { RunAbandoned } from './within-grace.ts';

const runtimeError = (code: JobErrorCode, flags: Partial<RuntimeError> = {}) =>
  new RuntimeError('/opt/secret/path', {
    code,
    retryable: false,
    retryOnLargerClass: false,
    infrastructure: false,
    gpuMs: 700,
    ...flags,
  });

/** Of a lease of three images: `stored` of them stored, then the end. */
const ending = (stored: number, error: unknown, stopReason?: StopReason) => {
  const lease = leaseOf(3);
  const attempt = createAttempt({ lease, workerId: lease.user_id, startedAt: new Date(0) });
  for (let index = 0; index < stored; index += 1) attempt.imageStored(storedImage(index));
  const stop = createStopSignal();
  if (stopReason) stop.stop(stopReason);
  return { attempt, ...endOf({ lease, attempt, stop }, error === null ? null : { reason: error }) };
};

describe('a lease ends as', () => {
  test('completed, when every image is stored', () => {
    const { outcome } = ending(3, null);
    expect(outcome).toMatchObject({ kind: 'completed', warnings: [], started_at: '1970-01-01T00:00:00.000Z' });
    expect(outcome.images).toHaveLength(3);
    expect(outcome.error).toBeUndefined();
  });

  test.each([
    ['cancel', 'cancelled'],
    ['shutdown', 'interrupted'],
    ['spot', 'interrupted'],
  ] as const)('%s → %s, with the images so far, whatever the run ended with', (reason, kind) => {
    for (const error of [
      new RunCancelled(5),
      new StopRequested(),
      runtimeError('RUNTIME_ERROR'),
      new UploadFailed('x'),
    ]) {
      const { outcome } = ending(1, error, reason);
      expect(outcome).toMatchObject({ kind, reason });
      expect(outcome.images).toHaveLength(1);
    }
  });

  test('completed, when the last image was stored before the stop came through', () => {
    expect(ending(3, null, 'cancel').outcome.kind).toBe('completed');
  });

  test.each([
    [
      'a runtime that went away',
      runtimeError('RUNTIME_ERROR', { retryable: true, infrastructure: true }),
      'RUNTIME_ERROR',
    ],
    ['a store that refuses', new UploadFailed('no'), 'UPLOAD_FAILED'],
    ['something nobody knows', new TypeError('a bug'), 'RUNTIME_ERROR'],
  ])('failed and worth another start, after %s, with the images so far', (_, error, code) => {
    const { outcome } = ending(1, error);
    expect(outcome).toMatchObject({ kind: 'failed', error: { code, retryable: true, larger_class: false } });
    expect(outcome.images).toHaveLength(1);
  });

  test('failed for a larger class, when memory ran out', () => {
    const { outcome } = ending(1, runtimeError('OUT_OF_MEMORY', { retryOnLargerClass: true }));
    expect(outcome.error).toMatchObject({ code: 'OUT_OF_MEMORY', retryable: false, larger_class: true });
  });

  test.each(['MODEL_LOAD_FAILED', 'INVALID_PARAMETERS', 'WORKER_TIMEOUT'] as const)(
    '%s: completed with a warning for each missing image when some are stored, else failed for good',
    (code) => {
      const some = ending(1, runtimeError(code)).outcome;
      expect(some.kind).toBe('completed');
      expect(some.error).toBeUndefined();
      expect(some.warnings).toEqual([1, 2].map((image_index) => ({ image_index, code })));
      const none = ending(0, runtimeError(code)).outcome;
      expect(none).toMatchObject({ kind: 'failed', error: { code, retryable: false } });
      expect([some.reason, none.reason]).toEqual(Array(2).fill(code === 'WORKER_TIMEOUT' ? 'run_limit' : undefined));
    },
  );

  test('completed with warnings for images that alone went wrong; failed when all did', () => {
    const { attempt } = ending(1, null);
    attempt.imageMissing(1, 'RUNTIME_ERROR');
    const lease = leaseOf(3);
    const stop = createStopSignal();
    expect(endOf({ lease, attempt, stop }, null).outcome).toMatchObject({
      kind: 'completed',
      warnings: [{ image_index: 1, code: 'RUNTIME_ERROR' }],
    });
    const none = createAttempt({ lease, workerId: lease.user_id, startedAt: new Date() });
    none.restMissing('RUNTIME_ERROR');
    expect(endOf({ lease, attempt: none, stop }, null).outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'RUNTIME_ERROR', retryable: false },
    });
  });
});

test('no message tells what the runtime said: it may hold names and paths of servers', () => {
  const { outcome } = ending(0, runtimeError('MODEL_LOAD_FAILED'));
  expect(JSON.stringify(outcome)).not.toContain('secret');
});

test('a runtime is looked at again after it went away or did not let go, and only then', () => {
  expect(ending(0, runtimeError('RUNTIME_ERROR', { infrastructure: true })).runtimeSuspect).toBe(true);
  expect(ending(0, new RunAbandoned('x'), 'shutdown').runtimeSuspect).toBe(true);
  expect(ending(0, new RunCancelled(1), 'cancel').runtimeSuspect).toBe(false);
  expect(ending(0, new UploadFailed('x')).runtimeSuspect).toBe(false);
});

test('every message repeats the images of earlier attempts, and counts all that ran, also in vain', () => {
  const lease = leaseOf(3, { stored_images: [storedImage(2)] });
  const attempt = createAttempt({ lease, workerId: lease.user_id, startedAt: new Date() });
  attempt.ran({ gpuMs: 1000.4, modelLoadMs: 20 });
  attempt.ranInVain(runtimeError('RUNTIME_ERROR'));
  attempt.ranInVain(new RunCancelled(50));
  attempt.imageStored(storedImage(0));
  expect(attempt.message('started').images.map((image) => image.index)).toEqual([2, 0]);
  expect(attempt.message('image')).toMatchObject({ gpu_ms: 1750, model_load_ms: 20 });
});
