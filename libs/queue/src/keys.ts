/** Every Redis key and channel of this library, except those of the queues themselves. */
export const keys = {
  workers: 'workers',
  worker: (workerId: string): string => `worker:${workerId}`,
  claim: (leaseId: string): string => `claim:${leaseId}`,
  cancel: (leaseId: string): string => `cancel:${leaseId}`,
};

export const channels = {
  cancel: 'cancel',
  progress: 'progress',
  schedule: (gpuClass: string): string => `schedule:${gpuClass}`,
};
