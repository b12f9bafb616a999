/** The names to choose from, as JSON. */
import type { ListTopic } from '../../subject/lists.ts';

export function listJson({ name, entries }: ListTopic): unknown {
  return { schema: 'tablewalk/list/1', topic: name, [name]: entries().map(({ json }) => json) };
}
