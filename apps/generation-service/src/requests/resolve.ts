import { notFound, type AppError } from '@pingvas/errors';
import {
  estimate,
  gpuClassOf,
  type Estimate,
  type GpuClass,
  type PlanLimits,
  type PriorityClass,
} from '@pingvas/plans';
import type { CatalogueModel } from '../catalogue/catalogue.repository.ts';
import { isRunnable } from './runnable.ts';
import { combinationProblem, modelProblem, tierProblem } from './checks.ts';
import type { CreateRequest } from './create.schema.ts';
import { fillParameters, type JobParameters } from './parameters.ts';

/** A request as it would run: everything filled in, priced, and what stands against it. */
export interface ResolvedRequest {
  model: CatalogueModel;
  parameters: JobParameters;
  numImages: number;
  priorityClass: PriorityClass;
  price: Estimate;
  gpuClass: GpuClass;
  /** The first failing check of API contract 1.6, 6 and 7; null when there is none. */
  problem: AppError | null;
  /** Check 11: why nobody could serve it. */
  infeasible: 'no_gpu_class' | 'model_not_installed' | null;
}

export interface ResolveContext {
  limits: PlanLimits;
  /** GPU classes that this environment can bring up, busy or at zero. */
  gpuClasses: readonly string[];
  find: (idOrName: string) => Promise<CatalogueModel | null>;
  randomSeed: () => number;
}

/**
 * Judges and prices a text-to-image request: no writes, no decision that depends on the moment.
 * @returns null for an unknown model: then nothing else can be said
 */
export async function resolveRequest(request: CreateRequest, context: ResolveContext): Promise<ResolvedRequest | null> {
  const model = await context.find(request.model_id);
  if (!model) return null;
  const { limits } = context;
  const parameters = fillParameters(request.parameters ?? {}, model, limits.max_side_px, context.randomSeed());
  const numImages = request.num_images ?? 1;
  const priorityClass = request.priority_class ?? 'standard';
  const gpuClass = gpuClassOf(model.base, parameters.width, parameters.height);
  return {
    model,
    parameters,
    numImages,
    priorityClass,
    gpuClass,
    price: estimate({
      base: model.base,
      width: parameters.width,
      height: parameters.height,
      steps: parameters.steps,
      numImages,
      priorityClass,
      controlNets: parameters.controlnets.length,
      ipAdapter: parameters.ip_adapter !== null,
    }),
    problem:
      (await missingProblem(request, parameters, context)) ??
      modelProblem(model, limits) ??
      combinationProblem(request, parameters, model) ??
      tierProblem(parameters, numImages, limits),
    infeasible: !context.gpuClasses.includes(gpuClass)
      ? 'no_gpu_class'
      : isRunnable(model.base)
        ? null
        : 'model_not_installed',
  };
}

/** Ids inside the body that name nothing the caller can see, the first of them. */
async function missingProblem(
  request: CreateRequest,
  parameters: JobParameters,
  { find }: ResolveContext,
): Promise<AppError | null> {
  const named: [id: string | null | undefined, pointer: string][] = [
    [parameters.vae_id, '/parameters/vae_id'],
    ...parameters.loras.map((lora, at): [string, string] => [lora.model_id, `/parameters/loras/${at}/model_id`]),
    ...parameters.controlnets.map((net, at): [string, string] => [
      net.model_id,
      `/parameters/controlnets/${at}/model_id`,
    ]),
    [parameters.ip_adapter?.model_id, '/parameters/ip_adapter/model_id'],
  ];
  for (const [id, pointer] of named) if (id && !(await find(id))) return notFound(pointer);
  // Styles and boards have no rows yet, so every id of one names nothing.
  if (request.style_id) return notFound('/style_id');
  if (request.board_id) return notFound('/board_id');
  return null;
}
