import type { S3ErrorCode } from '../errors.ts';
import { S3Error } from '../errors.ts';
import type { BucketRequest, S3Response } from '../request.ts';
import { xmlResponse } from '../request.ts';
import type { SettingName } from '../store/settings.ts';
import { readXml } from '../xml/read-xml.ts';

interface SettingKind {
  root: string;
  missing: S3ErrorCode;
}

const KINDS: Record<SettingName, SettingKind> = {
  cors: { root: 'CORSConfiguration', missing: 'NoSuchCORSConfiguration' },
  lifecycle: { root: 'LifecycleConfiguration', missing: 'NoSuchLifecycleConfiguration' },
};

export const putSetting =
  (name: SettingName) =>
  async ({ bucket, body }: BucketRequest): Promise<S3Response> => {
    if (readXml(body.toString()).name !== KINDS[name].root) throw new S3Error('MalformedXML');
    bucket.settings.set(name, body.toString());
    return { status: 200 };
  };

export const getSetting =
  (name: SettingName) =>
  async ({ bucket }: BucketRequest): Promise<S3Response> => {
    const xml = bucket.settings.get(name);
    if (xml === undefined) throw new S3Error(KINDS[name].missing);
    return xmlResponse(xml);
  };

export const deleteSetting =
  (name: SettingName) =>
  async ({ bucket }: BucketRequest): Promise<S3Response> => {
    bucket.settings.delete(name);
    return { status: 204 };
  };
