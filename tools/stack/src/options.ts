import { parseArgs } from 'node:util';

export interface StackOptions {
  /** Run the main job, stop, exit 0 or 1. */
  once: boolean;
  /** Show the main job when everything is up. */
  demo: boolean;
  /** GPU workers, each with a runtime of its own. */
  workers: number;
  /** Keep the data of the last run. */
  keep: boolean;
}

export const USAGE = `npm start -- [options]
  --once        run the main job, stop, exit 0 or 1
  --no-demo     start everything, run nothing
  --workers n   n GPU workers, 1 to 16 (default 1)
  --keep        keep the data of the last run (default: start clean)`;

const MOST_WORKERS = 16;

/** Throws with the usage when the arguments are not understood. */
export const readOptions = (args: readonly string[]): StackOptions => {
  const { values } = parse(args);
  const workers = Number(values.workers ?? 1);
  const isCount = Number.isInteger(workers) && workers >= 1 && workers <= MOST_WORKERS;
  if (!isCount || (values.once && values['no-demo'])) throw new Error(USAGE);
  return { once: values.once, demo: !values['no-demo'], workers, keep: values.keep };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        'no-demo': { type: 'boolean', default: false },
        workers: { type: 'string' },
        keep: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Error(USAGE, { cause: error });
  }
};
