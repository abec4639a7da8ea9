import { Type, type Static } from 'typebox';
import { Nullable, Time, wireTime } from './wire.ts';

const Bytes = (description: string) => Type.Integer({ minimum: 0, description });

/** What a user’s files take, as every service shows it (API contract 2). */
export const StorageUsage = Type.Object(
  {
    used_bytes: Bytes('Originals, lasting uploads, trash and models'),
    quota_bytes: Nullable(Bytes('Of the plan; null: no limit')),
    used_percent: Type.Number({ minimum: 0, description: 'Of the quota, two decimals; 0 where there is none' }),
    breakdown: Type.Object({
      images: Bytes('Generated'),
      uploads: Bytes('Lasting uploads'),
      trash: Bytes('Deleted, not yet purged'),
      models: Bytes('Own models'),
    }),
    over_quota_since: Nullable(Time('Since when it is more than the quota')),
  },
  {
    examples: [
      {
        used_bytes: 1_342_177,
        quota_bytes: 1_073_741_824,
        used_percent: 0.13,
        breakdown: { images: 1_342_177, uploads: 0, trash: 0, models: 0 },
        over_quota_since: null,
      },
    ],
  },
);
export type StorageUsage = Static<typeof StorageUsage>;

/** Bytes that a user takes, as the database counts them. */
export interface StorageRow {
  imagesBytes: bigint;
  uploadsBytes: bigint;
  trashBytes: bigint;
  modelsBytes: bigint;
  overQuotaSince: Date | null;
}

const NOTHING: StorageRow = {
  imagesBytes: 0n,
  uploadsBytes: 0n,
  trashBytes: 0n,
  modelsBytes: 0n,
  overQuotaSince: null,
};

/**
 * The usage on the wire.
 * @param row null for a user who never stored anything
 * @param quotaBytes null where there is no limit
 */
export function storageView(row: StorageRow | null, quotaBytes: number | null): StorageUsage {
  const { imagesBytes, uploadsBytes, trashBytes, modelsBytes, overQuotaSince } = row ?? NOTHING;
  const usedBytes = Number(imagesBytes + uploadsBytes + trashBytes + modelsBytes);
  return {
    used_bytes: usedBytes,
    quota_bytes: quotaBytes,
    used_percent: quotaBytes === null ? 0 : Math.round((usedBytes / quotaBytes) * 10_000) / 100,
    breakdown: {
      images: Number(imagesBytes),
      uploads: Number(uploadsBytes),
      trash: Number(trashBytes),
      models: Number(modelsBytes),
    },
    over_quota_since: wireTime(overQuotaSince),
  };
}
