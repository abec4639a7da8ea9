import { S3ServiceException } from '@aws-sdk/client-s3';

/** Resolves `value` when the call is refused with that HTTP status; any other refusal, also a missing bucket, stays one. */
export const onStatus = async <Result, Value>(
  status: number,
  value: Value,
  call: Promise<Result>,
): Promise<Result | Value> => {
  try {
    return await call;
  } catch (error) {
    const isThat = error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;
    if (isThat && error.name !== 'NoSuchBucket') return value;
    throw error;
  }
};
