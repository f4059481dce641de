/** Every permission a call may ask for. `public` needs no token, `signed-in` any token. */
export const permissions = [
  'public',
  'signed-in',
  'runs.read',
  'runs.cancel',
  'runs.abandon',
  'runs.replay',
  'runs.unpark',
  'approvals.read',
  'approvals.decide',
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
  'deployments.read',
  'deployments.deploy',
  'linked.read',
  'linked.manage',
  'linked.deploy',
  'flows.read',
  'flows.start',
  'runtime.read',
  'workspace.read',
  'workspace.write',
  'secrets.read',
  'secrets.set',
  'connections.probe',
  'connections.test',
  'templates.publish',
  'waivers.grant',
  'identity.set',
  'reviews.read',
  'reviews.save',
  'reviews.comment',
  'reviews.decide',
  'reviews.release',
] as const;

/** One permission; which role has which stands in one table of the runtime. */
export type Permission = (typeof permissions)[number];

/** The six roles of the house. */
export const roles = ['analyst', 'architect', 'reviewer', 'approver', 'operator', 'auditor'] as const;

/** What a person or a program may be here. */
export type Role = (typeof roles)[number];

/** Who sent a request, once the token was believed. */
export type Caller = {
  /** The name the audit shows. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** Approval groups this caller may decide for. */
  readonly groups: 'all' | readonly string[];
};
