// Written by scripts/generate.ts from the folders beside it; run `npm run generate` instead of editing.
import type { ConnectionManifest } from '#flow/node-type/connection-kind.ts';
import { manifest as http } from './http/manifest.ts';
import { manifest as odoo } from './odoo/manifest.ts';
import { manifest as openapi } from './openapi/manifest.ts';

/** Every connection kind of this build, by name. */
export const connectionManifests: readonly ConnectionManifest[] = [http, odoo, openapi];
