// Written by scripts/generate.ts from the folders beside it; run `npm run generate` instead of editing.
import { createHttpClient } from './http/client.ts';
import { createOdooClient } from './odoo/client.ts';
import { createOdooProbe } from './odoo/probe.ts';
import { createOpenapiClient } from './openapi/client.ts';

/** How to make the client of a connection, by connection kind. */
export const connectionClients = {
  http: createHttpClient,
  odoo: createOdooClient,
  openapi: createOpenapiClient,
} as const;

/** How to ask a system about itself while a connection to it is set up, by connection kind. */
export const connectionProbes = { odoo: createOdooProbe } as const;
