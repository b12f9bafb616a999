/** What takes the steps of a search: code for common steps, or one step after the other. Both take the same. */
export const engines = ['compiled', 'generic'] as const;
export type Engine = (typeof engines)[number];
