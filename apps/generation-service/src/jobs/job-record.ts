/** A job as its row says, without what only the database uses. */
export interface JobRecord {
  id: string;
  userId: string;
  batchId: string | null;
  clientRef: string | null;
  mode: string;
  modelId: string | null;
  modelName: string | null;
  prompt: string | null;
  negativePrompt: string | null;
  styleId: string | null;
  parameters: unknown;
  numImages: number;
  priorityClass: string;
  priority: number;
  gpuClass: string | null;
  status: string;
  estimatedCredits: number;
  priceVersion: string;
  actualCredits: number | null;
  releasedCredits: number | null;
  lease: number;
  attempt: number;
  workerId: string | null;
  partial: boolean;
  warnings: unknown;
  errorCode: string | null;
  errorMessage: string | null;
  errorRetryable: boolean | null;
  cancelRequestedAt: Date | null;
  cancelledBy: string | null;
  cancelReason: string | null;
  retriedFromJobId: string | null;
  startDeadlineAt: Date | null;
  boardId: string | null;
  visibility: string;
  createdAt: Date;
  queuedAt: Date | null;
  startedAt: Date | null;
  completedAt: Date | null;
}

/** One stored image of a job as its row says. */
export interface JobImageRecord {
  id: string;
  index: number | null;
  seed: bigint | null;
  key: string;
  previewKey: string;
  thumbnailKey: string;
  width: number;
  height: number;
}

const TERMINAL: readonly string[] = ['completed', 'failed', 'cancelled'];
export const isTerminal = (status: string): boolean => TERMINAL.includes(status);
