import type { Printer } from '../terminal/printer.ts';

export interface Narrator {
  /** A step that is done, with the time since the beginning. */
  done: (text: string) => void;
  /** Something that belongs to the step before. */
  detail: (text: string) => void;
}

const TIME_WIDTH = 9;

export const createNarrator = (printer: Printer): Narrator => {
  const begun = performance.now();
  const elapsed = (): string => `${((performance.now() - begun) / 1_000).toFixed(2)} s`.padStart(TIME_WIDTH);
  return {
    done: (text) => printer.line(`${elapsed()}  ${text}`),
    detail: (text) => printer.line(`${' '.repeat(TIME_WIDTH)}  ${text}`),
  };
};
