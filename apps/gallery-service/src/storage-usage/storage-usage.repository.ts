import { sql, type Sql } from '@pingvas/db';
import type { StorageRow } from '@pingvas/plans';
import type { GalleryTx } from '../database.ts';

export const findStorageUsage = (tx: GalleryTx, userId: string): Promise<StorageRow | null> =>
  tx.storageUsage.findUnique({ where: { userId } });

/** What counts of an image, and as what. */
export interface StoredBytes {
  userId: string;
  source: string;
  fileSizeBytes: number;
  /** Temporary uploads are outside the quota. */
  expiresAt: Date | null;
}

/** An image goes to the trash: its bytes with it. */
export async function moveBytesToTrash(tx: GalleryTx, image: StoredBytes): Promise<void> {
  if (image.expiresAt !== null) return;
  const kind: Sql = image.source === 'upload' ? sql`uploads_bytes` : sql`images_bytes`;
  await tx.$executeRaw(sql`
    UPDATE storage_usage SET ${kind} = ${kind} - ${image.fileSizeBytes}, trash_bytes = trash_bytes + ${image.fileSizeBytes}
    WHERE user_id = ${image.userId}::uuid`);
}

/** An image leaves the trash for good. */
export async function freeTrashBytes(tx: GalleryTx, image: StoredBytes): Promise<void> {
  if (image.expiresAt !== null) return;
  await tx.$executeRaw`
    UPDATE storage_usage SET trash_bytes = trash_bytes - ${image.fileSizeBytes} WHERE user_id = ${image.userId}::uuid`;
}
