/** One panel: a part of the state with a title. */
import type { ComponentChildren } from 'preact';

interface PanelProps {
  readonly title: string;
  readonly id: string;
  readonly note?: string;
  readonly children: ComponentChildren;
}

export function Panel({ title, id, note, children }: PanelProps) {
  return (
    <section class="panel" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        {title} {note === undefined ? null : <small>{note}</small>}
      </h2>
      {children}
    </section>
  );
}
