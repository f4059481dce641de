import { conflictTexts } from './english/conflicts.ts';
import { contractTexts } from './english/contracts.ts';
import { operationsTexts } from './english/operations.ts';
import { registryTexts } from './english/registry.ts';
import { reviewTexts } from './english/reviews.ts';
import { templateTexts } from './english/templates.ts';

/** Texts of areas few people are in at any time: they are loaded with the area, not with the page. */
export const laterTexts = {
  conflicts: conflictTexts,
  contracts: contractTexts,
  operations: operationsTexts,
  registry: registryTexts,
  reviews: reviewTexts,
  templates: templateTexts,
};
