import { z } from 'zod';
import { dataClasses } from '../contract/field-classes.ts';
import { parseDuration } from '../duration.ts';
import { duration } from '../node-type/field.ts';
import { rate, slug, title } from '../workspace/ids.ts';

const dataClass = z.enum(dataClasses);

const classList = z.array(dataClass).max(dataClasses.length);

const host = z
  .string()
  .max(260)
  .regex(
    /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?(:[1-9]\d{0,4})?$/,
    'is no host; write a name in lower case, or name:port, without scheme, path and `*`',
  );

const webhookPath = z
  .string()
  .max(200)
  .regex(/^(\/[A-Za-z0-9._~-]+)+$/, 'is no path; write it as /shop, or /shop/orders');

const day = z.string().refine(isDay, "is no day; write it in quotes, as '2027-03-31'");

/** True for a day of the calendar written as `2027-03-31`. */
export function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return date >= 1 && date <= days;
}

const longerThanNothing = (what: string) =>
  duration({ title: what }).refine((text) => (parseDuration(text) ?? 1) > 0, 'must be longer than nothing');

const contractName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*@[1-9]\d{0,2}$/, 'is no agreed shape; write its name and major version, such as customer@1');

const fieldPath = z
  .string()
  .max(200)
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/,
    'is no field; write letters, digits and `_`, with dots between the levels, such as address.city',
  );

const operationName = z.string().min(1).max(200);

/** What a system calls a model or a field: its own word, without blanks. */
const ownName = z.string().min(1).max(200).regex(/^\S+$/, 'is no name; it holds a blank');

const system = z.strictObject({
  name: title,
  owner: title,
  contact: title.optional(),
  description: z.string().min(1).max(2000).optional(),
  clearance: classList.optional(),
  hosts: z.array(host).max(50).optional(),
  webhooks: z.array(webhookPath).max(50).optional(),
  privileged: z.boolean().optional(),
  residency: title.optional(),
  limits: z
    .strictObject({
      rate: rate.optional(),
      concurrency: z.int().min(1).max(1000).optional(),
      maxTimeout: longerThanNothing('Longest wait').optional(),
      body: z
        .string()
        .regex(/^[1-9]\d{0,3}(KB|MB)$/, 'is no size; write it as 256KB or 10MB')
        .optional(),
    })
    .optional(),
  retires: day.optional(),
  operations: z
    .record(
      operationName,
      z.strictObject({ deprecated: day.optional(), sunset: day.optional(), use: title.optional() }),
    )
    .optional(),
  companies: z.enum(['one', 'several']).optional(),
});

const direction = z.enum(['from-master', 'to-master', 'both']);

const systemList = z.array(slug).max(100);

const field = z.strictObject({
  master: slug,
  direction: direction.optional(),
  class: dataClass.optional(),
  projections: systemList.optional(),
  sources: systemList.optional(),
  names: z.record(slug, ownName).optional(),
});

const entity = z.strictObject({
  owner: title.optional(),
  contract: contractName.optional(),
  master: slug,
  direction,
  models: z.record(slug, ownName).optional(),
  projections: systemList.optional(),
  sources: systemList.optional(),
  fields: z.record(fieldPath, field).optional(),
});

/** The schema of `registry/systems.yaml`. */
export const systemsSchema = z.strictObject({
  penstock: z.literal(1),
  systems: z.record(slug, system).optional(),
  entities: z.record(slug, entity).optional(),
});

/** What a sound `registry/systems.yaml` holds, as written. */
export type SystemsFile = z.infer<typeof systemsSchema>;

/** One system as written. */
export type SystemEntry = z.infer<typeof system>;

/** One entity as written. */
export type EntityEntry = z.infer<typeof entity>;

/** One field of an entity as written. */
export type FieldEntry = z.infer<typeof field>;

const topicName = z
  .string()
  .max(200)
  .regex(
    /^[a-z][a-z0-9]*([-_.][a-z0-9]+)*$/,
    'is no topic; use lower-case words joined by hyphens, such as sales-orders',
  );

const topic = z.strictObject({
  owner: title,
  domain: title.optional(),
  retention: longerThanNothing('Kept for'),
  class: classList.optional(),
  contract: contractName.optional(),
  keyedBy: fieldPath.optional(),
});

/** The schema of `registry/topics.yaml`. */
export const topicsSchema = z.strictObject({
  penstock: z.literal(1),
  topics: z.record(topicName, topic).optional(),
});

/** What a sound `registry/topics.yaml` holds, as written. */
export type TopicsFile = z.infer<typeof topicsSchema>;
