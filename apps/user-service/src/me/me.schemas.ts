import { Nullable, Time } from '@pingvas/http';
import { Credits, PlanLimits, StorageUsage, Subscription } from '@pingvas/plans';
import { Type, type Static } from 'typebox';
import { User } from '../users/user.schemas.ts';

const OauthConnection = Type.Object({ provider: Type.String(), connected_at: Time });

/** The caller's account with all that goes with it (API contract 2). */
export const Me = Type.Object({
  ...User.properties,
  credits: Credits,
  subscription: Subscription,
  limits: PlanLimits,
  storage: StorageUsage,
  oauth_connections: Type.Array(OauthConnection),
  username_change_allowed_at: Nullable(Type.String({ description: 'Null when the name can be changed now' })),
});
export type Me = Static<typeof Me>;
