export { startSchedule, type Schedule, type ScheduledWork } from './schedule.ts';
