import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Controls } from '../controls/controls.ts';
import { isJson, type Json } from '../json.ts';
import type { Processor } from '../processor/processor.ts';
import type { QueueStore } from '../queue/store.ts';
import { json } from './answers.ts';
import { detail } from './problem.ts';

interface ControlRoutes {
  controls: Controls;
  queue: QueueStore;
  processor: Processor;
}

/** Runs a change that names what is wrong with its request by a TypeError. */
function checked<T>(request: FastifyRequest, change: (body: Json) => T): T {
  try {
    return change(isJson(request.body) ? request.body : {});
  } catch (error) {
    throw error instanceof TypeError ? detail(400, error.message) : error;
  }
}

/** The controls of the simulator itself; the real server has nothing here. */
export function controlRoutes(app: FastifyInstance, { controls, queue, processor }: ControlRoutes): void {
  app.put('/sim/timing', (request, reply) => json(reply, checked(request, controls.setTiming)));
  app.post('/sim/faults', (request, reply) => json(reply, checked(request, controls.addFault), 201));
  app.delete('/sim/faults', (_request, reply) => {
    controls.clearFaults();
    return json(reply, { faults: [] });
  });
  app.get('/sim/state', (_request, reply) => {
    const count = (status: string): number => queue.all().filter((item) => item.status === status).length;
    const counts = { items_run: processor.itemsRun(), running: count('in_progress'), queued: count('pending') };
    return json(reply, { ...counts, faults: controls.faults(), timing: controls.timing() });
  });
}
