import { isJsonObject } from '../../../json.ts';
import type { StepProperty } from '../view.ts';

/** Whoever calls must show that he is who he says he is. */
export const provesSender: StepProperty = {
  name: 'proves-sender',
  says: 'A webhook whose scheme is not `none`, or one that asks Microsoft Graph for its client state.',
  ask({ node, path }, { examination }) {
    const { auth, verify } = node.config;
    // Microsoft signs nothing: the client state in each notification stands in for a signature.
    const showsState = isJsonObject(verify) && verify.sender === 'graph' && verify.token !== undefined;
    if (showsState || (isJsonObject(auth) && auth.scheme !== 'none')) return true;
    const value = { scheme: 'standard-webhooks', secrets: [`${examination.flow.id}-webhook`.slice(0, 64)] };
    const edit = { edit: 'set-config', arguments: { node: node.id, path: 'auth', value } };
    return { path: `${path}.config.auth`, fix: { title: 'Ask for a signature', edits: [edit] } };
  },
};
