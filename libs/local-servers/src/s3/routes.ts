import { S3Error } from './errors.ts';
import { createBucket, deleteBucket, getLocation, headBucket, listBuckets } from './operations/buckets.ts';
import { copyObject } from './operations/copy-object.ts';
import { deleteObject, deleteObjects } from './operations/delete-objects.ts';
import { getObject } from './operations/get-object.ts';
import { listObjects } from './operations/list-objects.ts';
import { abortUpload, completeUpload, putPart, startUpload } from './operations/multipart.ts';
import { putObject } from './operations/put-object.ts';
import { deleteSetting, getSetting, putSetting } from './operations/settings.ts';
import { deleteTagging, getTagging, putTagging } from './operations/tagging.ts';
import type { BucketRequest, S3Request, S3Response } from './request.ts';

type Operation<Request> = (request: Request) => Promise<S3Response>;

/** Query parameters that name another resource than the bucket or object itself. */
const SUBRESOURCES = ['cors', 'lifecycle', 'location', 'delete', 'tagging', 'uploads', 'uploadId'];
/** Those of S3 that would otherwise be taken for a plain read or write. */
const NOT_SERVED = [
  'acl',
  'policy',
  'versioning',
  'versions',
  'versionId',
  'encryption',
  'website',
  'attributes',
  'torrent',
  'retention',
  'legal-hold',
  'append',
  'renameObject',
];

const ON_BUCKET: Record<string, Operation<BucketRequest>> = {
  'GET ': listObjects,
  'HEAD ': headBucket,
  'DELETE ': deleteBucket,
  'POST delete': deleteObjects,
  'GET location': getLocation,
  'PUT cors': putSetting('cors'),
  'GET cors': getSetting('cors'),
  'DELETE cors': deleteSetting('cors'),
  'PUT lifecycle': putSetting('lifecycle'),
  'GET lifecycle': getSetting('lifecycle'),
  'DELETE lifecycle': deleteSetting('lifecycle'),
};

const ON_OBJECT: Record<string, Operation<BucketRequest>> = {
  'GET ': getObject,
  'HEAD ': getObject,
  'PUT ': (request) => (request.headers['x-amz-copy-source'] === undefined ? putObject(request) : copyObject(request)),
  'DELETE ': deleteObject,
  'PUT tagging': putTagging,
  'GET tagging': getTagging,
  'DELETE tagging': deleteTagging,
  'POST uploads': startUpload,
  'PUT uploadId': putPart,
  'POST uploadId': completeUpload,
  'DELETE uploadId': abortUpload,
};

/** Runs the operation a verified request names. Throws S3Error. */
export const runOperation = async (request: S3Request): Promise<S3Response> => {
  const { method, bucketName, key, query, buckets } = request;
  if (NOT_SERVED.some((name) => query.has(name))) throw new S3Error('NotImplemented');
  if (bucketName === '') return method === 'GET' ? listBuckets(request) : refuse();
  const subresource = SUBRESOURCES.find((name) => query.has(name)) ?? '';
  if (key === '' && method === 'PUT' && subresource === '') return createBucket(request);
  const operation = (key === '' ? ON_BUCKET : ON_OBJECT)[`${method} ${subresource}`] ?? refuse();
  return operation({ ...request, bucket: buckets.get(bucketName) });
};

const refuse = (): never => {
  throw new S3Error('MethodNotAllowed');
};
