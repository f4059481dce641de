import { conformanceFile, materialsFile } from './manifest.ts';

/** What may lie in a bundle, by folder: what flows stand on, and nothing of an environment or of a person. */
const contents: Readonly<Record<string, readonly string[]>> = {
  flows: ['.flow.yaml', '.layout.json'],
  connections: ['.yaml', '.json'],
  contracts: ['.schema.json'],
  registry: ['.yaml'],
  templates: ['.yaml', '.json', '.md'],
  waivers: ['.yaml'],
};

/**
 * True for a path a bundle may hold. Settings, environments, trusted keys, secrets, samples and tests are none: who
 * deploys decides about them, and a bundle must not bring its own.
 */
export function isBundledPath(path: string): boolean {
  if (path === conformanceFile || path === materialsFile) return true;
  const [folder = ''] = path.split('/');
  if (folder === path || !Object.hasOwn(contents, folder)) return false;
  return (contents[folder] ?? []).some((suffix) => path.endsWith(suffix));
}
