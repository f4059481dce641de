import type { JsonObject } from '../json.ts';
import { factOf, type NodeManifest } from '../node-type/manifest.ts';

/** The port of a failure; last in the canonical order. */
export const errorPort = 'error';

/**
 * Every port of a node in the order it is printed: success ports as the manifest has them, then `error`.
 * An unfinished config may leave a manifest without an answer; then only what is certain is listed.
 */
export function portsOf(manifest: NodeManifest | undefined, config: JsonObject): readonly string[] {
  if (manifest === undefined) return [];
  return manifest.fails ? [...successPorts(manifest, config), errorPort] : successPorts(manifest, config);
}

function successPorts(manifest: NodeManifest, config: JsonObject): readonly string[] {
  try {
    return factOf(manifest.ports, config);
  } catch {
    // Port facts are written for valid configs; here the config may still be half typed.
    return [];
  }
}
