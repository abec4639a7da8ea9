export { loadConfig, type Environment } from './load.ts';
export { ConfigError, type ConfigFault } from './fault.ts';
export { DatabaseConfig, HttpConfig, ProcessConfig, RedisConfig } from './fragments.ts';
