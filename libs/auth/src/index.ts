export { accessPlugin, callerOf, type AccessOptions, type AccessTools } from './access/access-plugin.ts';
export type { AccountStatus, AuthContext, Caller, Role } from './context/caller.ts';
export type { AuthDb } from './context/contexts.ts';
export { announceEviction } from './context/eviction.ts';
export type { Ticket, Tickets } from './tickets/tickets.ts';
