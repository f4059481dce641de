import type { Caller, Permission, Role } from '#api/permission.ts';

const readers = ['runs.read', 'deployments.read', 'flows.read'] as const satisfies readonly Permission[];

/** Whoever draws connects systems as well, so they set secrets, which nobody can read. */
const designers = [
  'workspace.read',
  'workspace.write',
  'secrets.read',
  'secrets.set',
  'connections.probe',
  'connections.test',
] as const satisfies readonly Permission[];

/** Whoever draws hands over and talks about it; that nobody approves their own work is seen to by signatures. */
const authors = [
  'identity.set',
  'reviews.read',
  'reviews.save',
  'reviews.comment',
] as const satisfies readonly Permission[];

const deciders = [
  'identity.set',
  'reviews.read',
  'reviews.comment',
  'reviews.decide',
] as const satisfies readonly Permission[];

/** A studio is linked to servers; what its token may do there is decided there. */
const linkers = ['linked.read', 'linked.manage', 'linked.deploy'] as const satisfies readonly Permission[];

/** Who may do what. The only table of its kind: no handler looks at roles by itself. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  analyst: [...readers, ...designers, ...authors, 'flows.start'],
  architect: [
    ...readers,
    ...designers,
    ...authors,
    ...deciders,
    'reviews.release',
    'flows.start',
    'templates.publish',
    'waivers.grant',
    'linked.read',
  ],
  reviewer: [...readers, ...deciders, 'reviews.release', 'workspace.read', 'secrets.read'],
  approver: [...deciders, 'approvals.read', 'approvals.decide', 'flows.read', 'flows.start'],
  operator: [
    ...readers,
    'deployments.deploy',
    ...linkers,
    'runs.cancel',
    'runs.abandon',
    'runs.replay',
    'runs.unpark',
    'flows.start',
    'approvals.read',
    'dead-letters.read',
    'dead-letters.replay',
    'dead-letters.close',
    'doubts.read',
    'doubts.settle',
    'holds.read',
    'holds.set',
    'audit.read',
    'audit.verify',
    'refused.read',
    'runtime.read',
    'secrets.read',
    'secrets.set',
    'connections.test',
  ],
  auditor: [
    ...readers,
    'approvals.read',
    'dead-letters.read',
    'doubts.read',
    'holds.read',
    'audit.read',
    'audit.verify',
    'refused.read',
    'runtime.read',
    'secrets.read',
    'workspace.read',
    'reviews.read',
  ],
};

/** Whether a caller may make calls that ask for this permission; nobody is `undefined`. */
export function isAllowed(caller: Caller | undefined, permission: Permission): boolean {
  if (permission === 'public') return true;
  if (caller === undefined) return false;
  return permission === 'signed-in' || caller.roles.some((role) => permissionsOf[role].includes(permission));
}

/** Every permission a caller has, each once. */
export function listPermissions(caller: Caller): readonly Permission[] {
  return [...new Set(caller.roles.flatMap((role) => permissionsOf[role]))].sort();
}

/** The groups whose approvals a caller sees: operators and auditors look at all, approvers at their own. */
export function visibleGroups(caller: Caller): Caller['groups'] {
  return caller.roles.some((role) => role === 'operator' || role === 'auditor') ? 'all' : caller.groups;
}
