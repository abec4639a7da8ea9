import { fields, type Field, type Kind } from './fields.ts';

export interface NodeType {
  /** Ready nodes run in the order of these names. */
  className: string;
  fields: Readonly<Record<string, Field>>;
  outputType: string;
  outputs: Readonly<Record<string, Kind>>;
  /** Members that the schema does not name are kept. Other types drop them without a word. */
  keepsExtra?: boolean;
}

const { connection, optional } = fields;

/** Members of core_metadata that are null unless given. */
const METADATA = [
  'generation_mode positive_prompt negative_prompt width height seed rand_device cfg_scale cfg_rescale_multiplier steps',
  'scheduler seamless_x seamless_y clip_skip model controlnets ipAdapters t2iAdapters loras strength init_image vae',
  'qwen3_encoder hrf_enabled hrf_method hrf_strength positive_style_prompt negative_style_prompt refiner_model',
  'refiner_cfg_scale refiner_steps refiner_scheduler refiner_positive_aesthetic_score',
  'refiner_negative_aesthetic_score refiner_start',
].join(' ');

const loader = { unet: 'unet', clip: 'clip', vae: 'vae' } as const;

/** The nodes of text to image. The real server has some 300; any other is refused as it refuses unknown ones. */
export const nodeTypes: Readonly<Record<string, NodeType>> = {
  main_model_loader: {
    className: 'MainModelLoaderInvocation',
    fields: { model: fields.model },
    outputType: 'model_loader_output',
    outputs: loader,
  },
  sdxl_model_loader: {
    className: 'SDXLModelLoaderInvocation',
    fields: { model: fields.model },
    outputType: 'sdxl_model_loader_output',
    outputs: { ...loader, clip2: 'clip' },
  },
  clip_skip: {
    className: 'CLIPSkipInvocation',
    fields: { clip: connection('clip'), skipped_layers: fields.count },
    outputType: 'clip_skip_output',
    outputs: { clip: 'clip' },
  },
  compel: {
    className: 'CompelInvocation',
    fields: { prompt: fields.prompt, clip: connection('clip'), mask: optional('mask') },
    outputType: 'conditioning_output',
    outputs: { conditioning: 'conditioning' },
  },
  sdxl_compel_prompt: {
    className: 'SDXLCompelPromptInvocation',
    fields: {
      prompt: fields.prompt,
      style: fields.prompt,
      original_width: fields.size,
      original_height: fields.size,
      crop_top: fields.offset,
      crop_left: fields.offset,
      target_width: fields.size,
      target_height: fields.size,
      clip: connection('clip'),
      clip2: connection('clip'),
      mask: optional('mask'),
    },
    outputType: 'conditioning_output',
    outputs: { conditioning: 'conditioning' },
  },
  noise: {
    className: 'NoiseInvocation',
    fields: { seed: fields.seed, width: fields.pixels(512), height: fields.pixels(512), use_cpu: fields.flag(true) },
    outputType: 'noise_output',
    outputs: { noise: 'latents', width: 'integer', height: 'integer' },
  },
  denoise_latents: {
    className: 'DenoiseLatentsInvocation',
    fields: {
      positive_conditioning: connection('conditioning'),
      negative_conditioning: connection('conditioning'),
      noise: optional('latents'),
      steps: fields.steps,
      cfg_scale: fields.cfgScale,
      denoising_start: fields.share(0),
      denoising_end: fields.share(1),
      scheduler: fields.scheduler,
      unet: connection('unet'),
      control: optional('other'),
      ip_adapter: optional('other'),
      t2i_adapter: optional('other'),
      cfg_rescale_multiplier: fields.rescale,
      latents: optional('latents'),
      denoise_mask: optional('other'),
    },
    outputType: 'latents_output',
    outputs: { latents: 'latents', width: 'integer', height: 'integer' },
  },
  l2i: {
    className: 'LatentsToImageInvocation',
    fields: {
      board: optional('board'),
      metadata: optional('metadata'),
      latents: connection('latents'),
      vae: connection('vae'),
      tiled: fields.flag(false),
      tile_size: fields.count,
      fp32: fields.flag(false),
    },
    outputType: 'image_output',
    outputs: { image: 'image', width: 'integer', height: 'integer' },
  },
  core_metadata: {
    className: 'CoreMetadataInvocation',
    fields: Object.fromEntries(METADATA.split(' ').map((name) => [name, optional('other')])),
    outputType: 'metadata_output',
    outputs: { metadata: 'metadata' },
    keepsExtra: true,
  },
};
