import type { Problem } from '#flow/problem.ts';

/** Folders of a workspace, and how files in them may end. Nothing else of the folder is read, written or watched. */
const contents: Readonly<Record<string, readonly string[]>> = {
  flows: ['.flow.yaml', '.layout.json', '.tests.yaml', '.md'],
  connections: ['.yaml', '.json', '.md'],
  environments: ['.yaml'],
  contracts: ['.schema.json', '.md'],
  registry: ['.yaml'],
  samples: ['.json', '.xml', '.txt', '.csv'],
  templates: ['.yaml', '.json', '.md'],
  waivers: ['.yaml'],
  reviews: ['.yaml'],
};

/** Files beside those folders. */
const rootFiles: ReadonlySet<string> = new Set(['penstock.yaml', 'README.md']);

/** The folders of a workspace that hold files of it, in the order they are listed. */
export const workspaceFolders: readonly string[] = Object.keys(contents);

/** Names of files beside the folders. */
export const workspaceRootFiles: readonly string[] = [...rootFiles];

/** Deepest path, in names. */
const deepest = 8;

/** Letters and digits of any script, then blanks, dots and a few signs; never a leading dot, which hides a file. */
const nameForm = /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.@ -]{0,99}$/u;

/** Names that mean a device on Windows, whatever follows the first dot. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** True for a path of the form a workspace file has; says nothing about whether it is there. */
export function isWorkspacePath(path: string): boolean {
  if (path.length > 300 || path !== path.normalize('NFC')) return false;
  if (rootFiles.has(path)) return true;
  const names = path.split('/');
  const [folder = ''] = names;
  if (names.length < 2 || names.length > deepest || !Object.hasOwn(contents, folder)) return false;
  if (!names.every(isGoodName)) return false;
  const file = names.at(-1) ?? '';
  return (contents[folder] ?? []).some((suffix) => file.endsWith(suffix) && file.length > suffix.length);
}

/** Why a path is not one of the workspace; undefined when it is. */
export function judgePath(path: string): Problem | undefined {
  if (isWorkspacePath(path)) return undefined;
  return {
    code: 'workspace/bad-path',
    message: `${JSON.stringify(path.slice(0, 100))} is no file of a workspace. Name one such as flows/orders.flow.yaml, in ${workspaceFolders.join(', ')}, with slashes and without dots in front.`,
  };
}

function isGoodName(name: string): boolean {
  return nameForm.test(name) && !/[. ]$/.test(name) && !deviceName.test(name);
}
