import { startListRuntime } from './list-runtime.ts';

// The process the test kills: it begins a run of the list, or goes on with the one it finds, and says how it is.
const [directory = '', shop = '', sendEvery = '1', synchronous = 'off', begin = ''] = process.argv.slice(2);
const runtime = await startListRuntime({
  directory,
  shop,
  sendEvery: Number(sendEvery),
  synchronous: synchronous === 'full' ? 'full' : 'off',
});
if (begin !== '') await runtime.begin(begin);

const most = { frames: 0, entries: 0, uncommitted: 0, rss: 0 };
const look = (): void => {
  const held = { ...runtime.engine.held(), rss: process.memoryUsage().rss };
  for (const name of ['frames', 'entries', 'uncommitted', 'rss'] as const)
    most[name] = Math.max(most[name], held[name]);
};
const sampler = setInterval(look, 20);
const say = (more: object): void =>
  void process.stdout.write(`${JSON.stringify({ ...most, readBack: runtime.readBack(), ...more })}\n`);
const teller = setInterval(() => say({}), 5_000);

for (;;) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { rows } = await runtime.store.listRuns({ limit: 1 });
  const [run] = rows;
  if (run === undefined || !['succeeded', 'failed', 'cancelled'].includes(run.state)) continue;
  clearInterval(sampler);
  clearInterval(teller);
  say({ state: run.state, output: run.output, failure: run.failure });
  break;
}
await runtime[Symbol.asyncDispose]();
