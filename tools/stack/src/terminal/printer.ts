/** Where the stack speaks to the person who started it. */
export interface Printer {
  line: (text?: string) => void;
  /** Shows how long something took; while it takes long, that it is still going on. The result may add a word. */
  step: <T>(name: string, work: Promise<T>, remark?: (result: T) => string) => Promise<T>;
}

const NAME_WIDTH = 20;
const STILL_EVERY_MS = 5_000;

export const createPrinter = (write: (text: string) => void, now: () => number = () => performance.now()): Printer => {
  const line: Printer['line'] = (text = '') => write(`${text}\n`);
  return {
    line,
    step: async (name, work, remark = () => '') => {
      const begun = now();
      const seconds = (): string => `${((now() - begun) / 1_000).toFixed(1)} s`;
      const still = setInterval(
        () => line(`  … ${name.padEnd(NAME_WIDTH)} still starting, ${seconds()}`),
        STILL_EVERY_MS,
      );
      try {
        const result = await work;
        line(`  ✓ ${name.padEnd(NAME_WIDTH)} ${seconds().padStart(7)}  ${remark(result)}`.trimEnd());
        return result;
      } finally {
        clearInterval(still);
      }
    },
  };
};
