import type { JsonText } from '#flow/json.ts';
import {
  type Boot,
  frameHeadBytes,
  frameKind,
  maxFrameBytes,
  type Program,
  type Referenced,
  type SandboxRequest,
  type SegmentRequest,
} from '#sandbox/messages.ts';

/** A frame of the child: nothing in it is believed. */
export type ChildFrame = {
  readonly kind: number;
  readonly number: number;
  readonly header: string;
  readonly rest: string;
};

/** The first frame of a child's life. */
export function bootFrame(boot: Boot, jsonata: string): Buffer {
  return frame(frameKind.boot, 0, JSON.stringify({ texts: [jsonata.length], value: boot }), [jsonata]);
}

/** Gives a child a program; once per child and hash. */
export function programFrame(program: Program): Buffer {
  return frame(frameKind.program, 0, JSON.stringify(program), []);
}

/** Asks a child to try its walls. */
export function probeFrame(): Buffer {
  return frame(frameKind.probe, 0, '', []);
}

/** One item of a batch. */
export function itemFrame(number: number, request: SandboxRequest): Buffer {
  const texts: string[] = [];
  const put = (text: JsonText): number => {
    // The event is usually the input, too, and travels once.
    const known = texts.indexOf(text);
    return known >= 0 ? known : texts.push(text) - 1;
  };
  const value = packRequest(request, put);
  const header = JSON.stringify({ texts: texts.map((text) => text.length), value });
  return frame(frameKind.item, number, header, texts);
}

type Put = (text: JsonText) => number;

function packRequest(request: SandboxRequest, put: Put): Referenced<SandboxRequest> {
  if (request.kind === 'segment') return packSegment(request, put);
  const { input, bindings, ...others } = request;
  return { ...others, input: input === undefined ? undefined : put(input), bindings: putEach(bindings, put) };
}

function packSegment(request: SegmentRequest, put: Put): Referenced<SegmentRequest> {
  const outcomes = Object.entries(request.outcomes).map(([id, { output, learned, ...others }]) => {
    const packed = {
      ...others,
      ...(output !== undefined && { output: put(output) }),
      ...(learned !== undefined && { learned: put(learned) }),
    };
    return [id, packed] as const;
  });
  return {
    ...request,
    input: put(request.input),
    outcomes: Object.fromEntries(outcomes),
    outer: putEach(request.outer, put),
    bindings: putEach(request.bindings, put),
  };
}

function putEach(texts: Readonly<Record<string, JsonText>>, put: Put): Record<string, number> {
  const positions: Record<string, number> = {};
  for (const name of Object.keys(texts)) {
    const text = texts[name];
    if (text !== undefined) positions[name] = put(text);
  }
  return positions;
}

function frame(kind: number, number: number, header: string, texts: readonly string[]): Buffer {
  const body = texts.length === 0 ? header : header + texts.join('');
  const bodyBytes = Buffer.byteLength(body);
  const bytes = Buffer.allocUnsafe(frameHeadBytes + bodyBytes);
  bytes.writeUInt32LE(bodyBytes, 0);
  bytes.writeUInt8(kind, 4);
  bytes.writeUInt32LE(number, 5);
  bytes.writeUInt32LE(header.length, 9);
  bytes.write(body, frameHeadBytes, 'utf8');
  return bytes;
}

/** Cuts the child's bytes into frames as they come in. */
export type FrameReader = {
  /** Takes the next bytes; the frames they complete, or `malformed`, after which the reader is of no use. */
  readonly take: (bytes: Buffer) => readonly ChildFrame[] | 'malformed';
};

/** Makes a reader that holds at most one unfinished frame. */
export function createFrameReader(): FrameReader {
  let held: Buffer = Buffer.alloc(0);
  return {
    take(bytes) {
      const buffer = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      const frames: ChildFrame[] = [];
      let at = 0;
      while (buffer.length - at >= frameHeadBytes) {
        const bodyBytes = buffer.readUInt32LE(at);
        const headerUnits = buffer.readUInt32LE(at + 9);
        if (bodyBytes > maxFrameBytes || headerUnits > bodyBytes) return 'malformed';
        const end = at + frameHeadBytes + bodyBytes;
        if (end > buffer.length) break;
        const body = bodyBytes === 0 ? '' : buffer.toString('utf8', at + frameHeadBytes, end);
        frames.push({
          kind: buffer.readUInt8(at + 4),
          number: buffer.readUInt32LE(at + 5),
          header: body.slice(0, headerUnits),
          rest: body.slice(headerUnits),
        });
        at = end;
      }
      held = buffer.subarray(at);
      return frames;
    },
  };
}
