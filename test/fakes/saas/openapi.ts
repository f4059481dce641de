import type { JsonObject } from '../json.ts';

const text = { type: 'string' };
const page = { name: 'page', in: 'query', description: 'Number of the page, from 1.', schema: { type: 'integer' } };
const limit = { $ref: '#/components/parameters/limit' };
const tag = {
  name: 'tag',
  in: 'query',
  description: 'Only customers with every tag.',
  schema: { type: 'array', items: text },
};
const refused = { $ref: '#/components/responses/Refused' };

function answerOf(schema: JsonObject, more: JsonObject = {}): JsonObject {
  return { description: 'Fine', content: { 'application/json': { schema } }, ...more };
}

const customer = { $ref: '#/components/schemas/Customer' };
const customers = { type: 'array', items: customer };

const paths: JsonObject = {
  '/customers': {
    get: {
      operationId: 'listCustomers',
      summary: 'List customers',
      tags: ['customers'],
      parameters: [limit, tag, { name: 'cursor', in: 'query', description: 'Where to go on.', schema: text }],
      responses: { 200: answerOf({ $ref: '#/components/schemas/CustomerPage' }), default: refused },
    },
    post: {
      operationId: 'createCustomer',
      summary: 'Create a customer',
      tags: ['customers'],
      parameters: [{ name: 'Idempotency-Key', in: 'header', required: true, schema: text }],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/NewCustomer' } } },
      },
      responses: { 201: answerOf(customer), 422: refused },
    },
  },
  '/customers/{id}': {
    parameters: [{ name: 'id', in: 'path', required: true, description: 'Id of the customer.', schema: text }],
    get: {
      operationId: 'getCustomer',
      summary: 'Look up a customer',
      tags: ['customers'],
      responses: { 200: answerOf(customer), 404: refused },
    },
  },
  '/customer-pages': {
    get: {
      operationId: 'listCustomersByPage',
      parameters: [limit, page],
      responses: { 200: answerOf(customers) },
    },
  },
  '/customer-links': {
    get: {
      operationId: 'listCustomersByLink',
      parameters: [limit, page],
      responses: { 200: answerOf(customers, { headers: { Link: { schema: text } } }) },
    },
  },
  '/notes': {
    post: {
      operationId: 'createNote',
      summary: 'Write a note',
      requestBody: {
        required: true,
        content: { 'application/x-www-form-urlencoded': { schema: { $ref: '#/components/schemas/Note' } } },
      },
      responses: { 201: answerOf({ type: 'object' }) },
    },
  },
  '/pictures': {
    post: {
      operationId: 'uploadPicture',
      requestBody: { required: true, content: { 'multipart/form-data': { schema: { type: 'object' } } } },
      responses: { 201: { description: 'Kept' } },
    },
  },
};

const components: JsonObject = {
  securitySchemes: {
    key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
    keyInQuery: { type: 'apiKey', in: 'query', name: 'api_key' },
    token: { type: 'http', scheme: 'bearer' },
  },
  parameters: {
    limit: {
      name: 'limit',
      in: 'query',
      description: 'Size of a page, 1 to 100.',
      schema: { type: 'integer', default: 2 },
    },
  },
  responses: {
    Refused: {
      description: 'Refused',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  },
  schemas: {
    Address: {
      type: 'object',
      properties: { street: text, postalCode: text, countryCode: { type: 'string', example: 'AT' } },
    },
    NewCustomer: {
      type: 'object',
      required: ['name', 'email'],
      properties: {
        name: { ...text, title: 'Full name' },
        email: { type: 'string', format: 'email', 'x-class': 'personal' },
        kind: { type: 'string', enum: ['person', 'company'] },
        address: { $ref: '#/components/schemas/Address' },
        tags: { type: 'array', items: text },
        contacts: {
          type: 'array',
          items: { type: 'object', required: ['name'], properties: { name: text, phone: text } },
        },
        parent: { $ref: '#/components/schemas/Customer' },
      },
    },
    Customer: {
      allOf: [
        { $ref: '#/components/schemas/NewCustomer' },
        {
          type: 'object',
          required: ['id'],
          properties: { id: text, createdAt: { type: 'string', format: 'date-time' } },
        },
      ],
    },
    CustomerPage: {
      type: 'object',
      required: ['data'],
      properties: { data: customers, has_more: { type: 'boolean' }, next_cursor: { type: 'string', nullable: true } },
    },
    Note: { type: 'object', required: ['text'], properties: { text, labels: { type: 'array', items: text } } },
    Problem: { type: 'object', properties: { type: text, title: text, status: { type: 'integer' }, detail: text } },
  },
};

/** The OpenAPI document of the calls below `/v1`; one of its operations is there to be refused. */
export function apiDocument(): JsonObject {
  return {
    openapi: '3.0.3',
    info: { title: 'Demo SaaS', version: '1.0.0' },
    servers: [{ url: 'https://saas.example/v1' }],
    security: [{ key: [] }, { keyInQuery: [] }, { token: [] }],
    paths,
    components,
  };
}
