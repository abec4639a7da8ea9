import { expect, test } from 'vitest';
import { classifyItemFailure } from './classify.ts';

const cases = [
  ['OutOfMemoryError', 'CUDA out of memory. Tried to allocate 64.00 MiB.', 'OUT_OF_MEMORY', 'larger class'],
  ['RuntimeError', 'CUDA out of memory.', 'OUT_OF_MEMORY', 'larger class'],
  ['RuntimeError', 'CUDA error: an illegal memory access was encountered', 'RUNTIME_ERROR', 'retry, suspect'],
  ['AcceleratorError', 'whatever', 'RUNTIME_ERROR', 'retry, suspect'],
  ['Exception', 'Unknown model no-such-model', 'MODEL_NOT_FOUND', ''],
  ['ValueError', 'Unknown model: no-such-model', 'MODEL_NOT_FOUND', ''],
  ['Exception', 'Unknown lora: x!', 'MODEL_NOT_FOUND', ''],
  ['UnknownModelException', 'model not found', 'MODEL_NOT_FOUND', ''],
  ['FileNotFoundError', "Files for model 'x' not found at /mnt/x", 'MODEL_LOAD_FAILED', 'retry, suspect'],
  ['OSError', "We couldn't connect to 'https://huggingface.co' to load this file", 'MODEL_LOAD_FAILED', ''],
  ['ValueError', 'The "SubModelType.TextEncoder2" submodel is not available for this model.', 'MODEL_LOAD_FAILED', ''],
  ['TypeError', 'There are no submodels in a LoRA model.', 'MODEL_LOAD_FAILED', ''],
  ['RuntimeError', 'Parent directory /o/conditioning/tmpX does not exist.', 'RUNTIME_ERROR', 'retry, suspect'],
  ['ImageFileSaveException', '', 'RUNTIME_ERROR', 'retry, suspect'],
  ['MissingInputException', 'Node l2i missing value or connection for field latents', 'INVALID_PARAMETERS', ''],
  ['RequiredConnectionException', 'Node l2i missing connections for field latents', 'INVALID_PARAMETERS', ''],
  ['NodeInputError', 'Node x has invalid incoming input for seed', 'INVALID_PARAMETERS', ''],
  ['InvalidEdgeError', 'Edge already exists (a -> b)', 'INVALID_PARAMETERS', ''],
  ['ImageFileNotFoundException', 'Image file not found', 'INVALID_PARAMETERS', ''],
  ['ValueError', "Incompatible 'noise' and 'latents' shapes", 'INVALID_PARAMETERS', ''],
  ['ZeroDivisionError', 'division by zero', 'RUNTIME_ERROR', ''],
] as const;

test.each(cases)('%s "%s" is %s %s', (errorType, errorMessage, code, what) => {
  const error = classifyItemFailure({ errorType, errorMessage, gpuMs: 12 });
  const words = [
    ...(error.retryable ? ['retry'] : []),
    ...(error.infrastructure ? ['suspect'] : []),
    ...(error.retryOnLargerClass ? ['larger class'] : []),
  ];
  expect([error.code, words.join(', '), error.errorType, error.gpuMs]).toEqual([code, what, errorType, 12]);
});

test('of a message that is a whole traceback only the first line is kept', () => {
  const error = classifyItemFailure({ errorType: 'Exception', errorMessage: 'boom\n  File "/srv/x"', gpuMs: 0 });
  expect(error.message).toBe('Exception: boom');
});
