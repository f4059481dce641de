import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** A file a new flow stands on, by its path in the workspace. */
export type NeededFile = { readonly path: string; readonly text: string };

/**
 * The files the skeleton of a template stands on: agreed shapes and connections below `needs/`, laid out as in a
 * workspace. They are written beside a new flow where the workspace has none of that path, so that it conforms from
 * its first save.
 */
export function readNeeds(folder: string): readonly NeededFile[] {
  const needs = join(folder, 'needs');
  if (!existsSync(needs)) return [];
  return readdirSync(needs, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ path: relative(needs, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }));
}
