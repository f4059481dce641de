// Written by scripts/generate.ts from the folders beside it; run `npm run generate` instead of editing.
import { createHttpClient } from './http/client.ts';
import { createOdooClient } from './odoo/client.ts';

/** How to make the client of a connection, by connection kind. */
export const connectionClients = { http: createHttpClient, odoo: createOdooClient } as const;
