import { Compile } from 'typebox/compile';
import type { Static, TSchema } from 'typebox';

/** A payload that is not what its catalogue entry says. Never worth a second try. */
export class InvalidPayload extends Error {
  override readonly name = 'InvalidPayload';
  readonly faults: readonly string[];

  constructor(subject: string, faults: readonly string[]) {
    super(`${subject}: ${faults.join('; ')}`);
    this.faults = faults;
  }
}

/**
 * Compiles a schema into a parser that returns the value itself, unknown members included (a newer producer may send
 * more than this process knows), or throws `InvalidPayload` that names every fault by its pointer.
 */
export const parserOf = <S extends TSchema>(subject: string, schema: S): ((value: unknown) => Static<S>) => {
  const validator = Compile(schema);
  const isValid = (value: unknown): value is Static<S> => validator.Check(value);
  return (value) => {
    if (isValid(value)) return value;
    const faults = validator.Errors(value).map((fault) => `${fault.instancePath || '/'} ${fault.message}`);
    throw new InvalidPayload(subject, faults);
  };
};
