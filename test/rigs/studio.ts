import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Runtime, startRuntime } from '#runtime/runtime.ts';

/** A browser tab that was signed in: it sends its cookie, and what only a page of the server adds. */
export type SignedInPage = {
  readonly cookie: string;
  readonly get: (path: string) => Promise<PageAnswer>;
  readonly post: (path: string, body: unknown) => Promise<PageAnswer>;
};

/** What a call of a page came to. */
export type PageAnswer = { readonly status: number; readonly body: unknown };

/** A studio in this process. */
export type StudioRig = AsyncDisposable & {
  readonly runtime: Runtime;
  readonly folder: string;
  readonly data: string;
  readonly page: SignedInPage;
  /** Lines of the log that name an event. */
  readonly logged: (event: string) => readonly string[];
};

/** Makes a folder with these files; `await using` removes it. */
export async function makeFolder(
  files: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'penstock-studio-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Starts a studio on a new folder with these files and signs a page in. */
export async function startStudioRig(options: {
  readonly files: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly designer?: string;
  readonly env?: Readonly<Record<string, string>>;
}): Promise<StudioRig> {
  await using cleanUp = new AsyncDisposableStack();
  const { path: folder } = cleanUp.use(await makeFolder(options.files));
  const data = join(folder, '.penstock');
  const lines: string[] = [];
  const started = await startRuntime({
    workspace: folder,
    environment: options.environment ?? 'dev',
    data,
    port: 0,
    env: options.env ?? {},
    mode: 'studio',
    ...(options.designer === undefined ? {} : { designer: options.designer }),
    writeLog: (line) => void lines.push(line),
    onBroken: (cause) => {
      throw new Error('the store broke', { cause });
    },
    synchronous: 'off',
    ballastBytes: 0,
  });
  if (!started.ok) throw new Error(`the studio did not start: ${JSON.stringify(started.problems)}`);
  const runtime = started.value;
  cleanUp.defer(() => runtime.stop(2_000));
  const page = await signIn(runtime.mintAddress());
  const kept = cleanUp.move();
  return {
    runtime,
    folder,
    data,
    page,
    logged: (event) => lines.filter((line) => line.includes(`"event":"${event}"`)),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Opens an address as a browser would: the token is exchanged for a cookie. */
export async function signIn(address: string): Promise<SignedInPage> {
  const { origin, hash } = new URL(address);
  const response = await fetch(`${origin}/api/session/exchange`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ token: hash.replace('#token=', '') }),
  });
  if (response.status !== 200) throw new Error(`the address was refused: ${await response.text()}`);
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const answer = async (sent: Promise<Response>): Promise<PageAnswer> => {
    const { status, text } = await sent.then(async (got) => ({ status: got.status, text: await got.text() }));
    return { status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    cookie,
    get: (path) => answer(fetch(`${origin}${path}`, { headers: { cookie } })),
    post: (path, body) =>
      answer(
        fetch(`${origin}${path}`, {
          method: 'POST',
          headers: { cookie, origin, 'x-penstock': '1', 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
  };
}

/** A flow with one open webhook, which this machine may call without a signature. */
export function webhookFlow(id: string, path: string): string {
  return `penstock: 1
id: ${id}
name: Flow ${id}
version: 0.1.0
owner: sales-operations
nodes:
  received:
    type: webhook@1
    name: Received
    config:
      path: ${path}
      auth:
        scheme: none
    next: taken
  taken:
    type: milestone@1
    name: Taken
    config:
      milestone: taken
      businessKey: id
`;
}

/** A workspace without flows. */
export const emptyWorkspace: Readonly<Record<string, string>> = {
  'penstock.yaml': 'penstock: 1\nname: Shop\nenvironments: [dev]\n',
  'environments/dev.yaml': 'name: dev\npurpose: dev\n',
};
