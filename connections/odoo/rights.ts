import type { Failure } from '#flow/failure.ts';
import { isJsonObject } from '#flow/json.ts';
import type { RightFacts } from '#flow/node-type/system-probe.ts';
import { grantingGroups } from './explain.ts';
import type { Answer, Session } from './session.ts';

/** One right on one sort of record. */
type Need = { readonly model: string; readonly right: RightFacts['right'] };

/** First version that answers questions about rights with `has_access`. */
const firstHasAccess = 18;

function needs(model: string, ...rights: readonly RightFacts['right'][]): readonly Need[] {
  return rights.map((right) => ({ model, right }));
}

const customer = [...needs('res.partner', 'read', 'create', 'write'), ...needs('res.country', 'read')];
const order = needs('sale.order', 'read', 'write');

/** What each operation does to which records, in the order in which it does it. */
const needsOf: ReadonlyMap<string, readonly Need[]> = new Map([
  ['customer.upsert', customer],
  [
    'order.create',
    [
      ...customer,
      ...needs('sale.order', 'read', 'create', 'write'),
      ...needs('sale.order.line', 'read', 'create', 'write'),
      ...needs('product.product', 'read'),
      ...needs('res.currency', 'read'),
    ],
  ],
  ['order.confirm', order],
  ['order.cancel', order],
  ['order.status', needs('sale.order', 'read')],
  ['stock.reserve', [...needs('sale.order', 'read'), ...needs('stock.picking', 'read', 'write')]],
  ['stock.available', needs('product.product', 'read')],
]);

/** Operations that read whatever model their step names. */
const general: ReadonlySet<string> = new Set(['record.search', 'record.read', 'record.count']);

/** Groups of a fresh Odoo, for versions that refuse without naming any. */
const usualGroups: ReadonlyMap<string, string> = new Map([
  ['sale.order', 'Sales / User: Own Documents Only'],
  ['sale.order.line', 'Sales / User: Own Documents Only'],
  ['product.product', 'Sales / User: Own Documents Only'],
  ['res.partner', 'Extra Rights / Contact Creation'],
  ['stock.picking', 'Inventory / User'],
]);

/** The app that brings a sort of record. */
const appOf: ReadonlyMap<string, string> = new Map([
  ['sale.order', 'Sales'],
  ['sale.order.line', 'Sales'],
  ['product.product', 'Sales or Inventory'],
  ['stock.picking', 'Inventory'],
]);

const verbs: Readonly<Record<RightFacts['right'], string>> = { read: 'read', create: 'create', write: 'change' };

/** Asks for every right the operations need, each once; a model that is not there counts as a missing right. */
export async function readRights(
  session: Session,
  asked: { readonly operations: readonly string[]; readonly models: readonly string[]; readonly major: number },
): Promise<Answer<readonly RightFacts[]>> {
  const standings = new Map<string, Standing>();
  const facts: RightFacts[] = [];
  for (const operation of asked.operations) {
    const wanted = general.has(operation)
      ? asked.models.flatMap((model) => needs(model, 'read'))
      : (needsOf.get(operation) ?? []);
    for (const need of wanted) {
      const key = `${need.model} ${need.right}`;
      const known = standings.get(key);
      const found: Answer<Standing> = known ? { ok: true, value: known } : await askRight(session, need, asked.major);
      if (!found.ok) return found;
      standings.set(key, found.value);
      facts.push(tell(operation, need, found.value));
    }
  }
  return { ok: true, value: facts };
}

type Standing =
  | { readonly is: 'granted' }
  | { readonly is: 'no-model' }
  | { readonly is: 'refused'; readonly groups: readonly string[] };

async function askRight(session: Session, need: Need, major: number): Promise<Answer<Standing>> {
  const { model, right } = need;
  const asks =
    major >= firstHasAccess
      ? { model, method: 'has_access', ids: [], args: { operation: right } }
      : { model, method: 'check_access_rights', args: { operation: right, raise_exception: false } };
  const answer = await session.call(asks);
  if (answer.ok && answer.value === true) return { ok: true, value: { is: 'granted' } };
  if (answer.ok) return { ok: true, value: { is: 'refused', groups: await askGroups(session, need, major) } };
  if (isUnknownModel(answer.failure)) return { ok: true, value: { is: 'no-model' } };
  if (answer.failure.code === 'odoo/no-permission') return { ok: true, value: { is: 'refused', groups: [] } };
  return answer;
}

/** Odoo names the groups only where it refuses, so it is asked in the way that refuses. */
async function askGroups(session: Session, { model, right }: Need, major: number): Promise<readonly string[]> {
  const asks =
    major >= firstHasAccess
      ? { model, method: 'check_access', ids: [], args: { operation: right } }
      : { model, method: 'check_access_rights', args: { operation: right, raise_exception: true } };
  const answer = await session.call(asks);
  const detail = answer.ok ? undefined : answer.failure.detail;
  return isJsonObject(detail) && typeof detail.message === 'string' ? grantingGroups(detail.message) : [];
}

/** Up to 18 an unknown model is an ordinary refusal of the user's input, and only its words say so. */
function isUnknownModel({ code, detail }: Failure): boolean {
  if (code === 'odoo/not-there') return true;
  const message = isJsonObject(detail) && typeof detail.message === 'string' ? detail.message : '';
  return code === 'odoo/refused' && /^Object \S+ doesn't exist/.test(message);
}

function tell(operation: string, need: Need, standing: Standing): RightFacts {
  const { model, right } = need;
  const isGranted = standing.is === 'granted';
  const said = standing.is === 'refused' ? standing.groups : [];
  const usual = usualGroups.get(model);
  const groups = said.length > 0 || usual === undefined || isGranted ? said : [usual];
  return { operation, model, right, isGranted, groups, sentence: sentenceOf(operation, need, standing, groups) };
}

function sentenceOf(
  operation: string,
  { model, right }: Need,
  standing: Standing,
  groups: readonly string[],
): string | undefined {
  if (standing.is === 'granted') return undefined;
  if (standing.is === 'no-model') {
    const app = appOf.get(model);
    const install = app === undefined ? 'the app that brings it' : `the app ${app}`;
    return `Odoo has no records of the kind ${model}, which ${operation} needs. Ask the Odoo administrator to install ${install}.`;
  }
  const which = groups.length === 0 ? 'a group that may do so' : `one of these groups: ${groups.join(', ')}`;
  return `The Odoo user may not ${verbs[right]} ${model}, which ${operation} needs. Ask the Odoo administrator to put the user into ${which}.`;
}
