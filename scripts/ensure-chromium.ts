// Before the suites that drive a browser: brings Chromium by apt where this user may, else says the line to run.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The packages of the end-to-end tests on Debian and its kin; fonts decide how screenshots look. */
export const aptPackages = ['chromium', 'fonts-dejavu-core', 'fonts-noto-core', 'fonts-noto-color-emoji'];

/** What a person has to run where we may not. */
export const aptLine = `apt-get update && apt-get install -y --no-install-recommends ${aptPackages.join(' ')}`;

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of the Chromium the tests drive; `CHROMIUM` names one; undefined where there is none. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named) return existsSync(named) ? named : undefined;
  return places.find((place) => existsSync(place));
}

/** Installs Chromium where root and apt are at hand. True when there is one afterwards. */
export function ensureChromium(): boolean {
  if (findChromium() !== undefined) return true;
  if (process.env.CHROMIUM || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  console.log(`Installing Chromium: ${aptLine}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: readonly string[]) =>
    spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], { stdio: 'inherit', env });
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...aptPackages);
  return findChromium() !== undefined;
}
