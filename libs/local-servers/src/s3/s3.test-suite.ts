import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe } from 'vitest';
import { accessSuite } from './suite/access.test-suite.ts';
import { bucketsSuite } from './suite/buckets.test-suite.ts';
import { integritySuite } from './suite/integrity.test-suite.ts';
import { listingSuite } from './suite/listing.test-suite.ts';
import { objectsSuite } from './suite/objects.test-suite.ts';
import type { TargetOf } from './suite/target.ts';
import { clientOf } from './suite/target.ts';

/** What the product and its tools ask of an S3 server: run it on every one we use, so that they stay exchangeable. */
export const s3Suite = (name: string, targetOf: TargetOf): void =>
  void describe(name, () => {
    const bucket = `suite-${Date.now()}`;
    beforeAll(async () => {
      await clientOf(targetOf()).send(new CreateBucketCommand({ Bucket: bucket }));
    });
    objectsSuite(targetOf, bucket);
    integritySuite(targetOf, bucket);
    listingSuite(targetOf, bucket);
    accessSuite(targetOf, bucket);
    bucketsSuite(targetOf, bucket);
  });
