import { describe, expect, it } from 'vitest';
import { mergeDocuments } from './openapi.ts';

const documentOf = (path: string, problem: object) => ({
  paths: { [path]: { get: { responses: { 400: { $ref: '#/components/schemas/Problem' } } } } },
  components: { schemas: { Problem: problem }, securitySchemes: { bearer: { type: 'http' } } },
});

describe('mergeDocuments', () => {
  it('keeps one copy of what the services share', () => {
    const documents = ['users', 'models'].map((word) => ({
      word,
      document: documentOf(`/api/v1/${word}`, { type: 'object' }),
    }));
    expect(mergeDocuments(documents, 'http://a')).toMatchObject({
      servers: [{ url: 'http://a' }],
      paths: { '/api/v1/users': {}, '/api/v1/models': {} },
      components: { schemas: { Problem: { type: 'object' } }, securitySchemes: { bearer: { type: 'http' } } },
    });
  });
  it('keeps both of two components that share a name, and what refers to them', () => {
    const merged = mergeDocuments(
      [
        { word: 'users', document: documentOf('/api/v1/users', { title: 'first' }) },
        { word: 'models', document: documentOf('/api/v1/models', { title: 'second' }) },
      ],
      'http://a',
    );
    expect(merged).toMatchObject({
      paths: {
        '/api/v1/users': { get: { responses: { 400: { $ref: '#/components/schemas/Problem' } } } },
        '/api/v1/models': { get: { responses: { 400: { $ref: '#/components/schemas/models_Problem' } } } },
      },
      components: { schemas: { Problem: { title: 'first' }, models_Problem: { title: 'second' } } },
    });
  });
});
