/** Tables that have rows for everybody, with the reason. On all others a policy names whose rows are seen. */
export const publicTables: Readonly<Record<string, string>> = {
  images: 'unlisted and public ones are for whoever knows them; private ones are not',
  models: 'the catalogue is public; its rows have no user',
  plans: 'the figures of the price list',
  scheduler_clock: 'one number for each GPU class, about nobody',
  signing_keys: 'public keys, published to the world',
};

/** Tables without row-level security, with the reason. */
export const unprotectedTables: Readonly<Record<string, string>> = {
  _prisma_migrations: "the owner's book-keeping; no other role has a right on it",
};

/** SECURITY DEFINER functions that run as the owner of the tables, with the reason. All others run as a role that only functions use. */
export const ownersFunctions: Readonly<Record<string, string>> = {
  'events_maintain()': 'only its owner may add partitions to a table and drop them',
};
