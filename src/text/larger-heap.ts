/** How a user gives Node a larger heap of objects. */
export const largerHeap =
  'with NODE_OPTIONS=--max-old-space-size=8192 in the environment it may have 8192 MiB';
