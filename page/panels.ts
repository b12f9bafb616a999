/** What draws the states of one kind of subject: each kit is a folder. The rest of the page knows no subject. */
import type { FunctionComponent } from 'preact';
import type { Operation, Show } from './page-document.ts';

export interface PanelsProps {
  readonly show: Show;
  readonly position: number;
}

export interface PanelKit {
  /** The state at the position, and what the last step changed. */
  readonly Panels: FunctionComponent<PanelsProps>;
  readonly Legend: FunctionComponent;
  /** What chance did in an operation, in brackets; usually empty. */
  chanceText(scheduled: Operation['scheduled']): string;
  /** The text of a step without what differs in each round of a loop: rounds with equal texts are folded. */
  shapeOf(text: string): string;
}
