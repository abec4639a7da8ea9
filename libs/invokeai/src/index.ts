export { RunCancelled, RuntimeError, type JobErrorCode } from './errors/runtime-error.ts';
export type { Graph, GraphEdge, GraphEnd, GraphNode } from './graph/graph.ts';
export type { ModelReference, RuntimeBase } from './graph/model-reference.ts';
export { textToImage, type BuiltGraph, type TextToImage } from './graph/text-to-image.ts';
export type { RuntimeLog } from './log.ts';
export type { RuntimeModel } from './models/ensure-model.ts';
export type { RuntimeProgress } from './run/progress.ts';
export type { RunRequest, RunResult } from './run/run.ts';
export { createRuntime, type Runtime, type RuntimeOptions } from './runtime.ts';
