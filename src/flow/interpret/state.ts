import type { Plan } from '../plan/plan.ts';
import type {
  Attempted,
  CancelRequested,
  Closing,
  DoubtSettled,
  Entry,
  Finished,
  Intended,
  Opened,
  Paged,
  PageFolded,
  Prepared,
  ScopeAttempt,
  ScopeClosed,
  Settled,
  Started,
  Voted,
  Waiting,
  WaitSettled,
} from './entry.ts';
import { isInside, pageOfFrame, pageRead, planNodeId, scopeOfFrame, splitStep } from './path.ts';

/** How far the items of one list are. */
export type ItemCounts = {
  /** Index of the first item not known to be closed; only ever moves forward. */
  firstOpenItem: number;
  /** Items whose frames are closed, and how many of those failed. */
  closedItems: number;
  failedItems: number;
};

/** A page of an `each` that is not folded yet. */
export type PageFacts = ItemCounts & { paged?: Paged };

/** Everything recorded of one step. */
export type StepFacts = ItemCounts & {
  settled?: Settled;
  prepared?: Prepared;
  /** By attempt number. */
  readonly intents: Map<number, Intended>;
  readonly attempts: Map<number, Attempted>;
  readonly doubts: Map<number, DoubtSettled>;
  waiting?: Waiting;
  /** Decisions so far, by person. */
  readonly votes: Map<string, Voted>;
  waitSettled?: WaitSettled;
  opened?: Opened;
  readonly scopeAttempts: Map<number, ScopeAttempt>;
  /** `each` over a source: pages that are not folded yet, by number. */
  readonly pages: Map<number, PageFacts>;
  /** The newest fold, which stands for every page before it. */
  folded?: PageFolded;
  /** Folds that name failed items, by page. */
  readonly failedPages: Map<number, PageFolded>;
};

/** Everything recorded of one frame. */
export type FrameFacts = {
  readonly steps: Map<string, StepFacts>;
  closing?: Closing;
  closed?: ScopeClosed;
};

/**
 * What the journal says of a run. Owned by one driver and changed in place by `fold`, because copying it per entry
 * would cost more than everything else the interpreter does; it can be thrown away and folded again at any time.
 */
export type State = {
  started?: Started;
  cancel?: CancelRequested;
  finished?: Finished;
  readonly frames: Map<string, FrameFacts>;
  /** Write intents inside sagas, by order: compensation works from here after their frames have left memory. */
  readonly intents: Map<number, Intended>;
  /** How the attempts of those intents ended, keyed `path@attempt`. */
  readonly outcomes: Map<string, Attempted>;
  /** What people said of those that were in doubt, keyed the same. */
  readonly verdicts: Map<string, DoubtSettled>;
  /** One above the highest intent order seen. */
  nextOrder: number;
  /** True when an optional step gave up in a frame that has left memory. */
  degraded: boolean;
};

/** The state of a run of which nothing is recorded yet. */
export function emptyState(): State {
  return {
    frames: new Map(),
    intents: new Map(),
    outcomes: new Map(),
    verdicts: new Map(),
    nextOrder: 1,
    degraded: false,
  };
}

/** The facts of a frame, made on first use together with those of the frames around it: all of them have begun. */
export function frameFacts(state: State, frame: string): FrameFacts {
  const known = state.frames.get(frame);
  if (known !== undefined) return known;
  const made: FrameFacts = { steps: new Map() };
  state.frames.set(frame, made);
  const scope = scopeOfFrame(frame);
  if (scope !== undefined) frameFacts(state, splitStep(scope).frame);
  return made;
}

/** The facts of a step, or undefined when nothing is recorded of it. */
export function stepFacts(state: State, path: string): StepFacts | undefined {
  const { frame, node } = splitStep(path);
  return state.frames.get(frame)?.steps.get(node);
}

function factsForWriting(state: State, path: string): StepFacts {
  const { frame, node } = splitStep(path);
  const facts = frameFacts(state, frame);
  const known = facts.steps.get(node);
  if (known !== undefined) return known;
  const made: StepFacts = {
    intents: new Map(),
    attempts: new Map(),
    doubts: new Map(),
    votes: new Map(),
    scopeAttempts: new Map(),
    firstOpenItem: 0,
    closedItems: 0,
    failedItems: 0,
    pages: new Map(),
    failedPages: new Map(),
  };
  facts.steps.set(node, made);
  return made;
}

/**
 * Adds one entry. The first entry of a key stands and later ones change nothing, and no entry's effect depends on
 * another's having come before, so every order of the same entries gives the same state.
 *
 * @returns the same state, changed in place
 */
export function fold(plan: Plan, state: State, entry: Entry): State {
  switch (entry.kind) {
    case 'started':
      state.started ??= entry;
      return state;
    case 'cancel':
      state.cancel ??= entry;
      return state;
    case 'finished':
      state.finished ??= entry;
      return state;
    case 'closing': {
      if (isForgotten(state, entry.frame)) return state;
      const facts = frameFacts(state, entry.frame);
      facts.closing ??= entry;
      return state;
    }
    case 'scope-closed':
      closeFrame(plan, state, entry);
      return state;
    case 'settled':
    case 'prepared':
    case 'intended':
    case 'attempted':
    case 'waiting':
    case 'voted':
    case 'wait-settled':
    case 'doubt-settled':
    case 'opened':
    case 'paged':
    case 'page-folded':
    case 'scope-attempt':
      foldStep(plan, state, entry);
      return state;
  }
}

type StepEntry = Exclude<Entry, Started | CancelRequested | Finished | Closing | ScopeClosed>;

function foldStep(plan: Plan, state: State, entry: StepEntry): void {
  if (entry.kind === 'intended') rememberIntent(plan, state, entry);
  if (entry.kind === 'attempted') remember(plan, state, state.outcomes, entry);
  if (entry.kind === 'doubt-settled') remember(plan, state, state.verdicts, entry);
  if (entry.kind === 'page-folded') {
    state.nextOrder = Math.max(state.nextOrder, entry.order);
    if (entry.degraded) state.degraded = true;
  }
  if (hasLeftMemory(state, entry.path)) return;
  const facts = factsForWriting(state, entry.path);
  switch (entry.kind) {
    case 'settled':
      facts.settled ??= entry;
      return;
    case 'prepared':
      facts.prepared ??= entry;
      return;
    case 'intended':
      if (!facts.intents.has(entry.attempt)) facts.intents.set(entry.attempt, entry);
      return;
    case 'attempted':
      if (!facts.attempts.has(entry.attempt)) facts.attempts.set(entry.attempt, entry);
      return;
    case 'waiting':
      if (facts.waiting === undefined || turnOf(entry) > turnOf(facts.waiting)) facts.waiting = entry;
      return;
    case 'voted':
      if (!facts.votes.has(entry.by)) facts.votes.set(entry.by, entry);
      return;
    case 'wait-settled':
      facts.waitSettled ??= entry;
      return;
    case 'doubt-settled':
      if (!facts.doubts.has(entry.attempt)) facts.doubts.set(entry.attempt, entry);
      return;
    case 'opened':
      facts.opened ??= entry;
      return;
    case 'paged':
      if (entry.page > (facts.folded?.page ?? 0)) pageFacts(facts, entry.page).paged ??= entry;
      return;
    case 'page-folded':
      foldPage(state, facts, entry);
      return;
    case 'scope-attempt':
      if (!facts.scopeAttempts.has(entry.attempt)) facts.scopeAttempts.set(entry.attempt, entry);
      return;
  }
}

function turnOf({ turn }: Waiting): number {
  return turn ?? 1;
}

function rememberIntent(plan: Plan, state: State, entry: Intended): void {
  state.nextOrder = Math.max(state.nextOrder, entry.order + 1);
  if (isInSaga(plan, entry.path) && !isInFoldedPage(state, entry.path) && !state.intents.has(entry.order))
    state.intents.set(entry.order, entry);
}

function remember<T extends Attempted | DoubtSettled>(plan: Plan, state: State, known: Map<string, T>, entry: T): void {
  if (!isInSaga(plan, entry.path) || isInFoldedPage(state, entry.path)) return;
  const key = `${entry.path}@${entry.attempt}`;
  if (!known.has(key)) known.set(key, entry);
}

/** A closed frame keeps its status and output; what happened inside leaves memory. */
function closeFrame(plan: Plan, state: State, entry: ScopeClosed): void {
  if (entry.degraded) state.degraded = true;
  if (isForgotten(state, entry.frame)) return;
  const facts = frameFacts(state, entry.frame);
  if (facts.closed !== undefined) return;
  facts.closed = entry;
  facts.steps.clear();
  countItem(state, entry);
  // A large `each` closes very many frames; only those with frames inside are worth the search.
  if (!holdsScopes(plan, entry.frame)) return;
  for (const frame of state.frames.keys()) if (isInside(frame, entry.frame)) state.frames.delete(frame);
}

function pageFacts(facts: StepFacts, page: number): PageFacts {
  const known = facts.pages.get(page);
  if (known !== undefined) return known;
  const made: PageFacts = { firstOpenItem: 0, closedItems: 0, failedItems: 0 };
  facts.pages.set(page, made);
  return made;
}

/** A folded page, and every page before it, keeps its counts and the names of what failed. */
function foldPage(state: State, facts: StepFacts, entry: PageFolded): void {
  if (entry.failures.length > 0 && !facts.failedPages.has(entry.page)) facts.failedPages.set(entry.page, entry);
  if (facts.folded !== undefined && facts.folded.page >= entry.page) return;
  facts.folded = entry;
  for (const page of facts.pages.keys()) if (page <= entry.page) facts.pages.delete(page);
  const { frame } = splitStep(entry.path);
  const steps = state.frames.get(frame)?.steps ?? new Map<string, StepFacts>();
  for (const node of steps.keys()) if (isFoldedRead(state, frame, node)) steps.delete(node);
  const inside = `${entry.path}[`;
  for (const path of state.frames.keys())
    if (path.startsWith(inside) && isInFoldedPage(state, `${path}/`)) state.frames.delete(path);
  for (const [order, { path }] of state.intents) if (isInFoldedPage(state, path)) state.intents.delete(order);
  for (const [key, { path }] of state.outcomes) if (isInFoldedPage(state, path)) state.outcomes.delete(key);
  for (const [key, { path }] of state.verdicts) if (isInFoldedPage(state, path)) state.verdicts.delete(key);
}

/** True for a path that lies in an item of a page that is folded. */
function isInFoldedPage(state: State, path: string): boolean {
  let { frame } = splitStep(path);
  while (frame !== '') {
    if (isFolded(state, frame)) return true;
    const scope = scopeOfFrame(frame);
    if (scope === undefined) return false;
    frame = splitStep(scope).frame;
  }
  return false;
}

function isFolded(state: State, frame: string): boolean {
  const page = pageOfFrame(frame);
  if (page === undefined) return false;
  return page <= (stepFacts(state, scopeOfFrame(frame) ?? '')?.folded?.page ?? 0);
}

function isFoldedRead(state: State, frame: string, node: string): boolean {
  const read = pageRead(node);
  return read !== undefined && read.page <= (state.frames.get(frame)?.steps.get(read.path)?.folded?.page ?? 0);
}

/** Entries of a step whose frame, or a frame around it, is closed or folded come late and change nothing. */
function hasLeftMemory(state: State, path: string): boolean {
  const step = splitStep(path);
  if (isFoldedRead(state, step.frame, step.node)) return true;
  let { frame } = step;
  while (frame !== '') {
    if (state.frames.get(frame)?.closed !== undefined || isFolded(state, frame)) return true;
    const scope = scopeOfFrame(frame);
    if (scope === undefined) return false;
    frame = splitStep(scope).frame;
  }
  return false;
}

/** True for a frame inside one that is closed, and for one of a folded page. */
function isForgotten(state: State, frame: string): boolean {
  const scope = scopeOfFrame(frame);
  return scope !== undefined && (isFolded(state, frame) || hasLeftMemory(state, scope));
}

function countItem(state: State, entry: ScopeClosed): void {
  const scope = entry.frame.endsWith(']') ? scopeOfFrame(entry.frame) : undefined;
  if (scope === undefined) return;
  const page = pageOfFrame(entry.frame);
  const facts = factsForWriting(state, scope);
  const counts = page === undefined ? facts : pageFacts(facts, page);
  counts.closedItems += 1;
  if (entry.status !== 'done') counts.failedItems += 1;
}

function holdsScopes(plan: Plan, frame: string): boolean {
  const scope = plan.nodes[splitStep(scopeOfFrame(frame) ?? '').node];
  return scope?.body?.order.some((id) => plan.nodes[id]?.kind === 'scope') ?? false;
}

/** True for a step with a saga around it, however far out. */
export function isInSaga(plan: Plan, path: string): boolean {
  let scope = plan.nodes[planNodeId(splitStep(path).node)]?.scope;
  while (scope !== undefined) {
    const node = plan.nodes[scope];
    if (node?.type === 'saga') return true;
    scope = node?.scope;
  }
  return false;
}
