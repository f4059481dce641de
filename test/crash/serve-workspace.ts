import { flushCompileCache } from 'node:module';
import { startProcess } from '#runtime/main.ts';

// The process the kill loop kills: a runtime over one workspace, told everything by its arguments.
const [workspace = '', data = ''] = process.argv.slice(2);
const started = await startProcess({
  workspace,
  environment: 'crash',
  data,
  port: 0,
  env: process.env,
  ballastBytes: 0,
});
if (started.ok) {
  const { url, admission } = started.runtime;
  const refused = admission.refused.map(({ flow, findings }) => ({ flow, findings }));
  // Killed processes write no cache at their end; without one, compiling would take most of a cycle.
  flushCompileCache();
  process.stdout.write(`${JSON.stringify({ ready: true, url, refused })}\n`);
} else {
  process.stdout.write(`${JSON.stringify({ ready: false, problems: started.problems })}\n`);
  process.exitCode = 78;
}
