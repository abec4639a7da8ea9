import { readFileSync } from 'node:fs';

/** The last lines of a server's log file, for a sentence about why it failed; empty when there is none. */
export const logTail = (file: string, lines = 10): string => {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
};
