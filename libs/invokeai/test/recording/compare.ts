import { expect } from 'vitest';
import { headerForm, normalForm } from './normal-form.ts';
import { eventsOf, httpOf, type Entry, type EventEntry, type HttpEntry } from './recording.ts';

/** Without calls that were repeated until something was so. */
export const asked = (log: readonly Entry[]): HttpEntry[] =>
  httpOf(log).filter(({ path }, index, all) => path !== all[index - 1]?.path || !path.endsWith('/status'));

export function expectSameAnswers(mine: readonly HttpEntry[], real: readonly HttpEntry[]): void {
  expect(mine.map(({ method, status }) => [method, status])).toEqual(
    real.map(({ method, status }) => [method, status]),
  );
  for (const [index, answer] of mine.entries()) {
    const other = real[index];
    const place = `${answer.method} ${answer.path}`;
    expect(headerForm(answer.headers), place).toEqual(headerForm(other?.headers ?? {}));
    if (answer.headers['content-type'] !== 'image/png') {
      expect(normalForm(answer.response), place).toEqual(normalForm(other?.response));
    }
  }
}

/** The node that an event tells of, else the event's own name. */
const sourceOf = ({ event, data }: EventEntry): string =>
  typeof data['invocation_source_id'] === 'string' ? data['invocation_source_id'] : event;

/** Events by the node they tell of, since branches run in an order of their own. Loads belong to the node before them. */
function byNode(log: readonly Entry[]): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  let node = '';
  for (const entry of eventsOf(log)) {
    node = entry.event.startsWith('model_load') ? node : sourceOf(entry);
    groups.set(node, [...(groups.get(node) ?? []), { event: entry.event, data: normalForm(entry.data) }]);
  }
  return groups;
}

export function expectSameEvents(mine: readonly Entry[], real: readonly Entry[]): void {
  const [ours, theirs] = [byNode(mine), byNode(real)];
  expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
  for (const [node, events] of ours) expect(events, `events of ${node}`).toEqual(theirs.get(node));
}
