import { RuntimeError, type Verdict } from './runtime-error.ts';
import * as verdicts from './verdicts.ts';

interface Rule {
  types?: readonly string[];
  message?: RegExp;
  verdict: Verdict;
}

/** Failures of items as the runtime reports them (class name and text of the Python exception). The first match wins. */
const rules: readonly Rule[] = [
  { types: ['OutOfMemoryError'], verdict: verdicts.OUT_OF_MEMORY },
  { message: /^CUDA out of memory/, verdict: verdicts.OUT_OF_MEMORY },
  { types: ['AcceleratorError'], verdict: verdicts.RUNTIME_BROKEN },
  { message: /^CUDA error:/, verdict: verdicts.RUNTIME_BROKEN },
  { message: /^Unknown (?:model|lora|vae)[: ]/, verdict: verdicts.MODEL_UNKNOWN },
  { types: ['UnknownModelException'], verdict: verdicts.MODEL_UNKNOWN },
  { types: ['FileNotFoundError'], message: /^Files for model/, verdict: verdicts.MODEL_FILES_GONE },
  { types: ['OSError'], message: /huggingface\.co/, verdict: verdicts.MODEL_BROKEN },
  { message: /submodel is not available|no submodels in/, verdict: verdicts.MODEL_BROKEN },
  { types: ['ImageFileSaveException'], verdict: verdicts.RUNTIME_BROKEN },
  { message: /^Parent directory .* does not exist/, verdict: verdicts.RUNTIME_BROKEN },
  {
    types: [
      'MissingInputException',
      'RequiredConnectionException',
      'NodeInputError',
      'InvalidEdgeError',
      'ImageFileNotFoundException',
    ],
    verdict: verdicts.INVALID,
  },
  { types: ['ValueError'], message: /^Incompatible 'noise' and 'latents'/, verdict: verdicts.INVALID },
];

const matches = (rule: Rule, type: string, message: string): boolean =>
  (rule.types?.includes(type) ?? true) && (rule.message?.test(message) ?? true);

export interface ItemFailure {
  errorType: string;
  errorMessage: string;
  gpuMs: number;
}

/** The failure of a queue item as an error of ours. What no rule knows is RUNTIME_ERROR, and is not tried again. */
export function classifyItemFailure({ errorType, errorMessage, gpuMs }: ItemFailure): RuntimeError {
  const rule = rules.find((one) => matches(one, errorType, errorMessage));
  // Messages can be whole tracebacks; the first line says what happened.
  const firstLine = errorMessage.split('\n', 1)[0] ?? '';
  return new RuntimeError(`${errorType}: ${firstLine.slice(0, 500)}`, {
    ...(rule?.verdict ?? verdicts.HOPELESS),
    errorType,
    gpuMs,
  });
}
