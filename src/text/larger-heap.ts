/** How to give Node a larger heap. */
export const largerHeap =
  'NODE_OPTIONS=--max-old-space-size=8192 in the environment allows 8192 MiB';
