import { createHash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../json.ts';
import { type Answer, jsonAnswer, type LoopbackRequest } from '../loopback.ts';

/**
 * How a path tells repeats from new work. `idempotency-key`: the header of that name, recorded answer for the same
 * key. `natural-key`: the thing's own key, so that doing it twice changes nothing. `neither`: every call applies.
 */
export type RepeatMode = 'idempotency-key' | 'natural-key' | 'neither';

/** What came of a call. */
export interface Effect {
  readonly answer: Answer;
  /** True when the call changed something. */
  readonly applied: boolean;
}

/** The sha256 of a body in hexadecimal digits. */
export function hashBody(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/** The things a SaaS keeps, by path of their collection, and the answers it remembers by idempotency key. */
export class SaasState {
  readonly #collections = new Map<string, Map<string, JsonObject>>();
  readonly #answers = new Map<string, { readonly bodyHash: string; readonly answer: Answer }>();
  #lastId = 0;

  /** Everything in a collection, in the order it was first put there. */
  list(collection: string): readonly JsonObject[] {
    return [...(this.#collections.get(collection)?.values() ?? [])];
  }

  /** Does what a request asks for, once or again, by the mode of its path. */
  apply(request: LoopbackRequest, mode: RepeatMode): Effect {
    const key = request.headers['idempotency-key'];
    if (mode !== 'idempotency-key' || typeof key !== 'string') return this.#change(request, mode);
    const place = `${request.method} ${request.path} ${key}`;
    const bodyHash = hashBody(request.body);
    const known = this.#answers.get(place);
    if (known !== undefined && known.bodyHash !== bodyHash) {
      return { applied: false, answer: jsonAnswer(409, { error: 'this idempotency key was used with another body' }) };
    }
    if (known !== undefined) {
      const headers = { ...known.answer.headers, 'Idempotent-Replayed': 'true' };
      return { applied: false, answer: { ...known.answer, headers } };
    }
    const effect = this.#change(request, mode);
    this.#answers.set(place, { bodyHash, answer: effect.answer });
    return effect;
  }

  #change(request: LoopbackRequest, mode: RepeatMode): Effect {
    const [collection = '', id] = request.path.slice(1).split('/');
    if (collection === 'echo') return { applied: true, answer: echo(request) };
    const body = parseJson(request.body.toString('utf8'));
    if (request.method === 'GET') return { applied: false, answer: this.#read(collection, id) };
    if (request.method === 'POST') return this.#add({ collection, body, mode });
    if (id === undefined) return { applied: false, answer: jsonAnswer(405, { error: 'method not allowed' }) };
    if (request.method === 'DELETE') return this.#delete({ collection, id, mode });
    return this.#put({ collection, id, body, isPatch: request.method === 'PATCH', mode });
  }

  #read(collection: string, id: string | undefined): Answer {
    if (id === undefined) return jsonAnswer(200, this.list(collection));
    const found = this.#collections.get(collection)?.get(id);
    return found === undefined ? jsonAnswer(404, { error: 'not found' }) : jsonAnswer(200, found);
  }

  /** A new thing. In natural-key mode its `reference` or `number` is its key, and a second one is refused with 409. */
  #add(what: { readonly collection: string; readonly body: Json | undefined; readonly mode: RepeatMode }): Effect {
    if (!isJsonObject(what.body))
      return { applied: false, answer: jsonAnswer(422, { error: 'the body must be a JSON object' }) };
    if (what.mode === 'natural-key') {
      const twin = this.#twinOf(what.collection, what.body);
      if (twin !== undefined) {
        return { applied: false, answer: jsonAnswer(409, { error: 'already exists', id: twin.id ?? null }) };
      }
    }
    this.#lastId += 1;
    const id = `${what.collection.replace(/s$/, '')}_${this.#lastId}`;
    const thing = { ...what.body, id };
    this.#collection(what.collection).set(id, thing);
    return { applied: true, answer: jsonAnswer(201, thing, { Location: `/${what.collection}/${id}` }) };
  }

  #twinOf(collection: string, body: JsonObject): JsonObject | undefined {
    const key = body.reference ?? body.number;
    if (key === undefined) return undefined;
    return this.list(collection).find((thing) => (thing.reference ?? thing.number) === key);
  }

  #put(what: {
    readonly collection: string;
    readonly id: string;
    readonly body: Json | undefined;
    readonly isPatch: boolean;
    readonly mode: RepeatMode;
  }): Effect {
    if (!isJsonObject(what.body))
      return { applied: false, answer: jsonAnswer(422, { error: 'the body must be a JSON object' }) };
    const things = this.#collection(what.collection);
    const old = things.get(what.id);
    if (what.isPatch && old === undefined) return { applied: false, answer: jsonAnswer(404, { error: 'not found' }) };
    const thing = { ...(what.isPatch ? old : {}), ...what.body, id: what.id };
    const isSame = what.mode !== 'neither' && JSON.stringify(old) === JSON.stringify(thing);
    things.set(what.id, thing);
    return { applied: !isSame, answer: jsonAnswer(old === undefined ? 201 : 200, thing) };
  }

  #delete(what: { readonly collection: string; readonly id: string; readonly mode: RepeatMode }): Effect {
    const existed = this.#collection(what.collection).delete(what.id);
    return {
      applied: existed || what.mode === 'neither',
      answer: existed ? { status: 204 } : jsonAnswer(404, { error: 'not found' }),
    };
  }

  #collection(name: string): Map<string, JsonObject> {
    const known = this.#collections.get(name);
    if (known !== undefined) return known;
    const fresh = new Map<string, JsonObject>();
    this.#collections.set(name, fresh);
    return fresh;
  }
}

/** The request as it arrived, for clients that want to see what they send. */
function echo(request: LoopbackRequest): Answer {
  const text = request.body.toString('utf8');
  return jsonAnswer(200, {
    method: request.method,
    path: request.path,
    query: Object.fromEntries(request.query),
    headers: request.headers,
    body: parseJson(text) ?? text,
    sizeBytes: request.body.length,
  });
}
