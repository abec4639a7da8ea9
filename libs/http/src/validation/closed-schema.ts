type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keywords whose value is a schema or a list of schemas. */
const NESTED = [
  'items',
  'additionalProperties',
  'anyOf',
  'oneOf',
  'prefixItems',
  'not',
  'if',
  'then',
  'else',
  'contains',
];
/** Keywords whose value maps names to schemas. */
const NESTED_BY_NAME = ['properties', 'patternProperties', '$defs', 'definitions'];

/**
 * The same schema as plain JSON, in which every object with listed members takes no others, unless it says so itself
 * (`additionalProperties`). One place instead of a word in each schema, where it would be forgotten.
 * @throws when the schema uses `allOf`: a closed part would refuse the members of the other parts
 */
export function closedSchema(schema: unknown): Json {
  const plain: unknown = JSON.parse(JSON.stringify(schema));
  if (!isObject(plain)) throw new TypeError('A schema must be an object');
  return close(plain);
}

function close(schema: Json): Json {
  if ('allOf' in schema)
    throw new TypeError('Put objects together by spreading their properties instead of Type.Intersect');
  const open = 'properties' in schema && !('additionalProperties' in schema);
  const closed: Json = open ? { ...schema, additionalProperties: false } : { ...schema };
  // A name is for documents; here two schemas of one name must not be taken for each other.
  delete closed.$id;
  for (const keyword of NESTED) if (keyword in closed) closed[keyword] = closeEach(closed[keyword]);
  for (const keyword of NESTED_BY_NAME) if (isObject(closed[keyword])) closed[keyword] = closeByName(closed[keyword]);
  return closed;
}

function closeEach(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeEach);
  return isObject(value) ? close(value) : value;
}

const closeByName = (schemas: Json): Json =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closeEach(schema)]));
