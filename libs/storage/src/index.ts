export { StorageConfig } from './config.ts';
export { createStorage } from './create-storage.ts';
export { imageKeys } from './image-keys.ts';
export type { ImageKeys, ImageOwner } from './image-keys.ts';
export type {
  ListedObject,
  ObjectContent,
  ObjectInfo,
  PutOptions,
  PutResult,
  SignedUrlOptions,
  Storage,
} from './storage.ts';
