import { reviewTexts } from './english/reviews.ts';

/** Texts of areas few people are in at any time: they are loaded with the area, not with the page. */
export const laterTexts = { reviews: reviewTexts };
