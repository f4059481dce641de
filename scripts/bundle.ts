import { rolldown } from 'rolldown';
import config from '../rolldown.config.ts';

/** Bundles the runtime into a folder, which is emptied first; silent, unlike the bundler's own command. */
export async function bundleInto(folder: string): Promise<void> {
  const { output, ...input } = config;
  if (output === undefined || Array.isArray(output)) throw new Error('rolldown.config.ts describes no single output.');
  await using bundle = await rolldown(input);
  await bundle.write({ ...output, dir: folder });
}
