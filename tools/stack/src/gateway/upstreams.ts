/** The five services by the word that stands for them in a path, `/api/v1/<word>/…`. */
export const SERVICE_WORDS = ['users', 'payments', 'generation', 'gallery', 'models'] as const;

export type ServiceWord = (typeof SERVICE_WORDS)[number];

/** Base URL of each service. */
export type Upstreams = Readonly<Record<ServiceWord, string>>;

export const prefixOf = (word: ServiceWord): string => `/api/v1/${word}`;

/** The upstream whose prefix a path lies under. */
export const upstreamOf = (upstreams: Upstreams, path: string): string | undefined => {
  const word = SERVICE_WORDS.find((one) => path === prefixOf(one) || path.startsWith(`${prefixOf(one)}/`));
  return word && upstreams[word];
};
