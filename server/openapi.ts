import { z } from 'zod';
import { api, type Endpoint, problemReply } from './api.ts';

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): object => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};

const parametersOf = (schema: z.ZodObject | undefined, place: 'path' | 'query'): object[] => {
  if (!schema) return [];
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(json.properties ?? {}).map(([name, it]) => ({
    name,
    in: place,
    required: place === 'path' || (json.required ?? []).includes(name),
    schema: it,
  }));
};

const table = z.object({
  made: z.unknown(),
  columns: z.array(z.unknown()),
  rows: z.array(z.record(z.string(), z.unknown())),
});

const contentOf = (reply: Endpoint['reply']): object => {
  switch (reply) {
    case 'table':
      return {
        'application/json': { schema: schemaOf(table, 'output') },
        'application/vnd.apache.arrow.stream': { schema: { type: 'string', format: 'binary' } },
        'text/csv': { schema: { type: 'string' } },
      };
    case 'text':
      return { 'text/plain': { schema: { type: 'string' } } };
    case 'events':
      return { 'text/event-stream': { schema: { type: 'string' } } };
    default:
      return { 'application/json': { schema: schemaOf(reply, 'output') } };
  }
};

const bodyOf = (body: Endpoint['body']): object =>
  body === undefined
    ? {}
    : {
        requestBody: {
          required: true,
          content:
            body === 'stream'
              ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
              : { 'application/json': { schema: schemaOf(body, 'input') } },
        },
      };

/** The contract as an OpenAPI 3.1 document. */
export const openapi = (version: string): object => {
  const paths: Record<string, Record<string, object>> = {};
  for (const [id, endpoint] of Object.entries<Endpoint>(api)) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] ??= {};
    paths[path][endpoint.method.toLowerCase()] = {
      operationId: id,
      summary: endpoint.summary,
      parameters: [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query')],
      ...bodyOf(endpoint.body),
      responses: {
        200: { description: endpoint.summary, content: contentOf(endpoint.reply) },
        default: {
          description: 'What went wrong, where, and what to do.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Desire Path', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: { schemas: { Problem: schemaOf(problemReply, 'output') } },
  };
};
