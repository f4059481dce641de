import { type ProcessRig, setUpProcessRig } from './runtime-process.ts';

/** The example with retries that a test can wait for. */
export const quick = {
  name: 'quick',
  edits: [
    ['first: 2s', 'first: 100ms'],
    ['jitter: full', 'jitter: none'],
    ['max: 5m', 'max: 1s'],
    ['attempts: 8', 'attempts: 50'],
  ],
} as const;

const rigs: AsyncDisposable[] = [];

/** Sets a rig up that `takeDown` stops. */
export async function setUp(options: Parameters<typeof setUpProcessRig>[0] = {}): Promise<ProcessRig> {
  return keep(await setUpProcessRig({ variants: [quick], ...options }));
}

/** Leaves something to `takeDown`. */
export function keep<Thing extends AsyncDisposable>(thing: Thing): Thing {
  rigs.push(thing);
  return thing;
}

/** Stops what a test set up, latest first. */
export async function takeDown(): Promise<void> {
  for (const rig of rigs.splice(0).reverse()) await rig[Symbol.asyncDispose]();
}
