import { callerOf } from '@pingvas/auth';
import { keyRow, type Routes } from '@pingvas/http';
import { limitsInForce, StorageUsage, storageView } from '@pingvas/plans';
import type { GalleryDb } from '../database.ts';
import { findStorageUsage } from './storage-usage.repository.ts';

export const storageUsageRoutes: Routes<{ db: GalleryDb }> = async (app, { db }) => {
  app.get(
    '/storage/usage',
    {
      config: keyRow('gallery:read', { aliases: ['/storage/quota'], etag: true }),
      schema: {
        summary: 'Space in use',
        description: 'Bytes of the caller’s originals, lasting uploads, trash and models beside the plan’s quota.',
        tags: ['Storage'],
        response: { 200: StorageUsage },
      },
    },
    async (request) => {
      const { userId, planType, terms } = callerOf(request);
      const row = await db.withUser(userId, (tx) => findStorageUsage(tx, userId));
      return storageView(row, limitsInForce(planType, terms).storage_bytes);
    },
  );
};
