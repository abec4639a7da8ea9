/** What is known of an object beside its bytes; one JSON file each. */
export interface StoredObject {
  key: string;
  /** Name of the file with the bytes. A new version gets a new file, so a reader of the old one is not disturbed. */
  file: string;
  sizeBytes: number;
  /** With quotes, as in the ETag header. */
  etag: string;
  /** ISO 8601. */
  lastModified: string;
  /** Headers given back with the object: content-type, cache-control, x-amz-meta-… */
  headers: Record<string, string>;
  tags: Record<string, string>;
  /** Base64 by algorithm. */
  checksums: Record<string, string>;
}

/** What a writer gives. */
export type ObjectDraft = Pick<StoredObject, 'key' | 'headers' | 'tags' | 'checksums'> & { etag?: string };
