// A shell in a process of its own, for tests that kill it: prints the process to kill, then stays.
import { launchShell } from './driver.ts';

const [folder = '', workspace = ''] = process.argv.slice(2);
const shell = await launchShell({ folder, workspace });
await shell.firstWindow();
process.stdout.write(`${shell.pid}\n`);
