import type { Plan } from '#flow/plan/plan.ts';
import { type Channel, type Frame, openChannel } from './channel.ts';
import { evaluateExpression, evaluateSegment } from './evaluate-segment.ts';
import { createIsolates, type Isolates, type Vm } from './isolates.ts';
import { type Boot, type FrameHeader, frameKind, type Program, type SandboxResult } from './messages.ts';
import { packResult, sections, unpackRequest } from './packing.ts';
import { probeWalls } from './probe.ts';

// `env: {}` leaves the zone to the machine; $toMillis of a time without one must not depend on where a run happens.
process.env.TZ = 'UTC';

const channel = openChannel(3);
const programs = new Map<string, Plan>();
answerFrames(channel);
// Leaving through the exit handlers can crash after a guest's violation, so the process ends itself at once.
process.kill(process.pid, 'SIGKILL');

function answerFrames(open: Channel): void {
  let isolates: Isolates | undefined;
  for (let frame = open.next(); frame !== undefined; frame = open.next()) {
    switch (frame.kind) {
      case frameKind.boot:
        isolates = boot(frame);
        open.queue(frameKind.ready, 0, JSON.stringify({ pid: process.pid, flags: process.execArgv }), []);
        break;
      case frameKind.program:
        keepProgram(frame);
        break;
      case frameKind.item:
        if (isolates === undefined) throw new Error('An item came before the boot frame.');
        answerItem(open, frame, isolates);
        break;
      case frameKind.probe:
        open.queue(frameKind.probed, 0, JSON.stringify(probeWalls()), []);
        break;
      default:
        throw new Error(`The parent sent a frame of unknown kind ${frame.kind}.`);
    }
    // With another frame at hand the result waits, and leaves in one write with the next "started".
    if (!open.hasNext()) open.flush();
  }
}

function boot(frame: Frame): Isolates {
  // The parent is our own code and the only writer of this channel.
  const { texts, value } = JSON.parse(frame.header) as FrameHeader<Boot>;
  const addon: { exports: { ivm?: Vm } } = { exports: {} };
  // By its path: looking the binary up would need rights to read folders.
  process.dlopen(addon, value.addon);
  if (addon.exports.ivm === undefined) throw new Error('The isolated-vm binary exports no `ivm`.');
  const isolates = createIsolates(addon.exports.ivm, value.limits, sections(texts, frame.rest)(0));
  return isolates;
}

function keepProgram(frame: Frame): void {
  // The parent is our own code and the only writer of this channel.
  const program = JSON.parse(frame.header) as Program;
  programs.set(program.hash, program.plan);
}

function answerItem(open: Channel, frame: Frame, isolates: Isolates): void {
  open.queue(frameKind.started, frame.number, '', []);
  open.flush();
  const startedAt = process.hrtime.bigint();
  const result = answer(frame, isolates);
  const { header, texts } = packResult(result, Number((process.hrtime.bigint() - startedAt) / 1_000n));
  open.queue(frameKind.result, frame.number, header, texts);
}

function answer(frame: Frame, isolates: Isolates): SandboxResult {
  const request = unpackRequest(frame.header, frame.rest);
  // One isolate for all loose expressions: they belong to nobody's run, and every text is forgotten with its item.
  const guest = isolates.guest(request.kind === 'eval' ? '' : request.program);
  guest.begin();
  if (request.kind === 'eval') return evaluateExpression(request, guest);
  const plan = programs.get(request.program);
  if (plan === undefined) throw new Error('An item came before its program.');
  return evaluateSegment(plan, request, guest);
}
