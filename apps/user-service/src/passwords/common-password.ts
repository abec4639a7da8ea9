import { COMMON_WORDS } from './common-words.ts';

const words: ReadonlySet<string> = new Set(COMMON_WORDS.trim().split(/\s+/));

/** What people put for a letter: a rule that every cracking tool knows. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
const RUNS = [
  '1234567890',
  '0987654321',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
];
const LONGEST_UNIT = 4;

/**
 * Whether a password is among the first that a guesser tries: a common word (also twice, with look-alike letters, and with
 * digits and signs around it), a run over the keyboard or the alphabet, or a short piece repeated. So a short list covers what
 * plain lists spell out: `password2024!`, `P@ssw0rd123`, `qwertyqwerty`, `1234567890`.
 */
export function isCommonPassword(password: string): boolean {
  const folded = password.toLowerCase();
  return isRun(folded) || isRepeated(folded) || coresOf(folded).some((core) => isWord(core) || isWord(readable(core)));
}

const readable = (text: string): string => text.replace(/[^a-z]/g, (sign) => LOOKALIKES[sign] ?? sign);

const isRun = (text: string): boolean => RUNS.some((run) => run.includes(text) || (run + run).includes(text));

function isRepeated(text: string): boolean {
  const units = Array.from({ length: LONGEST_UNIT }, (_, index) => text.slice(0, index + 1));
  return units.some((unit) => unit.repeat(Math.ceil(text.length / unit.length)).startsWith(text));
}

/** The text as it is, and without the digits and signs after it or around it. */
const coresOf = (text: string): string[] => [
  text,
  text.replace(/[^a-z]+$/, ''),
  text.replace(/^[^a-z]+|[^a-z]+$/g, ''),
];

function isWord(text: string): boolean {
  const half = text.slice(0, text.length / 2);
  return words.has(text) || (half + half === text && words.has(half));
}
