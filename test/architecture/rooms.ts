/**
 * Which file may import what: the table of ARCHITECTURE.md as data. Rooms are trust boundaries, so the table is read
 * from the top and the first room whose pattern fits a file is its room; a file no pattern fits is refused.
 */
export type Room = {
  readonly name: string;
  /** Paths from the root of the checkout. Where `isDivided`, the first group names the unit inside the room. */
  readonly files: RegExp;
  /** Rooms it may import, its own included where its files know each other. */
  readonly rooms: readonly string[];
  /** Rooms of which it may import types only. */
  readonly types?: readonly string[];
  /** Rooms it may load with `await import` only, so that starting without them costs nothing; their types are free. */
  readonly lazy?: readonly string[];
  /** True where files may import those of their own unit only: one node type never reads another. */
  readonly isDivided?: true;
  readonly packages?: readonly PackageGrant[];
  /** Node's own modules: all, or those named, without the prefix `node:`. Default none. */
  readonly node?: 'all' | readonly string[];
};

/** A package a room may import; with `only`, in those files alone. */
type PackageGrant = { readonly name: string; readonly only?: RegExp };

const facts = ['node-facts', 'node-facts-list', 'connection-facts', 'connection-facts-list'] as const;
const runtimeLayers = ['runtime-ports', 'runtime-engine', 'runtime-services', 'runtime-doors'] as const;
const runtimeAdapters = ['runtime-sqlite', 'runtime-adapters', 'runtime-entries'] as const;

/** The rooms, most particular first. */
export const rooms: readonly Room[] = [
  {
    name: 'flow',
    files: /^src\/flow\//,
    rooms: ['flow'],
    packages: [
      { name: 'zod' },
      { name: 'yaml', only: /^src\/flow\/(text|workspace|openapi)\// },
      { name: 'jsonata' },
      { name: '@cfworker/json-schema', only: /^src\/flow\/contract\// },
    ],
  },
  { name: 'api', files: /^src\/api\//, rooms: ['api', 'flow'], packages: [{ name: 'zod' }] },
  {
    name: 'connection-facts-list',
    files: /^connections\/manifests\.ts$/,
    rooms: ['connection-facts', 'flow'],
  },
  {
    name: 'connection-client-list',
    files: /^connections\/clients\.ts$/,
    rooms: ['connection-facts', 'connection-client', 'flow'],
  },
  {
    name: 'connection-facts',
    // What an operation takes is a fact too, and too long to stand in the manifest.
    files: /^connections\/([^/]+)\/(?:manifest|operation-values)\.ts$/,
    isDivided: true,
    rooms: ['connection-facts', 'flow'],
    packages: [{ name: 'zod' }],
  },
  {
    name: 'connection-client',
    files: /^connections\/([^/]+)\//,
    isDivided: true,
    rooms: ['connection-client', 'connection-facts', 'flow'],
  },
  { name: 'node-facts-list', files: /^nodes\/manifests\.ts$/, rooms: ['node-facts', 'flow'] },
  { name: 'node-evaluators', files: /^nodes\/evaluators\.ts$/, rooms: ['node-work', 'flow'] },
  { name: 'node-work-lists', files: /^nodes\/(?:executors|triggers)\.ts$/, rooms: ['node-work', 'flow'] },
  { name: 'node-facts', files: /^nodes\/([^/]+)\/manifest\.ts$/, rooms: ['flow'], packages: [{ name: 'zod' }] },
  {
    name: 'node-form',
    files: /^nodes\/([^/]+)\/form\.tsx$/,
    isDivided: true,
    rooms: ['flow', 'node-facts', 'ui', 'fields'],
    packages: [{ name: 'react' }],
  },
  {
    name: 'node-work',
    files: /^nodes\/([^/]+)\//,
    isDivided: true,
    rooms: ['node-work', 'node-facts', 'flow'],
    types: ['connection-client', 'connection-facts'],
    packages: [{ name: 'croner', only: /^nodes\/schedule\// }],
  },
  { name: 'sandbox-messages', files: /^src\/sandbox\/messages\.ts$/, rooms: ['flow'] },
  {
    name: 'sandbox',
    files: /^src\/sandbox\//,
    rooms: ['sandbox', 'sandbox-messages', 'node-evaluators', 'flow'],
    packages: [{ name: 'isolated-vm' }],
    node: ['fs'],
  },
  {
    name: 'runtime-ports',
    files: /^src\/runtime\/(?:engine\/ports|engine\/engine-port|store\/(?:store|command|change|row))\.ts$/,
    rooms: ['runtime-ports', 'sandbox-messages', 'api', 'flow'],
  },
  {
    name: 'runtime-engine',
    files: /^src\/runtime\/engine\//,
    rooms: ['runtime-engine', 'runtime-ports', 'sandbox-messages', 'api', 'flow', ...facts],
  },
  {
    name: 'runtime-services',
    files:
      /^src\/runtime\/(?:runs|approvals|dead-letters|deployments|workspace|git|keys|bundles|reviews|linked|access|audit|metrics|test-bench)\//,
    rooms: ['runtime-services', 'runtime-engine', 'runtime-ports', 'api', 'flow', ...facts],
    packages: [{ name: 'zod' }],
    node: 'all',
  },
  {
    name: 'runtime-doors',
    files: /^src\/runtime\/(server|ingress|schedule)\//,
    isDivided: true,
    rooms: [
      'runtime-doors',
      'runtime-services',
      'runtime-engine',
      'runtime-ports',
      'node-work-lists',
      'api',
      'flow',
      ...facts,
    ],
    packages: [{ name: 'zod' }, { name: 'fastify', only: /^src\/runtime\/(server|ingress)\// }],
    node: 'all',
  },
  {
    name: 'runtime-sqlite',
    files: /^src\/runtime\/store\/sqlite\//,
    rooms: ['runtime-sqlite', 'runtime-ports', 'runtime-entries', 'flow'],
    packages: [{ name: 'better-sqlite3' }],
    node: 'all',
  },
  {
    name: 'runtime-adapters',
    files: /^src\/runtime\/(sandbox-pool|egress|secrets|scale-out|machine)\//,
    isDivided: true,
    rooms: ['runtime-adapters', 'runtime-ports', 'runtime-entries', 'sandbox-messages', 'flow'],
    packages: [{ name: 'undici', only: /^src\/runtime\/egress\// }],
    node: 'all',
  },
  { name: 'runtime-entries', files: /^src\/runtime\/entries\.ts$/, rooms: [] },
  {
    name: 'runtime-root',
    files: /^src\/runtime\/[^/]+\.ts$/,
    rooms: [
      'runtime-root',
      ...runtimeLayers,
      ...runtimeAdapters,
      'sandbox-messages',
      'node-work-lists',
      'connection-client-list',
      'api',
      'flow',
      ...facts,
    ],
    node: 'all',
  },
  // The demo systems are the fakes of the tests: they speak the real protocols, and nothing else in the product sees them.
  { name: 'demo-systems', files: /^test\/fakes\//, rooms: ['demo-systems'], node: 'all' },
  {
    name: 'cli-demo',
    files: /^src\/cli\/commands\/demo\.ts$/,
    rooms: ['cli', 'api', 'flow', ...facts],
    lazy: ['runtime-root', ...runtimeLayers, ...runtimeAdapters, 'demo-systems'],
    node: 'all',
  },
  {
    name: 'cli',
    files: /^src\/cli\//,
    rooms: ['cli', 'cli-demo', 'api', 'flow', ...facts],
    lazy: ['runtime-root', ...runtimeLayers, ...runtimeAdapters, 'node-evaluators', 'sandbox'],
    node: 'all',
  },
  {
    name: 'ui',
    files: /^src\/ui\//,
    rooms: ['ui'],
    packages: [
      'react',
      'react-dom',
      'radix-ui',
      'lucide-react',
      'cmdk',
      'sonner',
      'react-resizable-panels',
      '@tanstack/react-virtual',
      '@fontsource-variable/inter',
      '@fontsource-variable/jetbrains-mono',
    ].map((name) => ({ name })),
  },
  {
    name: 'fields',
    files: /^src\/fields\//,
    rooms: ['fields', 'ui', 'api', 'flow'],
    packages: ['react', 'react-i18next', 'lucide-react', 'monaco-editor'].map((name) => ({ name })),
  },
  {
    name: 'renderer',
    files: /^src\/renderer\//,
    rooms: ['renderer', 'fields', 'ui', 'api', 'flow', 'node-form', ...facts],
    packages: [
      'react',
      'react-dom',
      '@xyflow/react',
      '@tanstack/react-query',
      '@tanstack/react-virtual',
      'cmdk',
      'elkjs',
      'i18next',
      'lucide-react',
      'monaco-editor',
      'radix-ui',
      'react-i18next',
      'tinykeys',
      'zod',
      'zundo',
      'zustand',
    ].map((name) => ({ name })),
  },
  { name: 'bridge', files: /^src\/main\/bridge\.ts$/, rooms: ['api'] },
  { name: 'preload', files: /^src\/main\/preload\.ts$/, rooms: ['bridge'], packages: [{ name: 'electron' }] },
  {
    name: 'main',
    files: /^src\/main\//,
    rooms: ['main', 'bridge', 'api'],
    packages: [{ name: 'electron' }],
    node: 'all',
  },
];

/** Tests and their fixtures may import anything; nothing else may import them. */
export const testFiles = /\.test\.tsx?$|\/(?:fixtures|cases)\/|^test\//;

/** Where time and chance come through ports only, because a run must be decided the same way twice. */
export const pureFiles = /^src\/flow\/|^src\/runtime\/engine\/|^nodes\//;

/** Files that may be longer than the limit, and why. */
export const longFiles: ReadonlyMap<string, string> = new Map();
