/** What loops are looked for in; `FlowUses` fits. */
export type EstateFlow = {
  readonly flow: string;
  readonly reads: readonly EstateUse[];
  readonly writes: readonly EstateUse[];
};

type EstateUse = {
  readonly system: string;
  readonly entity?: string;
  readonly field?: string;
  readonly isGuess?: true;
};

/** One way around a loop goes: flows that carry something from one system to the next. */
export type LoopStep = { readonly from: string; readonly to: string; readonly flows: readonly string[] };

/** Something that comes back to the system it left, so that every change may cause the next. */
export type Loop = {
  readonly entity: string;
  /** Fields that go all the way around, sorted; empty where only the entity as a whole can be told. */
  readonly fields: readonly string[];
  /** From system to system, back to the first. */
  readonly chain: readonly LoopStep[];
  /** False where one of its ways rests on a guess about a request, a SaaS action or a webhook. */
  readonly isCertain: boolean;
};

/** Most systems a loop is followed through; longer ones are found as several shorter ones or not at all. */
const longest = 6;

/** Most loops reported; beyond that nobody reads on. */
const most = 200;

/**
 * Flows that bring a field back to where it came from: a → b and b → a, or around more systems. A use without a field
 * stands for every field; one without an entity is passed over.
 */
export function findLoops(estate: readonly EstateFlow[]): readonly Loop[] {
  const entities = new Set(estate.flatMap(({ reads, writes }) => [...reads, ...writes].map(({ entity }) => entity)));
  const loops = [...entities].flatMap((entity) => (entity === undefined ? [] : loopsOfEntity(estate, entity)));
  return loops.slice(0, most);
}

/** Flows by the way they carry something, `from` and `to` joined by a blank, which no id holds. */
type Ways = ReadonlyMap<string, { readonly flows: readonly string[]; readonly isCertain: boolean }>;

function loopsOfEntity(estate: readonly EstateFlow[], entity: string): readonly Loop[] {
  const uses = estate.flatMap(({ reads, writes }) => [...reads, ...writes]);
  const fields = new Set(uses.flatMap((use) => (use.entity === entity ? (use.field ?? []) : [])));
  const whole = cyclesIn(waysOf(estate, entity, undefined)).map((chain) => ({ chain, field: undefined }));
  const single = [...fields]
    .sort()
    .flatMap((field) => cyclesIn(waysOf(estate, entity, field)).map((chain) => ({ chain, field })));
  const grouped = new Map<string, { readonly found: Cycle; readonly fields: string[] }>();
  for (const { chain, field } of [...whole, ...single]) {
    const key = JSON.stringify(chain.steps);
    const group = grouped.get(key) ?? { found: chain, fields: [] };
    grouped.set(key, group);
    if (field !== undefined) group.fields.push(field);
  }
  return [...grouped.values()].map(({ found, fields: own }) => ({
    entity,
    // Where the entity as a whole goes around, every field does; naming some would say that others do not.
    fields: whole.some(({ chain }) => JSON.stringify(chain.steps) === JSON.stringify(found.steps)) ? [] : own,
    chain: found.steps,
    isCertain: found.isCertain,
  }));
}

/** The ways one field goes; without a field, those that carry the entity as a whole at both ends. */
function waysOf(estate: readonly EstateFlow[], entity: string, field: string | undefined): Ways {
  const ways = new Map<string, { flows: readonly string[]; isCertain: boolean }>();
  const carries = (use: EstateUse) => use.entity === entity && (use.field === undefined || use.field === field);
  for (const { flow, reads, writes } of estate) {
    for (const read of reads.filter(carries)) {
      for (const write of writes.filter(carries)) {
        if (read.system === write.system) continue;
        const way = `${read.system} ${write.system}`;
        const known = ways.get(way);
        const flows = new Set(known?.flows ?? []).add(flow);
        const isCertain = read.isGuess === undefined && write.isGuess === undefined;
        ways.set(way, { flows: [...flows], isCertain: (known?.isCertain ?? false) || isCertain });
      }
    }
  }
  return ways;
}

type Cycle = { readonly steps: readonly LoopStep[]; readonly isCertain: boolean };

/** Every cycle once, beginning at its first system by name. */
function cyclesIn(ways: Ways): readonly Cycle[] {
  const next = new Map<string, string[]>();
  for (const way of ways.keys()) {
    const [from = '', to = ''] = way.split(' ');
    next.set(from, [...(next.get(from) ?? []), to]);
  }
  const cycles: Cycle[] = [];
  const follow = (path: readonly string[]): void => {
    const [start = ''] = path;
    for (const to of (next.get(path.at(-1) ?? '') ?? []).toSorted()) {
      if (cycles.length >= most) return;
      if (to === start) cycles.push(cycleOf(path, ways));
      else if (to > start && !path.includes(to) && path.length < longest) follow([...path, to]);
    }
  };
  for (const start of [...next.keys()].sort()) follow([start]);
  return cycles;
}

function cycleOf(path: readonly string[], ways: Ways): Cycle {
  const steps = path.map((from, index) => {
    const to = path[(index + 1) % path.length] ?? from;
    return { from, to, ...(ways.get(`${from} ${to}`) ?? { flows: [], isCertain: false }) };
  });
  return {
    steps: steps.map(({ from, to, flows }) => ({ from, to, flows })),
    isCertain: steps.every(({ isCertain }) => isCertain),
  };
}
