import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One column as the Prisma schema declares it, in the words of Postgres. */
export interface DeclaredColumn {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
}

const folder = join(import.meta.dirname, '../../prisma/schema');

const typesByName: Readonly<Record<string, string>> = {
  String: 'text',
  Int: 'integer',
  BigInt: 'bigint',
  Boolean: 'boolean',
  Float: 'double precision',
  Decimal: 'numeric',
  DateTime: 'timestamp without time zone',
  Json: 'jsonb',
  Bytes: 'bytea',
  '@db.Uuid': 'uuid',
  '@db.Timestamptz': 'timestamp with time zone',
  '@db.Date': 'date',
};

/** Every column that the models in `prisma/schema` declare. Generated clients do not tell which columns are optional. */
export async function declaredColumns(): Promise<DeclaredColumn[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.prisma'));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const models = texts.flatMap((text) => [...text.matchAll(/^model \w+ \{\n(?<body>.*?)^\}/gms)]);
  return models.flatMap(({ groups }) => columnsOf(groups?.body ?? ''));
}

function columnsOf(model: string): DeclaredColumn[] {
  const table = /@@map\("(.+)"\)/.exec(model)?.[1] ?? '';
  return model.split('\n').flatMap((line) => {
    const {
      name,
      type = '',
      mark,
      attributes = '',
    } = /^ {2}(?<name>\w+) +(?<type>\w+)(?<mark>\?|\[\])? *(?<attributes>.*)$/.exec(line)?.groups ?? {};
    const known = typesByName[/@db\.\w+/.exec(attributes)?.[0] ?? type];
    if (name === undefined || known === undefined) return [];
    const column = /@map\("(.+?)"\)/.exec(attributes)?.[1] ?? name;
    return [{ table, column, type: mark === '[]' ? `${known}[]` : known, nullable: mark === '?' }];
  });
}
