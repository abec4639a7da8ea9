/** Where the time comes from: tests move it. */
export interface Clock {
  now: () => Date;
}

export const systemClock: Clock = { now: () => new Date() };

export const afterSeconds = (time: Date, seconds: number): Date => new Date(time.getTime() + seconds * 1000);
