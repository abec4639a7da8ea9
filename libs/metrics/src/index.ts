export { createMetrics, type Metrics } from './create-metrics.ts';
export { httpMetrics } from './http-metrics.ts';
export { createJobMetrics, type JobMetrics, type JobRun } from './job-metrics.ts';
