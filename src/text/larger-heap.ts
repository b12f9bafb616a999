/** Advice on a larger heap for Node. */
export const largerHeap =
  'NODE_OPTIONS=--max-old-space-size=8192 in the environment allows 8192 MiB';
