import { type Examination, type ExaminedBody, type ExaminedNode, nodeIn } from '../check/examination.ts';
import { readExpression } from '../check/read-expression.ts';
import { idAt } from '../graph/graph.ts';
import { type ReadPath, readPaths } from './where-used-paths.ts';

/** The contract some data follows, as far as the flow says it. */
export type Shape = {
  readonly contract: string;
  /** Where in the contract the data stands: a row of `lines` stands at `['lines']`. */
  readonly at: readonly string[];
  /** Fields that steps put over those of the contract with `into`. */
  readonly covered: ReadonlySet<string>;
  /** False where the data may also follow something else. */
  readonly isCertain: boolean;
};

/** Contracts that some data may follow; empty where nothing is known. */
export type Shapes = readonly Shape[];

/** What is known about the data of one flow. */
export type FlowShapes = {
  /** What arrives at a node; its own contract for a trigger, whose settings read what comes in. */
  readonly arriving: (node: ExaminedNode) => Shapes;
  /** The result of a node by its id, as `$steps.<id>` gives it. */
  readonly resultOf: (id: string) => Shapes;
  /** The row of the nearest `each` around a node. */
  readonly itemOf: (node: ExaminedNode) => Shapes;
  /** A row of the list an `each` goes through. */
  readonly rowOf: (each: ExaminedNode) => Shapes;
  /** What any of the triggers lets in. */
  readonly ofTriggers: Shapes;
};

/** Follows contracts along the edges of a flow: from triggers, maps and validations to whoever reads the data. */
export function followShapes(examination: Examination): FlowShapes {
  const arriving = new Map<ExaminedNode, Shapes>();
  for (const body of examination.bodies) {
    const first = body.scope === undefined ? [] : insideOf(body.scope, arriving);
    for (const index of body.graph.order) followNode(body, index, { arriving, first });
  }
  const triggers = examination.nodes.filter(({ manifest }) => manifest?.kind === 'trigger').map(resultShapes);
  return {
    arriving: (node) => (node.manifest?.kind === 'trigger' ? resultShapes(node) : (arriving.get(node) ?? [])),
    resultOf: (id) => {
      const node = examination.byId.get(id);
      return node === undefined ? [] : resultShapes(node);
    },
    itemOf: (node) => {
      for (let scope = node.scope; scope !== undefined; scope = scope.scope) {
        if (scope.type === 'each') return rowsOf(scope, arriving);
      }
      return [];
    },
    rowOf: (each) => rowsOf(each, arriving),
    ofTriggers: join(triggers),
  };
}

function followNode(
  body: ExaminedBody,
  index: number,
  { arriving, first }: { readonly arriving: Map<ExaminedNode, Shapes>; readonly first: Shapes },
): void {
  const node = nodeIn(body, idAt(body.graph, index));
  if (node === undefined) return;
  const edges = body.graph.incoming[index] ?? [];
  const ways = edges.map(({ from, port }) => {
    const source = body.nodes[from];
    return source === undefined ? [] : leaving(source, port, arriving.get(source) ?? []);
  });
  // A merge gives its steps' data under their names, which no contract describes.
  arriving.set(node, edges.length === 0 ? first : join(ways));
}

/** Data from several ways follows a contract for certain only where all of them do. */
function join(ways: readonly Shapes[]): Shapes {
  const shapes = new Map<string, Shape>();
  for (const shape of ways.flat()) {
    const key = `${shape.contract} ${shape.at.join('.')}`;
    const known = shapes.get(key);
    const covered = new Set([...(known?.covered ?? []), ...shape.covered]);
    shapes.set(key, { ...shape, covered, isCertain: shape.isCertain && (known?.isCertain ?? true) });
  }
  const isOne = shapes.size === 1 && ways.every((way) => way.length === 1);
  return [...shapes.values()].map((shape) => ({ ...shape, isCertain: shape.isCertain && isOne }));
}

/** What a node hands on over one of its ports. */
function leaving(node: ExaminedNode, port: string, input: Shapes): Shapes {
  // A failure is handed on with its cause; what is in it is not the data alone.
  if (port === 'error') return [];
  const own = declared(node, 'contract');
  if (node.type === 'validate' && own !== undefined) {
    return [{ contract: own, at: [], covered: new Set(), isCertain: port === 'valid' }];
  }
  const { into } = node.node;
  if (into !== undefined) return input.map((shape) => ({ ...shape, covered: new Set([...shape.covered, into]) }));
  if (node.manifest?.carries === 'input') return input;
  return resultShapes(node);
}

function resultShapes(node: ExaminedNode): Shapes {
  const contract =
    node.manifest?.kind === 'trigger'
      ? declared(node, 'contract')
      : node.type === 'map'
        ? declared(node, 'output')
        : undefined;
  return contract === undefined ? [] : [{ contract, at: [], covered: new Set(), isCertain: true }];
}

/** The contract a config names under this key. */
export function declared({ node }: ExaminedNode, key: 'contract' | 'output'): string | undefined {
  const name = node.config[key];
  return typeof name === 'string' ? name : undefined;
}

/** What the first steps inside a scope get: a row of the list inside `each`, the scope's own input elsewhere. */
function insideOf(scope: ExaminedNode, arriving: ReadonlyMap<ExaminedNode, Shapes>): Shapes {
  return scope.type === 'each' ? rowsOf(scope, arriving) : (arriving.get(scope) ?? []);
}

function rowsOf(each: ExaminedNode, arriving: ReadonlyMap<ExaminedNode, Shapes>): Shapes {
  const { items } = each.node.config;
  const read = typeof items === 'string' ? readExpression(items) : undefined;
  if (read?.ok !== true || read.tree.type !== 'path') return [];
  const [only, ...more] = readPaths(read.tree);
  if (only === undefined || more.length > 0 || only.source !== 'input' || !only.isPlain) return [];
  return (arriving.get(each) ?? []).flatMap((shape) => stepInto(shape, only));
}

/** The shape of what stands under a path; none where a step's own field covers it. */
export function stepInto(shape: Shape, { names }: Pick<ReadPath, 'names'>): Shapes {
  const [first] = names;
  if (first !== undefined && shape.covered.has(first)) return [];
  const covered: ReadonlySet<string> = first === undefined ? shape.covered : new Set();
  return [{ ...shape, at: [...shape.at, ...names], covered }];
}
