export { createGateway } from './gateway/create-gateway.ts';
export type { StackDescription } from './state/stack-file.ts';
