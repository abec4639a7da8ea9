/** The runtime's schedulers in its own order (recorded). What they are called and go with is `@pingvas/model-families`. */
// prettier-ignore
export const schedulerNames: readonly string[] = [
  'ddim', 'ddpm', 'deis', 'deis_k', 'lms', 'lms_k', 'pndm', 'heun', 'heun_k', 'euler', 'euler_k', 'euler_a', 'kdpm_2', 'kdpm_2_k',
  'kdpm_2_a', 'kdpm_2_a_k', 'dpmpp_2s', 'dpmpp_2s_k', 'dpmpp_2m', 'dpmpp_2m_k', 'dpmpp_2m_sde', 'dpmpp_2m_sde_k', 'dpmpp_3m',
  'dpmpp_3m_k', 'dpmpp_sde', 'dpmpp_sde_k', 'unipc', 'unipc_k', 'lcm', 'tcd',
];
