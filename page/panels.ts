/**
 * Kits of panels, one folder for each kind of subject. The rest of the page is independent of
 * subjects.
 */
import type { FunctionComponent } from 'preact';
import type { Operation, Show } from './page-document.ts';

export interface PanelsProps {
  readonly show: Show;
  readonly position: number;
}

export interface PanelKit {
  /** The state at the position, and the changes of the last step. */
  readonly Panels: FunctionComponent<PanelsProps>;
  readonly Legend: FunctionComponent;
  /** The nondeterministic choices of an operation, in brackets; usually empty. */
  chanceText(scheduled: Operation['scheduled']): string;
  /**
   * The text of a step without the parts that vary between iterations of a loop; iterations with
   * equal texts are folded.
   */
  shapeOf(text: string): string;
}
