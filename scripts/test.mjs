// `npm test`: check, build, then every suite one after another, each with its time limit. The last line counts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSteps } from './check-steps.mjs';
import { aptLine, ensureChromium } from './ensure-chromium.ts';

// Seconds a suite may take in CI; a warning comes at 80 %.
const suites = [
  { name: 'governance', limit: 90, folder: 'test/governance' },
  { name: 'contract', limit: 300, folder: 'test/contract' },
  { name: 'sandbox', limit: 90, folder: 'test/sandbox' },
  { name: 'simulator', limit: 150, folder: 'test/simulator' },
  { name: 'crash', limit: 180, folder: 'test/crash' },
  { name: 'fault', limit: 90, folder: 'test/fault' },
  { name: 'e2e', limit: 540, folder: 'test/e2e', needsChromium: true },
  { name: 'desktop', limit: 90, folder: 'test/desktop', needsChromium: true },
];

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isLong = process.argv.includes('--long');
const reports = mkdtempSync(join(tmpdir(), 'penstock-test-'));
const totals = { passed: 0, failed: 0, notRun: [] };

function hasTests(folder) {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true }).some((file) => String(file).endsWith('.test.ts'));
}

function runStep(title, command, args) {
  const done = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (done.status === 0) return;
  totals.failed += 1;
  console.log(`FAIL ${title}`);
}

function runSuite({ name, limit, needsChromium }) {
  if (needsChromium && !ensureChromium()) {
    totals.failed += 1;
    console.log(`FAIL ${name}: it needs Chromium and found none. Run\n\n  ${aptLine}\n`);
    return;
  }
  const at = Date.now();
  const report = join(reports, `${name}.json`);
  const env = { ...process.env, ...(isLong ? { PENSTOCK_LONG: '1' } : {}) };
  const done = spawnSync(
    'vitest',
    ['run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { stdio: 'inherit', env, shell: process.platform === 'win32' },
  );
  const seconds = (Date.now() - at) / 1000;
  countReport(name, report, done.status);
  const note =
    seconds > limit * 0.8 && !isLong ? `  WARNING: ${Math.round((seconds / limit) * 100)} % of its ${limit} s` : '';
  console.log(`${done.status === 0 ? 'ok  ' : 'FAIL'} ${name} in ${seconds.toFixed(0)} s${note}`);
}

function countReport(name, file, status) {
  if (!existsSync(file)) {
    totals.failed += 1;
    console.log(`${name}: the suite ended without a report`);
    return;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  totals.passed += report.numPassedTests;
  totals.failed += report.numFailedTests;
  // A suite file that broke before its first test counts as one failure.
  if (status !== 0 && report.numFailedTests === 0) totals.failed += 1;
  for (const test of report.testResults.flatMap((one) => one.assertionResults)) {
    if (test.status === 'skipped' || test.status === 'pending') totals.notRun.push(`${name}: ${test.fullName}`);
  }
}

if (wanted.length === 0) {
  for (const [title, command, args] of [...checkSteps, ['build', 'npm', ['run', '--silent', 'build']]]) {
    runStep(title, command, args);
  }
  runSuite({ name: 'unit', limit: 200 });
}
for (const suite of suites) {
  if (wanted.length > 0 && !wanted.includes(suite.name)) continue;
  if (hasTests(suite.folder)) runSuite(suite);
}
rmSync(reports, { recursive: true, force: true });
for (const name of totals.notRun) console.log(`not run: ${name}`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 ? 0 : 1);
