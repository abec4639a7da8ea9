const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const KEY = new RegExp(`^${UUID}/(?<jobId>${UUID})/(?<imageId>${UUID})/[0-9]+\\.(?:png|1024\\.webp|256\\.webp)$`);

/** An object of a painted image. */
export interface StoredObject {
  key: string;
  jobId: string;
  imageId: string;
}

/** Reads a key back. Undefined for what is no object of a painted image: other things may be kept in the bucket. */
export function storedObjectOf(key: string): StoredObject | undefined {
  const { jobId, imageId } = KEY.exec(key)?.groups ?? {};
  return jobId === undefined || imageId === undefined ? undefined : { key, jobId, imageId };
}
