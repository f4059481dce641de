import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** One file as it is sent: whole, in memory, with the smaller forms that lay beside it. */
type ServedFile = {
  readonly type: string;
  readonly etag: string;
  readonly isHashed: boolean;
  readonly bytes: Buffer;
  readonly packed: ReadonlyMap<'br' | 'gzip', Buffer>;
};

/** The designer's files by the address they are served at; what is not in the map is not served. */
export type DesignerFiles = ReadonlyMap<string, ServedFile>;

/**
 * Names of the Trusted Types policies that may be made: our workers, Monaco's own (each renders what it escaped itself)
 * and the sanitiser Monaco brings.
 */
const trustedPolicies = [
  'penstock-worker',
  'defaultWorkerFactory',
  'diffEditorWidget',
  'diffReview',
  'domLineBreaksComputer',
  'editorGhostText',
  'editorViewLayer',
  'richScreenReaderContent',
  'standaloneColorizer',
  'stickyScrollViewLayer',
  'tokenizeToString',
  'dompurify',
];

/** What the designer's page may load and do. Styles are inline because Monaco and the canvas place things by them. */
export const designerPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  `trusted-types ${trustedPolicies.join(' ')}`,
].join('; ');

const types: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.webmanifest', 'application/manifest+json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.webp', 'image/webp'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.woff', 'font/woff'],
  ['.ttf', 'font/ttf'],
  ['.wasm', 'application/wasm'],
  ['.txt', 'text/plain; charset=utf-8'],
]);

/** A name the build made from the content: under it nothing else will ever stand. */
const hashedName = /^\/assets\/.+-[\w-]{8}\.[a-z0-9]+$/;

/**
 * Reads the built designer into memory. Files that begin with a dot and kinds of files no page asks for are left out.
 *
 * @returns the files; where the folder is missing, one page that says how to build it
 */
export async function readDesigner(folder: string): Promise<DesignerFiles> {
  const files = new Map<string, ServedFile>();
  for (const file of await listFiles(folder)) {
    const type = types.get(extname(file));
    if (type === undefined || /(^|[\\/])\./.test(relative(folder, file))) continue;
    const address = `/${relative(folder, file).split(sep).join('/')}`;
    files.set(address, await readServed(file, type, hashedName.test(address)));
  }
  const page = files.get('/index.html') ?? serve(Buffer.from(notBuilt), 'text/html; charset=utf-8', false);
  return files.set('/', page);
}

/** Answers with a file of the designer; false where the request is for none. */
export function sendDesigner(files: DesignerFiles, request: FastifyRequest, reply: FastifyReply): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  const file = files.get(request.url.split(/[?#]/)[0] ?? '');
  if (file === undefined) return false;
  reply.headers({
    'content-type': file.type,
    'content-security-policy': designerPolicy,
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    etag: file.etag,
  });
  if (isKnown(request.headers['if-none-match'], file.etag)) {
    reply.code(304).send();
    return true;
  }
  const coding = pickCoding(request.headers['accept-encoding'], file);
  if (coding !== undefined) reply.header('content-encoding', coding);
  reply.code(200).send(coding === undefined ? file.bytes : file.packed.get(coding));
  return true;
}

async function readServed(file: string, type: string, isHashed: boolean): Promise<ServedFile> {
  const bytes = await readFile(file);
  const packed = new Map<'br' | 'gzip', Buffer>();
  for (const [coding, suffix] of [
    ['br', '.br'],
    ['gzip', '.gz'],
  ] as const) {
    const smaller = await readIfThere(`${file}${suffix}`);
    if (smaller !== undefined) packed.set(coding, smaller);
  }
  return { ...serve(bytes, type, isHashed), packed };
}

function serve(bytes: Buffer, type: string, isHashed: boolean): ServedFile {
  // Weak, because the packed forms are the same page in other bytes.
  return { type, bytes, isHashed, packed: new Map(), etag: `W/"${hash('sha256', bytes).slice(0, 32)}"` };
}

function isKnown(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some((one) => one.trim() === etag);
}

function pickCoding(header: string | undefined, { packed }: ServedFile): 'br' | 'gzip' | undefined {
  const accepted = new Map(
    (header ?? '').split(',').map((one) => {
      const [name = '', quality = ''] = one.split(';');
      return [name.trim().toLowerCase(), !/^\s*q=0(\.0*)?\s*$/.test(quality)] as const;
    }),
  );
  return (['br', 'gzip'] as const).find((coding) => packed.has(coding) && accepted.get(coding) === true);
}

async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

const notBuilt = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Penstock</title></head>
<body>
<h1>The designer is not built</h1>
<p>The runtime is running, and its API answers. To get the designer, run <code>npm run build</code> in the folder of
Penstock and start the studio again.</p>
</body>
</html>
`;
