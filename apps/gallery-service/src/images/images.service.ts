import { positionSchema } from '@pingvas/db';
import { keysetPage, type Page } from '@pingvas/http';
import type { Clock } from '../clock.ts';
import type { GalleryDb } from '../database.ts';
import type { CountView } from '../views/count-view.ts';
import { countImages, listImageIds, sortColumns } from './image-list.repository.ts';
import type { Image } from './image.schema.ts';
import { findImages, findPublicUser } from './images.repository.ts';
import type { ImagesQuery } from './images.schemas.ts';
import { requireImage, type ShowImage } from './show-image.ts';
import { identityOf, type Viewer } from './viewer.ts';

/** Images as their viewers may see them. Read from the primary: what was just painted or deleted shows at once. */
export interface ImagesService {
  /** @throws AppError NOT_FOUND */
  get(viewer: Viewer, imageId: string): Promise<Image>;
  /** The user's own. @throws AppError INVALID_CURSOR */
  list(userId: string, query: ImagesQuery): Promise<Page<Image>>;
}

interface Parts {
  db: GalleryDb;
  clock: Clock;
  showImage: ShowImage;
  countView: CountView;
}

export function createImagesService({ db, clock, showImage, countView }: Parts): ImagesService {
  return {
    async get(viewer, imageId) {
      const found = await db.withUser(identityOf(viewer), (tx) => requireImage(tx, imageId, clock.now()));
      if (found.row.userId !== viewer.userId) await countView(imageId, viewer);
      return showImage(found, viewer.userId);
    },
    async list(ownerId, query) {
      const by = sortColumns[query.sort_by];
      const page = keysetPage({ list: 'images', owner: ownerId }, query, positionSchema(by));
      const search = { ownerId, query, now: clock.now() };
      const { listed, rows, owner, totalCount } = await db.withUser(ownerId, async (tx) => {
        const listed = await listImageIds(tx, search, { ...page, by, order: query.sort_order });
        const ids = listed.slice(0, query.limit).map(({ id }) => id);
        const rows = await findImages(tx, ids);
        const owner = await findPublicUser(tx, ownerId);
        return { listed, rows, owner, totalCount: page.withTotal ? await countImages(tx, search) : undefined };
      });
      // Suspended or deleted since the credential was checked: there is nobody to show images to.
      const shown = owner === null ? [] : await Promise.all(rows.map((row) => showImage({ row, owner }, ownerId)));
      return page.of({ listed, rows: shown, totalCount }, (image) => image);
    },
  };
}
