import { readFileSync } from 'node:fs';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

const HttpEntry = Type.Object({
  kind: Type.Literal('http'),
  method: Type.String(),
  path: Type.String(),
  request: Type.Unknown(),
  status: Type.Integer(),
  headers: Type.Record(Type.String(), Type.String()),
  response: Type.Unknown(),
});
const EventEntry = Type.Object({
  kind: Type.Literal('event'),
  event: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
});
const Recording = Compile(Type.Object({ log: Type.Array(Type.Union([HttpEntry, EventEntry])) }));

export type HttpEntry = Static<typeof HttpEntry>;
export type EventEntry = Static<typeof EventEntry>;
export type Entry = HttpEntry | EventEntry;

/** What the real runtime said, in the order of arrival. */
export function readRecording(name: string): Entry[] {
  const parsed: unknown = JSON.parse(readFileSync(new URL(`../../recordings/${name}.json`, import.meta.url), 'utf8'));
  return Recording.Parse(parsed).log;
}

export const httpOf = (log: readonly Entry[]): HttpEntry[] => log.filter((entry) => entry.kind === 'http');
export const eventsOf = (log: readonly Entry[]): EventEntry[] => log.filter((entry) => entry.kind === 'event');
