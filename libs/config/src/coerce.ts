import { Type, type TSchema } from 'typebox';

const commaList = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/**
 * Reads the text of a variable as the type its schema wants: numbers, booleans (true, false, 1, 0) and comma lists.
 * Text that cannot be read so comes back unchanged, for the schema check to name.
 */
export function coerce(schema: TSchema, text: string): unknown {
  if (Type.IsArray(schema)) return commaList(text).map((item) => coerce(schema.items, item));
  if (Type.IsBoolean(schema)) return BOOLEANS.get(text.toLowerCase()) ?? text;
  if (Type.IsInteger(schema) || Type.IsNumber(schema)) return numberOr(text);
  return text;
}

function numberOr(text: string): unknown {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}
