import { isJson, type Json } from '../../simulator/json.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;

/** Members whose value depends on the machine or the moment: only their type is compared. */
const ANY_NUMBER = ['timestamp', 'file_size', 'bytes', 'total_bytes'];
/** Members that are sets in truth: compared without their order. */
const UNORDERED = ['executed', 'executed_history', 'edges'];

function text(value: string): string {
  if (TIME.test(value)) return '<time>';
  if (value.startsWith('Traceback')) return '<traceback>';
  if (value.startsWith('data:image/jpeg;base64,')) return '<jpeg>';
  return value.replace(UUID, '<uuid>');
}

function member(name: string, value: unknown): unknown {
  if (ANY_NUMBER.includes(name) && typeof value === 'number') return '<number>';
  if (name === 'error_traceback' && typeof value === 'string') return '<traceback>';
  const form = normal(value);
  return UNORDERED.includes(name) && Array.isArray(form) ? form.map((one) => JSON.stringify(one)).sort() : form;
}

function normal(value: unknown): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map(normal);
  if (!isJson(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [text(name), member(name, one)]));
}

/** Ids of prepared nodes are new with every run: each becomes `<of SOURCE>`, wherever it stands. */
function namePrepared(value: unknown): unknown {
  const session = isJson(value) && isJson(value['session']) ? value['session'] : {};
  const mapping: Json = isJson(session['prepared_source_mapping']) ? session['prepared_source_mapping'] : {};
  const named = Object.entries(mapping).reduce(
    (json, [id, source]) => json.replaceAll(`"${id}"`, `"<of ${String(source)}>"`),
    JSON.stringify(value),
  );
  const parsed: unknown = JSON.parse(named);
  return parsed;
}

/** An answer or an event with all that is new each time replaced, so that the rest can be compared member by member. */
export const normalForm = (value: unknown): unknown => normal(namePrepared(value));

/** Headers that the contract is about. */
export function headerForm(headers: Readonly<Record<string, string>>): Json {
  const names = [
    'content-type',
    'content-encoding',
    'vary',
    'cache-control',
    'content-disposition',
    'transfer-encoding',
  ];
  return Object.fromEntries(names.map((name) => [name, text(headers[name] ?? '')]));
}
