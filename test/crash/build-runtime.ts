import { rolldown } from 'rolldown';
import config from '../../rolldown.config.ts';

const directory = new URL('../../node_modules/.cache/crash-runtime/', import.meta.url).pathname;

/**
 * Builds the process the kill loop kills, as the release is built: a start from sources takes several times as long,
 * and the loop starts it sixty times. Beside the packages, because native modules are found from there.
 *
 * @returns the file to start
 */
export async function buildRuntime(): Promise<string> {
  if (typeof config !== 'object' || Array.isArray(config) || Array.isArray(config.output)) {
    throw new Error('The build has another shape than this rig knows.');
  }
  const { input, output, ...rest } = config;
  // The configuration names its entries, because workers are found by these names.
  const entries = input as Readonly<Record<string, string>>;
  const { cli: _cli, ...needed } = entries;
  const bundle = await rolldown({
    ...rest,
    input: { ...needed, serve: new URL('./serve-workspace.ts', import.meta.url).pathname },
    logLevel: 'warn',
  });
  await bundle.write({ ...output, dir: directory, sourcemap: false });
  await bundle.close();
  return `${directory}serve.mjs`;
}
