import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, type CommandCall, exitCodes, jsonOption } from '../command.ts';
import { statOf } from '../places.ts';
import { layOut } from '../terminal.ts';

/** One thing the doctor looked at. */
type Look = {
  readonly what: string;
  readonly value: string;
  /** `bad` makes the doctor end with 1. */
  readonly verdict: 'good' | 'note' | 'bad';
  /** What to do, where it is not good. */
  readonly advice?: string;
};

/** `penstock doctor`: what this machine and this data directory are like. */
export const doctor: Command = {
  name: 'doctor',
  group: 'processes',
  summary: 'Say what this machine is like for Penstock: Node, SQLite, sandbox walls, disk, key file, open runs.',
  operands: '',
  takes: [0, 0],
  about:
    'The data directory is only read; a runtime may be at work on it. The sandbox child is one of the doctor’s own.',
  options: { data: { kind: 'text', value: 'DIR', help: 'Data directory to look at as well.' }, json: jsonOption },
  examples: [
    { command: 'penstock doctor --data /var/lib/penstock', says: 'Before an upgrade, and when something is odd.' },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const data = call.text('data');
    const looks = [...(await lookAtMachine()), ...(data === undefined ? [] : await lookAtData(data))];
    await tell(call, looks);
    return looks.some(({ verdict }) => verdict === 'bad') ? exitCodes.findings : exitCodes.fine;
  },
};

async function tell(call: CommandCall, looks: readonly Look[]): Promise<void> {
  if (call.flag('json')) {
    await call.terminal.printJson({ looks });
    return;
  }
  const marks = { good: 'ok  ', note: 'note', bad: 'BAD ' } as const;
  await call.terminal.print(layOut(looks.map(({ what, value, verdict }) => [marks[verdict], what, value])));
  for (const { what, advice } of looks) if (advice !== undefined) call.terminal.note(`${what}: ${advice}`);
}

async function lookAtMachine(): Promise<readonly Look[]> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isSupported = (major === 24 && minor >= 11) || major === 26;
  const node: Look = isSupported
    ? { what: 'node', value: process.version, verdict: 'good' }
    : { what: 'node', value: process.version, verdict: 'bad', advice: 'Use Node 24.11 or newer, or 26.' };
  return [node, ...(await lookAtStore()), ...(await lookAtSandbox())];
}

async function lookAtStore(): Promise<readonly Look[]> {
  const { probeStore } = await import('#runtime/direct-store.ts');
  const { sqlite, synchronous, journalMode } = await probeStore();
  const names = ['off', 'normal', 'full', 'extra'];
  return [
    { what: 'sqlite', value: sqlite, verdict: 'good' },
    {
      what: 'synchronous',
      value: `${synchronous} (${names[synchronous] ?? 'unknown'})`,
      verdict: synchronous === 2 ? 'good' : 'bad',
    },
    { what: 'journal_mode', value: journalMode, verdict: journalMode === 'wal' ? 'good' : 'bad' },
  ];
}

async function lookAtSandbox(): Promise<readonly Look[]> {
  const { probeSandbox } = await import('#runtime/direct-store.ts');
  try {
    const { flags, probes } = await probeSandbox();
    const walls = Object.entries(probes).map(([name, found]): Look => lookAtProbe(name, String(found)));
    return [{ what: 'sandbox flags', value: flags.join(' '), verdict: flags.length > 0 ? 'good' : 'note' }, ...walls];
  } catch (error) {
    const value = error instanceof Error ? error.message : 'unknown';
    return [
      {
        what: 'sandbox',
        value,
        verdict: 'bad',
        advice: 'No expression can be evaluated here. Look at memory, process limits and the file system’s exec flag.',
      },
    ];
  }
}

/** The child has no module, so only a broken isolate could use these; the walls stand behind that one. */
function lookAtProbe(name: string, found: string): Look {
  const what = `sandbox ${name}`;
  if (name === 'environment') return { what, value: `${found} variables`, verdict: found === '0' ? 'good' : 'bad' };
  if (found.startsWith('refused')) return { what, value: found, verdict: 'good' };
  const isOpenOnPurpose = name === 'network' || name === 'signal';
  return isOpenOnPurpose
    ? {
        what,
        value: found,
        verdict: 'note',
        advice: 'Node cannot refuse it. Where it matters, let the service unit take it away.',
      }
    : { what, value: found, verdict: 'bad', advice: 'This wall is missing on this machine.' };
}

const leastFreeBytes = 512 * 1024 * 1024;

async function lookAtData(directory: string): Promise<readonly Look[]> {
  if (statOf(directory) === undefined) {
    return [
      {
        what: 'data directory',
        value: directory,
        verdict: 'bad',
        advice: 'It is not there. A runtime makes it at its first start.',
      },
    ];
  }
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  const disk: Look = {
    what: 'free disk',
    value: `${Math.round(free / 1024 / 1024)} MB`,
    verdict: free < leastFreeBytes ? 'bad' : 'good',
    ...(free < leastFreeBytes ? { advice: 'Make room: a runtime takes no new events on a full disk.' } : {}),
  };
  return [disk, lookAtKey(directory), ...(await lookAtDatabase(directory))];
}

function lookAtKey(directory: string): Look {
  const stat = statOf(join(directory, 'key'));
  if (stat === undefined)
    return {
      what: 'key file',
      value: 'none',
      verdict: 'note',
      advice: 'It is made at the first start, unless PENSTOCK_KEY_FILE or a credential holds the key.',
    };
  const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
  const isShared = process.platform !== 'win32' && (stat.mode & 0o077) !== 0;
  return isShared
    ? {
        what: 'key file',
        value: `mode ${mode}`,
        verdict: 'bad',
        advice: 'Others may read it. Run chmod 600 on it, and change the secrets if somebody may have.',
      }
    : { what: 'key file', value: `mode ${mode}`, verdict: 'good' };
}

async function lookAtDatabase(directory: string): Promise<readonly Look[]> {
  const { examineDirectory } = await import('#runtime/direct-store.ts');
  const found = await examineDirectory(directory);
  if (!found.ok) return found.problems.map(({ message }) => ({ what: 'database', value: message, verdict: 'note' }));
  const { facts, nodeTypes, withoutPlan } = found.value;
  const runs = Object.entries(facts.runs).map(([state, count]) => `${count} ${state}`);
  return [
    {
      what: 'database',
      value: `${(facts.sizeBytes / 1024 / 1024).toFixed(1)} MB, ${facts.journalMode}`,
      // A copy made by `vacuum into` has another mode until a runtime opens it.
      verdict: facts.journalMode === 'wal' ? 'good' : 'note',
    },
    { what: 'runs', value: runs.length === 0 ? 'none' : runs.join(', '), verdict: 'good' },
    { what: 'audit entries', value: String(facts.audit.entries), verdict: 'good' },
    await lookAtNodeTypes(nodeTypes, withoutPlan),
  ];
}

async function lookAtNodeTypes(needed: ReadonlyMap<string, number>, withoutPlan: number): Promise<Look> {
  const { nodeManifests } = await import('#nodes/manifests.ts');
  const known = new Set(nodeManifests.map(({ type, major }) => `${type}@${major}`));
  const missing = [...needed]
    .filter(([reference]) => !known.has(reference))
    .map(([reference, runs]) => `${reference} (${runs} open runs)`);
  if (withoutPlan > 0) missing.push(`plans of ${withoutPlan} open runs`);
  const what = 'node types of open runs';
  return missing.length === 0
    ? { what, value: 'all in this release', verdict: 'good' }
    : {
        what,
        value: `missing: ${missing.join(', ')}`,
        verdict: 'bad',
        advice: 'Let these runs end under the release that has them before you upgrade.',
      };
}
