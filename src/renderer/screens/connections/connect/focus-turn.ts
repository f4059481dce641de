import { createContext, type RefObject } from 'react';

/**
 * Whether the next step that appears leaves the focus where it is: arrows walk the sorts of system, and each shows
 * its first step without taking the focus away from them.
 */
export const FocusTurn = createContext<RefObject<boolean>>({ current: false });
