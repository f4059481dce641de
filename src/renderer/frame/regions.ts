/**
 * The region to go to: the next one, or the former, after the one the focus is in; around the end. Without a region in
 * focus the first or last one. -1 where there is none.
 */
export function nextRegion(count: number, at: number, by: 1 | -1): number {
  if (count === 0) return -1;
  if (at === -1) return by === 1 ? 0 : count - 1;
  return (at + by + count) % count;
}

const focusable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex]:not([tabindex="-1"])';

const lastFocused = new WeakMap<Element, HTMLElement>();

/** Remembers what had the focus in each region, to come back to it; returns what ends it. */
export function rememberRegionFocus(): () => void {
  const note = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLElement)) return;
    const region = target.closest('[data-region]');
    if (region !== null) lastFocused.set(region, target);
  };
  document.addEventListener('focusin', note);
  return () => document.removeEventListener('focusin', note);
}

/** Moves the focus to the next region of the page, or to the former one; what is hidden is left out. */
export function goToRegion(by: 1 | -1): void {
  const regions = regionsInSight();
  // The innermost one: a region stands before those inside it.
  const at = regions.findLastIndex((region) => region.contains(document.activeElement));
  const region = regions[nextRegion(regions.length, at, by)];
  if (region !== undefined) focusIn(region);
}

/** Regions in the order of the page; the main part is no stop of its own where it is made of regions. */
function regionsInSight(): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => isInSight(region) && !(region.matches('main') && region.querySelector('[data-region]') !== null),
  );
}

function isInSight(element: HTMLElement): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true });
}

function focusIn(region: HTMLElement): void {
  const last = lastFocused.get(region);
  const first = [...region.querySelectorAll<HTMLElement>(focusable)].find(isInSight);
  const goal = last?.isConnected && isInSight(last) && region.contains(last) ? last : (first ?? region);
  // A region without anything to focus is focused itself, so that its text can be read from there.
  if (goal === region && !region.hasAttribute('tabindex')) region.tabIndex = -1;
  // The ring is shown although a key of the page, not Tab, brought the focus here.
  goal.focus({ focusVisible: true } as FocusOptions);
}
