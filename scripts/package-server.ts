// `npm run package:server`: the server as one archive, out/stage/penstock-<version>-<platform>-<arch>.tar.gz.
import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { stage, stagedAt, targets } from './packaging/stage.ts';

const checkout = join(import.meta.dirname, '..');
/** The exit code for "this machine lacks something". */
const notHere = 78;

const target = targets.find(({ platform, arch }) => platform === process.platform && arch === process.arch);
if (target === undefined) {
  console.error(
    `There is no build of the isolates for ${process.platform} ${process.arch}, so no server can be packed for it.`,
  );
  process.exit(notHere);
}
const built = spawnSync(process.execPath, [join(checkout, 'scripts', 'ensure-installed.mjs'), '--build'], {
  cwd: checkout,
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(built.status ?? 1);

const facts: unknown = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8'));
const name = `penstock-${String(Object(facts).version)}-${target.platform}-${target.arch}`;
const folder = join(checkout, 'out', 'stage', name);
const missing = await stage(target, { from: checkout, built: join(checkout, 'out'), folder });
if (missing.length > 0) {
  console.error(`${missing.join(', ')} is not installed here; run "npm install" without --omit=optional.`);
  process.exit(notHere);
}
const archive = `${folder}.tar.gz`;
await writeFile(archive, await pack(folder, name));
console.log(`${archive}\nsha256 ${hash('sha256', await readFile(archive))}`);

/** Names sorted, one time, no owner: the archive of one commit is the same bytes on every machine with the same tools. */
async function pack(staged: string, inside: string): Promise<Buffer> {
  const packed = spawnSync(
    'tar',
    [
      '--sort=name',
      `--mtime=@${stagedAt.getTime() / 1000}`,
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '--mode=u=rwX,go=rX',
      '--format=ustar',
      '-cf',
      '-',
      inside,
    ],
    { cwd: join(staged, '..'), maxBuffer: 1_000_000_000 },
  );
  if (packed.status === 0) return gzipSync(packed.stdout, { level: 9 });
  console.error(`GNU tar could not pack the folder: ${packed.stderr?.toString() ?? packed.error?.message ?? ''}`);
  process.exit(notHere);
}
