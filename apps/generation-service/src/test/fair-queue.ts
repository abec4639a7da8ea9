/** A waiting job as the model knows it. `startTag`: of an earlier lease that came back. */
interface Waiting {
  id: string;
  seconds: number;
  startTag: number | null;
}

interface Flow {
  userId: string;
  waiting: Waiting[];
  lastFinish: number;
  headStart: number;
  eligible: boolean;
}

export interface Member {
  userId: string;
  weight: number;
  runningLimit: number;
  /** Finish tag of what the user was leased before the model began. */
  lastFinish: number;
}

interface Leased {
  userId: string;
  job: Waiting;
}

/**
 * Start-time fair queueing of one GPU class, written down plainly: what the SQL functions must agree with, lease for lease.
 */
export function createFairQueue(members: readonly Member[], virtualTime: number) {
  let v = virtualTime;
  const running = new Map<string, number>();
  const limits = new Map(members.map((member) => [member.userId, member.runningLimit]));
  const flows = members.map((member): Flow => ({ ...member, waiting: [], headStart: 0, eligible: false }));
  const weights = new Map(members.map((member) => [member.userId, member.weight]));
  const leased = new Map<string, Leased>();
  const due: Leased[] = [];

  const flowOf = (userId: string): Flow => {
    const flow = flows.find((each) => each.userId === userId);
    if (!flow) throw new Error('unknown user');
    return flow;
  };
  const mayRun = (userId: string): boolean => (running.get(userId) ?? 0) < (limits.get(userId) ?? 0);
  const tagHead = (flow: Flow): void => {
    const [head] = flow.waiting;
    flow.eligible = head !== undefined && mayRun(flow.userId);
    if (head) flow.headStart = head.startTag ?? Math.max(v, flow.lastFinish);
  };
  const reconsider = (flow: Flow): void => {
    if (!mayRun(flow.userId)) flow.eligible = false;
    else if (!flow.eligible) tagHead(flow);
  };
  const change = (userId: string, by: number): void => {
    running.set(userId, (running.get(userId) ?? 0) + by);
    reconsider(flowOf(userId));
  };

  return {
    /** Users that may be leased next, with the tags of their first jobs. */
    heads: (): Record<string, number> =>
      Object.fromEntries(flows.filter((flow) => flow.eligible).map((flow) => [flow.userId, flow.headStart])),
    leasedJobs: (): string[] => [...leased.keys()],
    waitingJobs: (): string[] => flows.flatMap((flow) => flow.waiting.map((job) => job.id)),
    push(userId: string, id: string, seconds: number): void {
      const flow = flowOf(userId);
      flow.waiting.push({ id, seconds, startTag: null });
      if (flow.waiting.length === 1) tagHead(flow);
    },
    /** The job that the next worker gets; null when nobody may run. */
    lease(): string | null {
      const again = due.shift();
      if (again) {
        leased.set(again.job.id, again);
        return again.job.id;
      }
      const [flow] = flows
        .filter((each) => each.eligible)
        .sort((a, b) => a.headStart - b.headStart || (a.userId < b.userId ? -1 : 1));
      const job = flow?.waiting.shift();
      if (!flow || !job) return null;
      v = Math.max(v, flow.headStart);
      flow.lastFinish = Math.max(flow.lastFinish, flow.headStart + job.seconds / (weights.get(flow.userId) ?? 1));
      leased.set(job.id, { userId: flow.userId, job: { ...job, startTag: flow.headStart } });
      running.set(flow.userId, (running.get(flow.userId) ?? 0) + 1);
      tagHead(flow);
      return job.id;
    },
    /** A leased job has ended. */
    end(id: string): void {
      const { userId } = leased.get(id) ?? {};
      if (userId === undefined) throw new Error('not leased');
      leased.delete(id);
      change(userId, -1);
    },
    /** An attempt was interrupted: the job keeps its slot and is due at once. */
    interrupt(id: string): void {
      const job = leased.get(id);
      if (!job) throw new Error('not leased');
      leased.delete(id);
      due.push(job);
    },
    /** A lease came back before its start. */
    giveBack(id: string): void {
      const given = leased.get(id);
      if (!given) throw new Error('not leased');
      leased.delete(id);
      const flow = flowOf(given.userId);
      flow.waiting.unshift(given.job);
      change(given.userId, -1);
      tagHead(flow);
    },
    cancelWaiting(id: string): void {
      for (const flow of flows) {
        const at = flow.waiting.findIndex((job) => job.id === id);
        if (at < 0) continue;
        flow.waiting.splice(at, 1);
        if (at === 0) tagHead(flow);
      }
    },
    setLimit(userId: string, limit: number): void {
      limits.set(userId, limit);
      reconsider(flowOf(userId));
    },
  };
}
export type FairQueue = ReturnType<typeof createFairQueue>;
