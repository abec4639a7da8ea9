import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { remove, writeAtomically } from './files.ts';

/** Configuration documents of a bucket, kept as the XML that came. `lifecycle` is kept only: nothing here expires. */
export type SettingName = 'cors' | 'lifecycle';

export interface BucketSettings {
  get: (name: SettingName) => string | undefined;
  set: (name: SettingName, xml: string) => void;
  delete: (name: SettingName) => void;
}

export const createSettings = (dir: string): BucketSettings => {
  const file = (name: SettingName): string => join(dir, `${name}.xml`);
  return {
    get: (name) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : undefined),
    set: (name, xml) => writeAtomically(file(name), xml),
    delete: (name) => remove(file(name)),
  };
};
