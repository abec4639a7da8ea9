import { callerOf } from '@pingvas/auth';
import { OK, Ok, publicRow, userRow, type Routes } from '@pingvas/http';
import { Type } from 'typebox';
import { originOf } from '../audit/origin.ts';
import { User } from '../users/user.schemas.ts';
import { userView } from '../users/user.view.ts';
import type { VerificationService } from './verification.service.ts';

const VerifyEmail = Type.Object(
  { verification_token: Type.String({ minLength: 1, maxLength: 200, description: 'From the link of the mail' }) },
  { examples: [{ verification_token: 'Qm9yaW5nIGV4YW1wbGUgdG9rZW4sIG5vdCBhIHJlYWw' }] },
);

export const verificationRoutes: Routes<{ verification: VerificationService }> = async (app, { verification }) => {
  app.post(
    '/auth/verify-email',
    {
      schema: {
        summary: 'Verify an e-mail address',
        description: 'The token of the mail works once, for 24 hours.',
        tags: ['auth'],
        body: VerifyEmail,
        response: { 200: User },
      },
      config: publicRow({ rateClass: 'action', idempotent: '-' }),
    },
    async (request) => userView(await verification.verify(request.body.verification_token, originOf(request))),
  );

  app.post(
    '/auth/resend-verification',
    {
      schema: {
        summary: 'Mail another verification link',
        description: 'Answers the same when the address is verified already; then no mail is sent.',
        tags: ['auth'],
        response: { 200: Ok },
      },
      config: userRow({ rateClass: 'resend', idempotent: 'N' }),
    },
    async (request) => {
      await verification.resend(callerOf(request).userId);
      return OK;
    },
  );
};
