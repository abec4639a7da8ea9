/** A JSON object of an OpenAPI document. */
export type Json = { readonly [key: string]: unknown };

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const jsonAt = (value: Json, key: string): Json => {
  const member = value[key];
  return isJson(member) ? member : {};
};

/**
 * One OpenAPI 3.1 document from those of the services. Only `/api/v1/…` paths are taken. Two services may use one
 * component name for different things: the later one gets its service's word before the name, references included.
 */
export const mergeDocuments = (documents: readonly { word: string; document: Json }[], serverUrl: string): Json => {
  const merged = documents.reduce<Json>((whole, { word, document }) => addDocument(whole, word, document), {});
  return {
    openapi: '3.1.0',
    info: { title: 'Pingvas Studio', version: '1', description: 'All services behind the gateway.' },
    servers: [{ url: serverUrl }],
    ...merged,
  };
};

const addDocument = (whole: Json, word: string, document: Json): Json => {
  const renamed = renameClashes(jsonAt(whole, 'components'), document, word);
  const paths = Object.entries(jsonAt(renamed, 'paths')).filter(([path]) => path.startsWith('/api/v1/'));
  return {
    ...whole,
    paths: { ...jsonAt(whole, 'paths'), ...Object.fromEntries(paths) },
    components: addComponents(jsonAt(whole, 'components'), jsonAt(renamed, 'components')),
  };
};

const addComponents = (left: Json, right: Json): Json => {
  const kinds = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return Object.fromEntries(kinds.map((kind) => [kind, { ...jsonAt(left, kind), ...jsonAt(right, kind) }]));
};

const renameClashes = (taken: Json, document: Json, word: string): Json => {
  const components = jsonAt(document, 'components');
  const names = Object.keys(components).flatMap((kind) =>
    Object.entries(jsonAt(components, kind))
      .filter(([name, content]) => name in jsonAt(taken, kind) && !isSame(content, jsonAt(taken, kind)[name]))
      .map(([name]) => [`#/components/${kind}/${name}`, `#/components/${kind}/${word}_${name}`] as const),
  );
  if (names.length === 0) return document;
  const renames = new Map(names);
  const renamed = replaceReferences(document, renames);
  return isJson(renamed) ? { ...renamed, components: renameKeys(jsonAt(renamed, 'components'), renames) } : document;
};

const replaceReferences = (value: unknown, renames: ReadonlyMap<string, string>): unknown => {
  if (Array.isArray(value)) return value.map((one: unknown) => replaceReferences(one, renames));
  if (!isJson(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) =>
      key === '$ref' && typeof member === 'string'
        ? [key, renames.get(member) ?? member]
        : [key, replaceReferences(member, renames)],
    ),
  );
};

const renameKeys = (components: Json, renames: ReadonlyMap<string, string>): Json =>
  Object.fromEntries(
    Object.keys(components).map((kind) => [
      kind,
      Object.fromEntries(
        Object.entries(jsonAt(components, kind)).map(([name, content]) => [
          renames.get(`#/components/${kind}/${name}`)?.split('/').at(-1) ?? name,
          content,
        ]),
      ),
    ]),
  );

const isSame = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
