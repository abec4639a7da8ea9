import type { Db, ScopedTx } from '@pingvas/db';

type Models = 'generationJob' | 'jobAttempt' | 'model' | 'image' | 'flow' | 'userRunning' | 'creditTransaction';

/** The database as this service may use it. */
export type GenerationDb = Db<Models>;
export type GenerationTx = ScopedTx<Models>;
