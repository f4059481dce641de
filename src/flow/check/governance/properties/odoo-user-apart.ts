import { connectionOf, type FlowProperty } from '../view.ts';

/** Logins of the users Odoo itself comes with, and the usual names of whoever may do everything. */
const administrators =
  /^(admin|administrator|administrateur|root|superuser|odoobot|__system__|1|2|(admin|administrator|root)@.*)$/i;

/** Flows act in Odoo as a user of their own, whose rights are theirs and whose changes are told apart. */
export const odooUserApart: FlowProperty = {
  name: 'odoo-user-apart',
  says: 'The login of each Odoo connection is no administrator. Unknown where the connection names none.',
  *ask({ examination }) {
    const told = new Set<string>();
    for (const node of examination.nodes) {
      if (node.manifest?.connection !== 'odoo') continue;
      const connection = connectionOf(node, examination);
      if (connection === undefined || told.has(connection.id)) continue;
      told.add(connection.id);
      const login = connection.extra?.login;
      const place = { node, path: `${node.path}.config.connection` };
      if (login === undefined) yield { ...place, isUnknown: true };
      else if (administrators.test(String(login))) yield { ...place, detail: `"${login}"` };
    }
  },
};
