/**
 * Where a template stands: part of the product; published, which means signed by a trusted key as it is; never signed;
 * changed since it was signed; or signed with a key nobody here trusts.
 */
export type TemplateStanding = 'shipped' | 'published' | 'unsigned' | 'changed' | 'untrusted';

/** True where flows may follow a template that stands like this. */
export function isPublished(standing: TemplateStanding): boolean {
  return standing === 'shipped' || standing === 'published';
}
