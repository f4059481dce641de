import { z } from 'zod';
import type {
  FieldFacts,
  ModelFacts,
  RecordFacts,
  RightFacts,
  ServerFacts,
  UserFacts,
} from '#flow/node-type/system-probe.ts';
import { call, noBody, noQuery } from './call.ts';
import { instant, word } from './shapes.ts';

/** What somebody typed; the probe says what is wrong with it, in a sentence. */
const typed = z.string().max(500);

const address = typed.min(1).meta({ description: 'As it stands in a browser; what can be mended is.' });

const version = z.int().min(1).max(999).exactOptional().meta({ description: 'Major version, where it is known.' });

const target = {
  address,
  version,
  database: typed.exactOptional(),
  login: typed.exactOptional().meta({ description: 'Needed up to Odoo 18.' }),
  key: z
    .string()
    .max(16_384)
    .exactOptional()
    .meta({ description: 'API key as typed. Held in memory for this one call, never stored and never logged.' }),
  secret: word.exactOptional().meta({ description: 'Name of a stored secret; counts where no key is given.' }),
};

const operation = z.string().min(1).max(200);
const model = z
  .string()
  .max(200)
  .regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/, 'is no model; write it as sale.order');

// Values of the flow room travel as they are: their own readers made them, a second schema would only drift.
const serverFacts = z.custom<ServerFacts>();
const userFacts = z.custom<UserFacts>();
const rightFacts = z.custom<RightFacts>();
const modelFacts = z.custom<ModelFacts>();
const fieldFacts = z.custom<FieldFacts>();
const recordFacts = z.custom<RecordFacts>();

const testReply = z.strictObject({
  ok: z.boolean(),
  sentence: z.string().meta({ description: 'What happened, and where it did not work, what to do.' }),
  code: z.string().nullable().meta({ description: 'Code of the refusal; null where there was none.' }),
  ask: z.array(z.string()).meta({ description: 'What to ask the administrator of the system for, a sentence each.' }),
  notes: z.array(z.string()).meta({ description: 'What is worth knowing although it works.' }),
  user: z.string().nullable().meta({ description: 'Who the key belongs to, where the system says.' }),
  keyExpiresAt: z.string().nullable(),
  tookMs: z.int(),
  at: instant,
});

/** Calls that ask systems about themselves while they are connected and picked from; only a studio answers them. */
export const connectingCalls = [
  call('odoo.server', {
    method: 'POST',
    path: '/api/odoo/server',
    permission: 'connections.probe',
    summary: 'Asks what answers at an address: version, transport, databases. Nothing is saved.',
    query: noQuery,
    body: z.strictObject({ address }),
    reply: serverFacts,
  }),
  call('odoo.sign-in', {
    method: 'POST',
    path: '/api/odoo/sign-in',
    permission: 'connections.probe',
    summary: 'Asks an Odoo whom a key belongs to: name, companies, languages, end of the key. Nothing is saved.',
    query: noQuery,
    body: z.strictObject(target),
    reply: userFacts,
  }),
  call('odoo.rights', {
    method: 'POST',
    path: '/api/odoo/rights',
    permission: 'connections.probe',
    summary: 'Asks an Odoo for every right that operations need; each missing one says what to ask for.',
    query: noQuery,
    body: z.strictObject({
      ...target,
      operations: z.array(operation).max(50),
      models: z.array(model).max(50).exactOptional(),
    }),
    reply: z.strictObject({ rights: z.array(rightFacts) }),
  }),
  call('odoo.models', {
    method: 'GET',
    path: '/api/odoo/models',
    permission: 'connections.probe',
    summary: 'Lists the sorts of record of a saved Odoo connection, remembered for a minute.',
    query: z.strictObject({ connection: word }),
    body: noBody,
    reply: z.strictObject({ models: z.array(modelFacts) }),
  }),
  call('odoo.fields', {
    method: 'GET',
    path: '/api/odoo/fields',
    permission: 'connections.probe',
    summary: 'Lists the fields of a sort of record of a saved Odoo connection, remembered for a minute.',
    query: z.strictObject({ connection: word, model }),
    body: noBody,
    reply: z.strictObject({ fields: z.array(fieldFacts) }),
  }),
  call('odoo.record', {
    method: 'GET',
    path: '/api/odoo/record',
    permission: 'connections.probe',
    summary: 'Reads one record of a saved Odoo connection, by id, name, number or reference.',
    query: z.strictObject({ connection: word, model, key: word }),
    body: noBody,
    reply: recordFacts,
  }),
  call('connections.uses', {
    method: 'GET',
    path: '/api/connections/uses',
    permission: 'workspace.read',
    summary: 'Lists every step of every flow that uses a connection, with the operation or method it uses.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      uses: z.array(
        z.strictObject({
          connection: z.string(),
          flow: z.string(),
          flowName: z.string(),
          node: z.string(),
          name: z.string(),
          operation: z.string().nullable().meta({ description: 'As `allow.operations` of the connection names it.' }),
          method: z.string().nullable().meta({ description: 'As `allow.methods` of the connection names it.' }),
        }),
      ),
    }),
  }),
  call('connections.test', {
    method: 'POST',
    path: '/api/connections/test',
    permission: 'connections.test',
    summary: 'Tries a saved connection with its stored secret; reads only, and says what is wrong and whom to ask.',
    query: noQuery,
    body: z.strictObject({ connection: word }),
    reply: testReply,
  }),
] as const;
