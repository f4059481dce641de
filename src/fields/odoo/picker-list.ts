/** What a picker is fed with: what there is, whether it is being asked for, and why it could not be had. */
export type PickerList<T> = {
  readonly list: readonly T[];
  readonly isLoading: boolean;
  /** The sentence to show. */
  readonly refusal: string | undefined;
};
