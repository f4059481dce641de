import { formatInstant } from '#flow/instant.ts';
import { isJsonObject, type Json } from '#flow/json.ts';
import { type Command, type CommandCall, exitCodes, Refused, remoteOptions } from '../command.ts';
import { readNamed } from '../places.ts';
import { connectRuntime } from '../remote.ts';

/** `penstock audit verify`: is the audit log whole? */
export const auditVerify: Command = {
  name: 'audit verify',
  group: 'processes',
  summary: 'Walk the whole audit chain and every journal, and say whether something was changed, cut off or rewritten.',
  operands: '',
  takes: [0, 0],
  about:
    'With --data, the data directory is read without its runtime, and held against its own checkpoint file as well; with --url the\nruntime walks its chain. A checkpoint kept on another machine is what proves that nobody rewrote all of it.',
  options: {
    data: { kind: 'text', value: 'DIR', help: 'Data directory to read; a runtime may be at work on it.' },
    checkpoint: { kind: 'text', value: 'FILE', help: 'Checkpoints kept elsewhere: a copy of audit-checkpoints.jsonl.' },
    ...remoteOptions,
  },
  examples: [
    { command: 'penstock audit verify --data /var/lib/penstock', says: 'Check a data directory.' },
    {
      command: 'penstock audit verify --data /var/lib/penstock --checkpoint /mnt/safe/audit-checkpoints.jsonl',
      says: 'Hold it against checkpoints from elsewhere.',
    },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const outside = await checkpointsIn(call.text('checkpoint'));
    const data = call.text('data');
    const { verdict, sentence } =
      data === undefined ? await askRuntime(call, outside) : await readDirectory(data, outside);
    if (call.flag('json')) await call.terminal.printJson(verdict);
    else await call.terminal.print(sentence);
    return verdict.ok ? exitCodes.fine : exitCodes.findings;
  },
};

type Checkpoint = { readonly seq: number; readonly hash: string; readonly at: number };

async function readDirectory(directory: string, outside: readonly Checkpoint[]) {
  const { verifyStoredAudit } = await import('#runtime/direct-store.ts');
  const report = await verifyStoredAudit(directory, outside);
  if (!report.ok) throw new Refused(exitCodes.environment, ...report.problems);
  return report.value;
}

async function askRuntime(call: CommandCall, outside: readonly Checkpoint[]) {
  const { client, take } = await connectRuntime(call);
  // The runtime takes one: the newest says most, because the chain in front of it is part of its hash.
  const newest = [...outside].sort((one, other) => other.seq - one.seq)[0];
  const body = newest === undefined ? {} : { checkpoint: { ...newest, at: formatInstant(newest.at) } };
  const verdict = await take(client.send('audit.verify', { body }));
  const { describeVerdict } = await import('#runtime/audit/verify-audit.ts');
  // A reply tells "absent" and "undefined" alike.
  const said = verdict.ok
    ? verdict
    : {
        ok: verdict.ok,
        seq: verdict.seq,
        what: verdict.what,
        ...(verdict.run === undefined ? {} : { run: verdict.run }),
      };
  return { verdict, sentence: describeVerdict(said) };
}

async function checkpointsIn(file: string | undefined): Promise<readonly Checkpoint[]> {
  if (file === undefined) return [];
  const lines = (await readNamed(file)).split('\n').filter((line) => line.trim() !== '');
  const checkpoints = lines.map((line, at) => {
    const checkpoint = readCheckpoint(line);
    if (checkpoint === undefined)
      throw new Refused(exitCodes.usage, {
        file,
        line: at + 1,
        column: 1,
        message: 'This line is no checkpoint: { "seq", "hash", "at" }.',
      });
    return checkpoint;
  });
  if (checkpoints.length === 0) throw new Refused(exitCodes.usage, `${file} holds no checkpoint.`);
  return checkpoints;
}

function readCheckpoint(line: string): Checkpoint | undefined {
  const value = parse(line);
  if (!isJsonObject(value)) return undefined;
  const { seq, hash, at } = value;
  const isWhole =
    typeof seq === 'number' && Number.isSafeInteger(seq) && typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash);
  return isWhole && typeof at === 'number' ? { seq, hash, at } : undefined;
}

function parse(line: string): Json | undefined {
  try {
    // JSON.parse gives JSON by construction.
    return JSON.parse(line) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
