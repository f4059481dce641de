/** An environment variable that Penstock reads. */
export type EnvironmentVariable = {
  /** As it is spelt; `<NAME>` stands for the rest of a family. */
  readonly name: string;
  readonly readBy: string;
  readonly help: string;
};

/** Every variable the product reads; a test looks for names in the sources that are missing here. */
export const environmentVariables: readonly EnvironmentVariable[] = [
  {
    name: 'PENSTOCK_TOKEN',
    readBy: 'runtime, command line',
    help: 'Bearer token of the API. Without it the runtime makes one for this start and prints it; commands that speak to a runtime need it, or `--token`.',
  },
  {
    name: 'PENSTOCK_URL',
    readBy: 'command line',
    help: 'Address of the runtime to speak to, such as `http://127.0.0.1:7310`. `--url` wins over it.',
  },
  {
    name: 'PENSTOCK_DESIGNER',
    readBy: '`penstock studio`',
    help: 'Folder with another build of the designer, for people who work on it.',
  },
  {
    name: 'NODE_COMPILE_CACHE',
    readBy: 'launcher, runtime',
    help: 'Folder in which Node keeps compiled code, so that the next start is faster. Left to the person who sets it; else the package keeps its own.',
  },
  {
    name: 'PENSTOCK_SECRET_<NAME>',
    readBy: 'runtime',
    help: 'Value of a secret. `<NAME>` is the name in upper case with `_` in place of every other character: `odoo-main-key` is `PENSTOCK_SECRET_ODOO_MAIN_KEY`. It wins over the stored value.',
  },
  {
    name: 'PENSTOCK_KEY_FILE',
    readBy: 'runtime',
    help: 'File with the key that seals stored secrets: 32 bytes in base64, mode 0600. Default: `key` in the data directory, made at the first start.',
  },
  {
    name: 'CREDENTIALS_DIRECTORY',
    readBy: 'runtime',
    help: 'Set by systemd. A credential named `penstock-key` in it is the key that seals stored secrets, before any file.',
  },
  {
    name: 'NODE_EXTRA_CA_CERTS',
    readBy: 'Node',
    help: 'File with certificates of issuers to trust beside those Node knows, in PEM.',
  },
  {
    name: 'PENSTOCK_NODE',
    readBy: 'launcher',
    help: 'Path of a Node 24. Used where the Node that starts Penstock is not supported and none came with the installation.',
  },
  {
    name: 'PENSTOCK_FROM_SOURCE',
    readBy: 'launcher',
    help: 'For developers: any value runs the sources in `src/`, even where a build stands in `out/`.',
  },
  {
    name: 'PENSTOCK_LAUNCHER_FD',
    readBy: 'runtime, command line',
    help: 'Set by the launcher: the descriptor whose closing ends the process. Not for people.',
  },
  {
    name: 'PENSTOCK_CRASH_AT',
    readBy: 'runtime',
    help: 'For tests: kills the process at a named point, such as `intent-written:3` at the third time it is reached.',
  },
];
